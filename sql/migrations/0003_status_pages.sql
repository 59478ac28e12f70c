-- What incidents tell the world: how services are, the status pages that show them, who is told.
--
-- How a service is now is not stored: it follows from what bears on it (model/service_status.h), and
-- everything that bears on it is kept with its time.
-- A service status or impact is a number from 0 OPERATIONAL, UNDER_MAINTENANCE, DEGRADED, PARTIAL_OUTAGE
-- to 4 MAJOR_OUTAGE, so that the worst is the largest. Row ids come from one sequence, so object_id alone
-- says what it names.

ALTER TABLE user_account ADD COLUMN time_zone TEXT;
ALTER TABLE user_account ADD COLUMN job_title TEXT;
ALTER TABLE user_account ADD COLUMN department TEXT;
ALTER TABLE user_account ADD COLUMN language TEXT;
ALTER TABLE user_account ADD COLUMN region TEXT;
ALTER TABLE user_account ADD COLUMN shift_color TEXT;
ALTER TABLE user_account ADD COLUMN muted_until BIGINT;

ALTER TABLE team_member ADD COLUMN role TEXT NOT NULL DEFAULT 'user';

ALTER TABLE service ADD COLUMN alias TEXT;
ALTER TABLE service ADD COLUMN own_status INT NOT NULL DEFAULT 0; -- as people set it
ALTER TABLE service ADD COLUMN one_open_incident_only INT NOT NULL DEFAULT 0;
ALTER TABLE service ADD COLUMN shows_uptime INT NOT NULL DEFAULT 1;

ALTER TABLE integration ADD COLUMN impact INT; -- of its events on its service; NULL: none

-- The teams that a service, status page or incident template belongs to.
CREATE TABLE object_team (
    org_id    BIGINT NOT NULL,
    object_id BIGINT NOT NULL,
    team_id   BIGINT NOT NULL,
    PRIMARY KEY (org_id, object_id, team_id),
    FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;
INSERT INTO object_team (org_id, object_id, team_id) SELECT org_id, id, team_id FROM service;

CREATE TABLE status_page (
    org_id       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    subdomain    TEXT,
    domain       TEXT,
    time_zone    TEXT,
    is_private   INT    NOT NULL,
    is_activated INT    NOT NULL,
    presentation TEXT   NOT NULL, -- a JSON object: how it looks; no rule reads it
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, subdomain)
);

CREATE TABLE status_page_group (
    org_id  BIGINT NOT NULL,
    id      BIGINT NOT NULL,
    page_id BIGINT NOT NULL,
    name    TEXT   NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, page_id) REFERENCES status_page (org_id, id)
);
CREATE INDEX status_page_group_by_page ON status_page_group (org_id, page_id, id);

