-- Who is told: users and teams of incidents, services and pages; addresses of pages.

-- private_subscriber_list(org, object)
SELECT object_id, kind, subscriber_id, is_opt_out FROM private_subscriber
WHERE org_id = :org AND object_id = :object ORDER BY created_at, kind DESC, subscriber_id;

-- private_subscribers_of(org, objects)
-- Of many, given as a JSON array of ids; those who opted out too.
SELECT object_id, kind, subscriber_id, is_opt_out FROM private_subscriber
WHERE org_id = :org AND object_id IN (SELECT value FROM json_each(:objects))
ORDER BY object_id, kind DESC, subscriber_id;
-- @postgres
SELECT object_id, kind, subscriber_id, is_opt_out FROM private_subscriber
WHERE org_id = :org AND object_id = ANY (SELECT value::bigint FROM json_array_elements_text(:objects::json))
ORDER BY object_id, kind DESC, subscriber_id;

-- private_subscriber_add(org, object, kind, subscriber, is_opt_out, created_at)
-- Nothing changes for one who is there in the same way.
INSERT INTO private_subscriber (org_id, object_id, kind, subscriber_id, is_opt_out, created_at)
VALUES (:org, :object, :kind, :subscriber, :is_opt_out, :created_at)
ON CONFLICT (org_id, object_id, kind, subscriber_id)
DO UPDATE SET is_opt_out = excluded.is_opt_out, created_at = excluded.created_at
WHERE private_subscriber.is_opt_out <> excluded.is_opt_out;

-- private_subscriber_remove(org, object, kind, subscriber)
DELETE FROM private_subscriber
WHERE org_id = :org AND object_id = :object AND kind = :kind AND subscriber_id = :subscriber;

-- private_subscribers_clear(org, object, team)
-- Those who opted out stay out; with a team (not 0) other teams stay in.
DELETE FROM private_subscriber
WHERE org_id = :org AND object_id = :object AND is_opt_out = 0
  AND (kind = 'user' OR CAST(:team AS BIGINT) IN (0, subscriber_id));

-- private_subscribers_drop(org, object)
DELETE FROM private_subscriber WHERE org_id = :org AND object_id = :object;

-- private_subscriber_forget(org, subscriber)
-- A user or team that is no more.
DELETE FROM private_subscriber WHERE org_id = :org AND subscriber_id = :subscriber;

-- public_subscribers_lock(org)
-- Whether an address is alone is judged over all pages: those who change addresses take turns. On
-- SQLite there is one writer.
SELECT id FROM org WHERE id = :org;
-- @postgres
SELECT id FROM org WHERE id = :org FOR NO KEY UPDATE;

-- public_subscriber_insert(org, page, id, kind, target, locale, confirmed_at, is_filtered, created_at)
-- No row changed: the page has this address.
INSERT INTO public_subscriber
    (org_id, page_id, id, kind, target, locale, confirmed_at, is_alone, is_filtered, created_at)
VALUES (:org, :page, :id, :kind, :target, :locale, :confirmed_at, 1, :is_filtered, :created_at)
ON CONFLICT (org_id, kind, target, page_id) DO NOTHING;

-- public_subscriber_update(org, page, id, locale, confirmed_at, is_filtered)
UPDATE public_subscriber
SET locale = :locale, confirmed_at = COALESCE(confirmed_at, :confirmed_at), is_filtered = :is_filtered
WHERE org_id = :org AND page_id = :page AND id = :id;

-- public_subscriber_by_address(org, page, kind, target)
SELECT id, kind, target, locale, confirmed_at, is_filtered, created_at FROM public_subscriber
WHERE org_id = :org AND page_id = :page AND kind = :kind AND target = :target;

-- public_subscriber_recount(org, kind, target)
-- Is the address on one page, or on several?
UPDATE public_subscriber SET is_alone = 1 - is_alone
WHERE org_id = :org AND kind = :kind AND target = :target
  AND is_alone <> CASE WHEN (SELECT COUNT(*) FROM public_subscriber s
                             WHERE s.org_id = :org AND s.kind = :kind AND s.target = :target) = 1
                       THEN 1 ELSE 0 END;

