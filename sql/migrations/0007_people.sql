-- API keys that are made through an API of their own, and what is to be done about incidents.

ALTER TABLE api_key ADD COLUMN comments TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN roles TEXT; -- words as they were given, separated by blanks; NULL: made on the command line
ALTER TABLE api_key ADD COLUMN token_issued_at BIGINT NOT NULL DEFAULT 0; -- 0: when the key was made
ALTER TABLE api_key ADD COLUMN creator_key_id BIGINT; -- the key that made it; NULL: the command line did

-- What a key's token was before, for as long as it is still taken.
CREATE TABLE retired_token (
    org_id      BIGINT NOT NULL,
    key_hash    TEXT   NOT NULL, -- as in api_key
    api_key_id  BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    PRIMARY KEY (org_id, key_hash),
    FOREIGN KEY (org_id, api_key_id) REFERENCES api_key (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;

-- ---- what is to be done, during an incident and after it ----
--
-- team_id, mode, is_private and incident_created_at are the incident's, which never change: a list is one
-- walk of an index for each mode that is asked for, public ones and private ones apart.

CREATE TABLE action (
    org_id              BIGINT NOT NULL,
    id                  BIGINT NOT NULL,
    incident_id         BIGINT NOT NULL,
    incident_created_at BIGINT NOT NULL,
    team_id             BIGINT NOT NULL,
    mode                INT    NOT NULL,
    is_private          INT    NOT NULL,
    description         TEXT   NOT NULL,
    status              INT    NOT NULL, -- 0 outstanding, 1 completed, 2 not doing
    assignee_id         BIGINT,
    creator_key_id      BIGINT NOT NULL,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL,
    completed_at        BIGINT,
    PRIMARY KEY (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX action_by_mode ON action (org_id, mode, is_private, id);
CREATE INDEX action_by_team ON action (org_id, team_id, mode, is_private, id);
CREATE INDEX action_by_incident ON action (org_id, incident_id, id);

CREATE TABLE follow_up (
    org_id              BIGINT NOT NULL,
    id                  BIGINT NOT NULL,
    incident_id         BIGINT NOT NULL,
    incident_created_at BIGINT NOT NULL,
    team_id             BIGINT NOT NULL,
    mode                INT    NOT NULL,
    is_private          INT    NOT NULL,
    title               TEXT   NOT NULL,
    description         TEXT   NOT NULL,
    labels              TEXT   NOT NULL, -- a JSON array of texts
    status              INT    NOT NULL, -- as of an action
    assignee_id         BIGINT,
    assignee_team_id    BIGINT,
    issue_provider      TEXT,            -- of a ticket elsewhere; the three come together
    issue_name          TEXT,
    issue_permalink     TEXT,
    creator_key_id      BIGINT NOT NULL,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL,
    completed_at        BIGINT,
    PRIMARY KEY (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX follow_up_by_mode ON follow_up (org_id, mode, is_private, id);
CREATE INDEX follow_up_by_team ON follow_up (org_id, team_id, mode, is_private, id);
CREATE INDEX follow_up_by_incident ON follow_up (org_id, incident_id, id);
CREATE INDEX follow_up_by_assignee_team ON follow_up (org_id, assignee_team_id, mode, is_private, id)
    WHERE assignee_team_id IS NOT NULL;
CREATE INDEX follow_up_by_both_teams
    ON follow_up (org_id, assignee_team_id, team_id, mode, is_private, id)
    WHERE assignee_team_id IS NOT NULL;

/*sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('action', 'action', '1000000 1000000 1'),
    ('action', 'action_by_mode', '1000000 1000000 500000 250000 1'),
    ('action', 'action_by_team', '1000000 1000000 50000 25000 12500 1'),
    ('action', 'action_by_incident', '1000000 1000000 10 1'),
    ('follow_up', 'follow_up', '1000000 1000000 1'),
    ('follow_up', 'follow_up_by_mode', '1000000 1000000 500000 250000 1'),
    ('follow_up', 'follow_up_by_team', '1000000 1000000 50000 25000 12500 1'),
    ('follow_up', 'follow_up_by_incident', '1000000 1000000 10 1'),
    ('follow_up', 'follow_up_by_assignee_team', '1000000 1000000 50000 25000 12500 1'),
    ('follow_up', 'follow_up_by_both_teams', '1000000 1000000 50000 2500 1250 625 1');
ANALYZE sqlite_schema;
*/