-- What a page shows, in order: services and groups at the top, services in groups.
CREATE TABLE status_page_element (
    org_id   BIGINT NOT NULL,
    page_id  BIGINT NOT NULL,
    position INT    NOT NULL, -- from 0, over the whole page
    kind     TEXT   NOT NULL, -- service, group
    target_id BIGINT NOT NULL,
    group_id BIGINT,          -- NULL: at the top
    options  TEXT   NOT NULL, -- comma-separated
    PRIMARY KEY (org_id, page_id, position),
    FOREIGN KEY (org_id, page_id) REFERENCES status_page (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;

CREATE TABLE incident_template (
    org_id     BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    summary    TEXT   NOT NULL,
    status     TEXT   NOT NULL, -- a public status
    message    TEXT   NOT NULL,
    notifies   INT    NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);

CREATE TABLE maintenance_window (
    org_id           BIGINT NOT NULL,
    id               BIGINT NOT NULL,
    summary          TEXT   NOT NULL,
    description      TEXT   NOT NULL,
    time_zone        TEXT   NOT NULL,
    starts_at        BIGINT NOT NULL,
    ends_at          BIGINT NOT NULL,
    tells_creation   INT    NOT NULL,
    tells_start      INT    NOT NULL,
    tells_end        INT    NOT NULL,
    created_by       BIGINT NOT NULL, -- a user
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    covers_from      BIGINT,          -- what it covers it has covered since then; NULL: since its start
    removed_at       BIGINT,          -- it had begun by then, and ended: it is history
    PRIMARY KEY (org_id, id)
);
CREATE INDEX maintenance_window_by_end ON maintenance_window (org_id, ends_at, id);

-- What a window covers: services and integrations.
CREATE TABLE maintenance_window_target (
    org_id    BIGINT NOT NULL,
    window_id BIGINT NOT NULL,
    target_id BIGINT NOT NULL,
    PRIMARY KEY (org_id, window_id, target_id),
    FOREIGN KEY (org_id, window_id) REFERENCES maintenance_window (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX maintenance_window_target_by_target ON maintenance_window_target (org_id, target_id);

-- ---- what incidents do to services ----

ALTER TABLE incident ADD COLUMN message TEXT;        -- the newest one to the world
ALTER TABLE incident ADD COLUMN published_at BIGINT; -- when the world was last told; NULL: never, it affects nothing
ALTER TABLE incident ADD COLUMN created_by BIGINT;   -- a user
CREATE INDEX incident_published ON incident (org_id, created_at, id, status_id)
    WHERE published_at IS NOT NULL;
CREATE INDEX incident_published_by_team ON incident (org_id, team_id, created_at, id, status_id)
    WHERE published_at IS NOT NULL;
CREATE INDEX incident_published_open ON incident (org_id, created_at, id, status_id, team_id, group_id)
    WHERE published_at IS NOT NULL AND response_state < 2;

-- What is open of a group: an earlier occurrence may have been reopened.
CREATE INDEX incident_open_by_group ON incident (org_id, group_id, created_at, id)
    WHERE response_state < 2;

-- The services that an incident affects now, or affected when it was resolved.
CREATE TABLE affected_service (
    org_id              BIGINT NOT NULL,
    incident_id         BIGINT NOT NULL,
    service_id          BIGINT NOT NULL,
    position            INT    NOT NULL, -- from 0, as they were given
    impact              INT    NOT NULL,
    incident_created_at BIGINT NOT NULL, -- a copy, for the order of a service's list
    PRIMARY KEY (org_id, incident_id, service_id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX affected_service_by_service
    ON affected_service (org_id, service_id, incident_created_at, incident_id);

-- Every impact with its time. Those without an end hold the service now.
CREATE TABLE impact_period (
    org_id      BIGINT NOT NULL,
    service_id  BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    from_at     BIGINT NOT NULL,
    until_at    BIGINT,
    impact      INT    NOT NULL, -- never OPERATIONAL
    PRIMARY KEY (org_id, service_id, incident_id, from_at)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX impact_period_open ON impact_period (org_id, service_id, impact, from_at, until_at)
    WHERE until_at IS NULL; -- it is in the index so that SQLite needs nothing but the index
CREATE INDEX impact_period_ended ON impact_period (org_id, service_id, until_at, from_at, impact)
    WHERE until_at IS NOT NULL;

-- What people set a service to, each until the next.
CREATE TABLE service_own_status (
    org_id     BIGINT NOT NULL,
    service_id BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    status     INT    NOT NULL,
    PRIMARY KEY (org_id, service_id, at)
)/*sqlite:  WITHOUT ROWID*/;

-- Corrections of a service's history.
CREATE TABLE outage_override (
    org_id     BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    service_id BIGINT NOT NULL,
    status     INT    NOT NULL,
    from_at    BIGINT NOT NULL,
    until_at   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, service_id) REFERENCES service (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX outage_override_by_service ON outage_override (org_id, service_id, until_at, from_at, status);

-- ---- who is told ----

-- Users and teams, of an incident, a service or a status page.
CREATE TABLE private_subscriber (
    org_id        BIGINT NOT NULL,
    object_id     BIGINT NOT NULL,
    kind          TEXT   NOT NULL, -- user, team
    subscriber_id BIGINT NOT NULL,
    is_opt_out    INT    NOT NULL, -- a user who does not want to be told, whatever his teams want
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (org_id, object_id, kind, subscriber_id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX private_subscriber_by_subscriber ON private_subscriber (org_id, subscriber_id, object_id);

-- Addresses outside the organisation, of a status page.
CREATE TABLE public_subscriber (
    org_id       BIGINT NOT NULL,
    page_id      BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    kind         TEXT   NOT NULL, -- email, sms, webhook
    target       TEXT   NOT NULL,
    locale       TEXT   NOT NULL,
    confirmed_at BIGINT,          -- NULL: has not said yes yet
    is_alone     INT    NOT NULL, -- no other page has this address: it is counted without a look at others
    is_filtered  INT    NOT NULL, -- wants to hear of some services only
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (org_id, page_id, id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE UNIQUE INDEX public_subscriber_by_address ON public_subscriber (org_id, kind, target, page_id);
-- With confirmed_at in it SQLite counts without a look at the table.
CREATE INDEX public_subscriber_confirmed
    ON public_subscriber (org_id, page_id, is_alone, is_filtered, id, confirmed_at)
    WHERE confirmed_at IS NOT NULL;
CREATE INDEX public_subscriber_shared
    ON public_subscriber (org_id, page_id, id, kind, target, is_filtered, is_alone, confirmed_at)
    WHERE confirmed_at IS NOT NULL AND is_alone = 0;

CREATE TABLE public_subscriber_service (
    org_id        BIGINT NOT NULL,
    subscriber_id BIGINT NOT NULL,
    service_id    BIGINT NOT NULL,
    PRIMARY KEY (org_id, subscriber_id, service_id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX public_subscriber_service_by_service ON public_subscriber_service (org_id, service_id);

ALTER TABLE timeline ADD COLUMN message TEXT;                    -- of an update
ALTER TABLE timeline ADD COLUMN notifies INT NOT NULL DEFAULT 0; -- subscribers were told of it
ALTER TABLE outbox ADD COLUMN subscriber_id BIGINT;              -- of a status page; user_id is then 0
ALTER TABLE outbox ADD COLUMN entry_id BIGINT;                   -- the timeline entry that it tells of

/*sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('incident', 'incident_published', '500000 500000 2 1 1'),
    ('incident', 'incident_published_by_team', '500000 500000 25000 1 1 1'),
    ('incident', 'incident_published_open', '5000 5000 2 1 1 1 1'),
    ('incident', 'incident_open_by_group', '100000 100000 1 1 1'),
    ('affected_service', 'affected_service', '1000000 1000000 2 1'),
    ('affected_service', 'affected_service_by_service', '1000000 1000000 1000 1 1'),
    ('impact_period', 'impact_period', '1000000 1000000 1000 1 1'),
    ('impact_period', 'impact_period_open', '5000 5000 5 2 1 1'),
    ('impact_period', 'impact_period_ended', '1000000 1000000 1000 1 1 1'),
    ('service_own_status', 'service_own_status', '10000 10000 10 1'),
    ('outage_override', 'outage_override', '10000 10000 1'),
    ('outage_override', 'outage_override_by_service', '10000 10000 10 1 1 1'),
    ('private_subscriber', 'private_subscriber', '100000 100000 10 5 1'),
    ('private_subscriber', 'private_subscriber_by_subscriber', '100000 100000 100 1'),
    ('public_subscriber', 'public_subscriber', '100000 100000 500 1'),
    ('public_subscriber', 'public_subscriber_by_address', '100000 100000 30000 1 1'),
    ('public_subscriber', 'public_subscriber_confirmed', '100000 100000 500 300 20 1 1'),
    ('public_subscriber', 'public_subscriber_shared', '10000 10000 50 1 1 1 1 1 1'),
    ('public_subscriber_service', 'public_subscriber_service', '100000 100000 3 1'),
    ('public_subscriber_service', 'public_subscriber_service_by_service', '100000 100000 1000');
ANALYZE sqlite_schema; -- reads them
*/