-- public_subscriber_list(org, page, take, skip)
SELECT id, kind, target, locale, confirmed_at, is_filtered, created_at FROM public_subscriber
WHERE org_id = :org AND page_id = :page ORDER BY id
LIMIT CAST(:take AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- public_subscriber_get(org, page, id)
SELECT id, kind, target, locale, confirmed_at, is_filtered, created_at FROM public_subscriber
WHERE org_id = :org AND page_id = :page AND id = :id;

-- public_subscriber_delete(org, page, id)
DELETE FROM public_subscriber WHERE org_id = :org AND page_id = :page AND id = :id;

-- public_subscribers_part(org, page)
-- Before a page goes: the addresses that it shares with one other page are alone there.
UPDATE public_subscriber SET is_alone = 1
WHERE org_id = :org AND page_id <> :page AND is_alone = 0
  AND (kind, target) IN (SELECT s.kind, s.target FROM public_subscriber s
                         WHERE s.org_id = :org AND s.page_id = :page AND s.is_alone = 0)
  AND NOT EXISTS (SELECT 1 FROM public_subscriber o
                  WHERE o.org_id = :org AND o.kind = public_subscriber.kind
                    AND o.target = public_subscriber.target
                    AND o.page_id <> :page AND o.page_id <> public_subscriber.page_id);

-- public_subscribers_delete(org, page)
DELETE FROM public_subscriber WHERE org_id = :org AND page_id = :page;

-- public_subscriber_filters_delete(org, page)
DELETE FROM public_subscriber_service
WHERE org_id = :org
  AND subscriber_id IN (SELECT id FROM public_subscriber WHERE org_id = :org AND page_id = :page);

-- public_subscriber_service_insert(org, subscriber, service)
INSERT INTO public_subscriber_service (org_id, subscriber_id, service_id)
VALUES (:org, :subscriber, :service) ON CONFLICT DO NOTHING;

-- public_subscriber_services_delete(org, subscriber)
DELETE FROM public_subscriber_service WHERE org_id = :org AND subscriber_id = :subscriber;

-- public_subscriber_services_list(org, subscribers)
SELECT subscriber_id, service_id FROM public_subscriber_service
WHERE org_id = :org AND subscriber_id IN (SELECT value FROM json_each(:subscribers))
ORDER BY subscriber_id, service_id;
-- @postgres
SELECT subscriber_id, service_id FROM public_subscriber_service
WHERE org_id = :org AND subscriber_id = ANY (SELECT value::bigint FROM json_array_elements_text(:subscribers::json))
ORDER BY subscriber_id, service_id;

-- subscriber_filters_forget(org, service)
-- A service that is no more.
DELETE FROM public_subscriber_service WHERE org_id = :org AND service_id = :service;

-- subscriber_filters_part(org, page, services)
-- The page shows these services (a JSON array of ids) no more. Who wanted to hear of them alone is told
-- nothing.
DELETE FROM public_subscriber_service
WHERE org_id = :org AND service_id IN (SELECT value FROM json_each(:services))
  AND EXISTS (SELECT 1 FROM public_subscriber s
              WHERE s.org_id = :org AND s.page_id = :page
                AND s.id = public_subscriber_service.subscriber_id);
-- @postgres
DELETE FROM public_subscriber_service
WHERE org_id = :org
  AND service_id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:services::json)))
  AND EXISTS (SELECT 1 FROM public_subscriber s
              WHERE s.org_id = :org AND s.page_id = :page
                AND s.id = public_subscriber_service.subscriber_id);

-- ---- the audience of pages (a JSON array of ids) when services (the same) are affected ----
-- Confirmed subscribers, each address once. Addresses that no other page has need no comparing: they are
-- counted by their index alone, and are most of them.

-- audience_count_alone(org, pages)
SELECT COUNT(*) FROM public_subscriber s
WHERE s.org_id = :org
  AND s.page_id IN (SELECT value FROM json_each(:pages))
  AND s.confirmed_at IS NOT NULL AND s.is_alone = 1 AND s.is_filtered = 0;
-- @postgres
SELECT COUNT(*) FROM public_subscriber s
WHERE s.org_id = :org
  AND s.page_id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:pages::json)))
  AND s.confirmed_at IS NOT NULL AND s.is_alone = 1 AND s.is_filtered = 0;

-- audience_count_filtered(org, pages, services)
-- More of those: they want to hear of some services only, and of one of these.
SELECT COUNT(*) FROM public_subscriber s
WHERE s.org_id = :org
  AND s.page_id IN (SELECT value FROM json_each(:pages))
  AND s.confirmed_at IS NOT NULL AND s.is_alone = 1 AND s.is_filtered = 1
  AND EXISTS (
      SELECT 1 FROM public_subscriber_service f
      WHERE f.org_id = s.org_id AND f.subscriber_id = s.id
        AND f.service_id IN (SELECT value FROM json_each(:services)));
