-- What hangs on incidents: post-mortems, attachments, work; and how many of them are private.

-- Keys that may do everything see private incidents too.
UPDATE api_key SET scopes = 63 WHERE scopes = 31;

-- How many of incident_count's are private: who does not see those is told the rest.
CREATE TABLE private_count (
    org_id         BIGINT NOT NULL,
    team_id        BIGINT NOT NULL,
    response_state INT    NOT NULL,
    incidents      BIGINT NOT NULL,
    PRIMARY KEY (org_id, team_id, response_state)
)/*sqlite:  WITHOUT ROWID*/;
INSERT INTO private_count (org_id, team_id, response_state, incidents)
SELECT i.org_id, i.team_id, i.response_state, COUNT(*)
FROM private_incident p JOIN incident i ON i.org_id = p.org_id AND i.id = p.incident_id
GROUP BY i.org_id, i.team_id, i.response_state;

-- What was learnt from an incident: written here, or a link to where it was.
CREATE TABLE postmortem (
    org_id      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    team_id     BIGINT NOT NULL, -- of the incident, as is is_private
    is_private  INT    NOT NULL,
    title       TEXT   NOT NULL,
    status      INT    NOT NULL, -- enum postmortem_status
    provider    TEXT   NOT NULL, -- of a link, as the client calls it; may be ""
    url         TEXT,            -- NULL: it is written here
    editor_id   BIGINT,          -- a user; NULL: nobody's key wrote it
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    markdown    TEXT,            -- last, because lists do not read it; NULL with a url
    PRIMARY KEY (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX postmortem_by_age ON postmortem (org_id, is_private, created_at, id);
CREATE INDEX postmortem_by_team ON postmortem (org_id, team_id, is_private, created_at, id);
CREATE INDEX postmortem_by_incident ON postmortem (org_id, incident_id, created_at, id);

-- Something elsewhere that has to do with an incident; on each incident once.
CREATE TABLE incident_attachment (
    org_id        BIGINT NOT NULL,
    id            BIGINT NOT NULL,
    incident_id   BIGINT NOT NULL,
    resource_type INT    NOT NULL, -- enum resource_type
    external_id   TEXT   NOT NULL,
    title         TEXT   NOT NULL,
    permalink     TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE UNIQUE INDEX incident_attachment_once ON incident_attachment (org_id, incident_id, resource_type, external_id);
CREATE INDEX incident_attachment_by_resource ON incident_attachment (org_id, external_id, resource_type);

-- What people did by their keys, apart from what integrations did, which may be very much more.
CREATE INDEX timeline_by_keys ON timeline (org_id, incident_id, actor_kind, at, actor_id)
WHERE actor_kind = 'api_key';

CREATE INDEX incident_membership_by_user ON incident_membership (org_id, user_id);

/*sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('postmortem', 'postmortem', '100000 100000 1'),
    ('postmortem', 'postmortem_by_age', '100000 100000 50000 2 1'),
    ('postmortem', 'postmortem_by_team', '100000 100000 5000 2500 2 1'),
    ('postmortem', 'postmortem_by_incident', '100000 100000 2 1 1'),
    ('timeline', 'timeline_by_keys', '2000000 2000000 4 4 1 1'),
    ('incident_membership', 'incident_membership_by_user', '10000 10000 20 1'),
    ('incident_attachment', 'incident_attachment', '500000 500000 1'),
    ('incident_attachment', 'incident_attachment_once', '500000 500000 3 2 1'),
    ('incident_attachment', 'incident_attachment_by_resource', '500000 500000 2 1');
ANALYZE sqlite_schema;
*/