-- @postgres
SELECT COUNT(*) FROM public_subscriber s
WHERE s.org_id = :org
  AND s.page_id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:pages::json)))
  AND s.confirmed_at IS NOT NULL AND s.is_alone = 1 AND s.is_filtered = 1
  AND EXISTS (
      SELECT 1 FROM public_subscriber_service f
      WHERE f.org_id = s.org_id AND f.subscriber_id = s.id
        AND f.service_id = ANY (ARRAY(
                SELECT value::bigint FROM json_array_elements_text(:services::json))));

-- audience_count_shared(org, pages, services)
-- Addresses of several pages. The plus keeps SQLite from walking everybody's addresses in order, only to
-- save a sort.
SELECT COUNT(*) FROM (
    SELECT DISTINCT +s.kind, +s.target FROM public_subscriber s
    WHERE s.org_id = :org
      AND s.page_id IN (SELECT value FROM json_each(:pages))
      AND s.confirmed_at IS NOT NULL AND s.is_alone = 0
      AND (s.is_filtered = 0 OR EXISTS (
          SELECT 1 FROM public_subscriber_service f
          WHERE f.org_id = s.org_id AND f.subscriber_id = s.id
            AND f.service_id IN (SELECT value FROM json_each(:services))))) a;
-- @postgres
SELECT COUNT(*) FROM (
    SELECT DISTINCT s.kind, s.target FROM public_subscriber s
    WHERE s.org_id = :org
      AND s.page_id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:pages::json)))
      AND s.confirmed_at IS NOT NULL AND s.is_alone = 0
      AND (s.is_filtered = 0 OR EXISTS (
          SELECT 1 FROM public_subscriber_service f
          WHERE f.org_id = s.org_id AND f.subscriber_id = s.id
            AND f.service_id = ANY (ARRAY(
                SELECT value::bigint FROM json_array_elements_text(:services::json)))))) a;

-- audience_list(org, pages, services)
-- The same people, one row (the oldest) of each address, by id: what a message is sent to.
SELECT s.id FROM public_subscriber s
WHERE s.org_id = :org
  AND s.page_id IN (SELECT value FROM json_each(:pages))
  AND s.confirmed_at IS NOT NULL AND s.is_alone = 1 AND s.is_filtered IN (0, 1)
  AND (s.is_filtered = 0 OR EXISTS (
      SELECT 1 FROM public_subscriber_service f
      WHERE f.org_id = s.org_id AND f.subscriber_id = s.id
        AND f.service_id IN (SELECT value FROM json_each(:services))))
UNION ALL
SELECT MIN(s.id) FROM public_subscriber s
WHERE s.org_id = :org
  AND s.page_id IN (SELECT value FROM json_each(:pages))
  AND s.confirmed_at IS NOT NULL AND s.is_alone = 0
  AND (s.is_filtered = 0 OR EXISTS (
      SELECT 1 FROM public_subscriber_service f
      WHERE f.org_id = s.org_id AND f.subscriber_id = s.id
        AND f.service_id IN (SELECT value FROM json_each(:services))))
GROUP BY +s.kind, +s.target
ORDER BY 1;
-- @postgres
SELECT s.id FROM public_subscriber s
WHERE s.org_id = :org
  AND s.page_id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:pages::json)))
  AND s.confirmed_at IS NOT NULL AND s.is_alone = 1 AND s.is_filtered IN (0, 1)
  AND (s.is_filtered = 0 OR EXISTS (
      SELECT 1 FROM public_subscriber_service f
      WHERE f.org_id = s.org_id AND f.subscriber_id = s.id
        AND f.service_id = ANY (ARRAY(
                SELECT value::bigint FROM json_array_elements_text(:services::json)))))
UNION ALL
SELECT MIN(s.id) FROM public_subscriber s
WHERE s.org_id = :org
  AND s.page_id = ANY (ARRAY(SELECT value::bigint FROM json_array_elements_text(:pages::json)))
  AND s.confirmed_at IS NOT NULL AND s.is_alone = 0
  AND (s.is_filtered = 0 OR EXISTS (
      SELECT 1 FROM public_subscriber_service f
      WHERE f.org_id = s.org_id AND f.subscriber_id = s.id
        AND f.service_id = ANY (ARRAY(
                SELECT value::bigint FROM json_array_elements_text(:services::json)))))
GROUP BY s.kind, s.target
ORDER BY 1;
