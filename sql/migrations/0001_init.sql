-- The first schema: one incident with three projections, its history, and what configures it.
--
-- org_id leads every primary key, so that a distributed PostgreSQL can shard by it. Ids come from one
-- sequence (counter 'row_id'), so on SQLite the id alone is the rowid and needs no second index.
-- Times are milliseconds since 1970-01-01T00:00:00Z. "None" is NULL. Booleans are 0 and 1.
-- Foreign keys guard the configuration; the rows written for every event carry none, because each
-- check would cost a look-up (and, on PostgreSQL, a lock) per row, and core writes parent and child
-- in one transaction.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
)/*sqlite:  WITHOUT ROWID*/;

CREATE TABLE counter (
    org_id   BIGINT NOT NULL,
    name     TEXT   NOT NULL, -- row_id (SQLite), directory, incident, service, group
    owner_id BIGINT NOT NULL, -- the team of a 'group' counter, else 0
    value    BIGINT NOT NULL,
    PRIMARY KEY (org_id, name, owner_id)
)/*sqlite:  WITHOUT ROWID*/;

/*postgres: CREATE SEQUENCE row_id;*/

-- ---- configuration: small, read on every request, kept in memory as the directory ----

CREATE TABLE org (
    id         BIGINT NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE team (
    org_id     BIGINT NOT NULL REFERENCES org (id),
    id         BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    uid        TEXT   NOT NULL, -- the prefix of its counter ids, lower case
    is_private INT    NOT NULL,
    is_default INT    NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, uid)
);

CREATE TABLE user_account (
    org_id     BIGINT NOT NULL REFERENCES org (id),
    id         BIGINT NOT NULL,
    first_name TEXT   NOT NULL,
    last_name  TEXT   NOT NULL,
    email      TEXT   NOT NULL, -- lower case
    role       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, email)
);

CREATE TABLE team_member (
    org_id  BIGINT NOT NULL,
    team_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (org_id, team_id, user_id),
    FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES user_account (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;

CREATE TABLE api_key (
    org_id     BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    team_id    BIGINT,          -- NULL: the whole organisation
    scopes     INT    NOT NULL, -- bits of enum scope
    key_hash   TEXT   NOT NULL, -- HMAC-SHA-256 with the pepper of meta, hex
    hint       TEXT   NOT NULL, -- the last four characters
    user_id    BIGINT NOT NULL, -- who made it
    created_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (org_id, id),
    UNIQUE (key_hash),
    FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id),
    FOREIGN KEY (org_id, user_id) REFERENCES user_account (org_id, id)
);

CREATE TABLE incident_status (
    org_id         BIGINT NOT NULL,
    id             BIGINT NOT NULL,
    name           TEXT   NOT NULL,
    description    TEXT   NOT NULL,
    rank           INT    NOT NULL,
    category       TEXT   NOT NULL,
    response_state INT    NOT NULL, -- 0 triggered, 1 acknowledged, 2 resolved
    public_status  TEXT   NOT NULL,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name)
);

CREATE TABLE severity (
    org_id      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    description TEXT   NOT NULL,
    rank        INT    NOT NULL, -- higher is worse
    spike_level INT,             -- 1..3 for sev1..sev3
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name)
);

CREATE TABLE escalation_policy (
    org_id        BIGINT NOT NULL,
    id            BIGINT NOT NULL,
    team_id       BIGINT NOT NULL,
    name          TEXT   NOT NULL,
    delay_minutes INT    NOT NULL, -- before the first step
    repeats       INT    NOT NULL, -- starts again after the last step
    is_default    INT    NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    archived_at   BIGINT,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id)
);

CREATE TABLE escalation_step (
    org_id       BIGINT NOT NULL,
    policy_id    BIGINT NOT NULL,
    position     INT    NOT NULL, -- from 0
    wait_minutes INT    NOT NULL, -- after this step, before the next
    PRIMARY KEY (org_id, policy_id, position),
    FOREIGN KEY (org_id, policy_id) REFERENCES escalation_policy (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;

CREATE TABLE escalation_target (
    org_id    BIGINT NOT NULL,
    policy_id BIGINT NOT NULL,
    step      INT    NOT NULL,
    position  INT    NOT NULL, -- from 0; the targets of a step are told at once
    kind      TEXT   NOT NULL, -- user, team
    target_id BIGINT NOT NULL,
    via       TEXT   NOT NULL, -- channels, comma-separated; empty: as the person prefers
    PRIMARY KEY (org_id, policy_id, step, position),
    FOREIGN KEY (org_id, policy_id, step) REFERENCES escalation_step (org_id, policy_id, position)
)/*sqlite:  WITHOUT ROWID*/;

CREATE TABLE service (
    org_id      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    number      BIGINT NOT NULL, -- Spike's counterId
    team_id     BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    description TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, number),
    FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id)
);

CREATE TABLE integration (
    org_id              BIGINT NOT NULL,
    id                  BIGINT NOT NULL,
    token               TEXT   NOT NULL, -- the credential in the intake path; shown to whoever may read integrations
    team_id             BIGINT NOT NULL,
    slug                TEXT   NOT NULL, -- which parser reads its events
    name                TEXT   NOT NULL,
    description         TEXT   NOT NULL,
    policy_id           BIGINT NOT NULL,
    service_id          BIGINT,
    repeats_escalation  INT    NOT NULL,
    ack_timeout_minutes INT    NOT NULL, -- 0: off
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL,
    archived_at         BIGINT,
    PRIMARY KEY (org_id, id),
    UNIQUE (token),
    FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id),
    FOREIGN KEY (org_id, policy_id) REFERENCES escalation_policy (org_id, id),
    FOREIGN KEY (org_id, service_id) REFERENCES service (org_id, id)
);

-- ---- incidents ----

-- What the occurrences of one identity share: counter id, priority, severity to come.
CREATE TABLE incident_group (
    /*sqlite: id INTEGER PRIMARY KEY,*/
    /*postgres: id BIGINT NOT NULL,*/
    org_id             BIGINT NOT NULL,
    team_id            BIGINT NOT NULL,
    number             BIGINT NOT NULL, -- the n of its counter id, per team
    identity           TEXT,            -- digest of what groups events; NULL: never grouped
    priority           INT,             -- 1..5
    severity_id        BIGINT,          -- for occurrences to come
    newest_incident_id BIGINT NOT NULL,
    occurrences        BIGINT NOT NULL,
    window_started_at  BIGINT NOT NULL, -- duplicate limit: events since then
    window_events      BIGINT NOT NULL,
    limited_until      BIGINT NOT NULL,
    version            BIGINT NOT NULL, -- grows with every change of the group or of an occurrence
    created_at         BIGINT NOT NULL
    /*postgres: , PRIMARY KEY (org_id, id)*/
);
CREATE UNIQUE INDEX incident_group_by_number ON incident_group (org_id, team_id, number);
CREATE UNIQUE INDEX incident_group_by_identity ON incident_group (org_id, identity);

-- One occurrence.
CREATE TABLE incident (
    /*sqlite: id INTEGER PRIMARY KEY,*/
    /*postgres: id BIGINT NOT NULL,*/
    org_id            BIGINT NOT NULL,
    group_id          BIGINT NOT NULL,
    team_id           BIGINT NOT NULL,
    number            BIGINT NOT NULL, -- INC-n, per organisation
    occurrence        BIGINT NOT NULL, -- 1 for the first of its group
    status_id         BIGINT NOT NULL,
    response_state    INT    NOT NULL, -- that of the status, kept here for the list's indexes
    title             TEXT   NOT NULL,
    metadata          TEXT   NOT NULL, -- a JSON object, as it came
    resolved_metadata TEXT,            -- the event that resolved it
    links             TEXT,            -- a JSON array of {name: url}
    integration_id    BIGINT,
    service_id        BIGINT,
    policy_id         BIGINT,
    step              INT    NOT NULL, -- of the policy, from 0
    escalates_at      BIGINT,          -- when the next step is due
    severity_id       BIGINT,
    suppressed        BIGINT NOT NULL, -- events swallowed while open
    responders        INT    NOT NULL,
    is_shared         INT    NOT NULL,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    acknowledged_at   BIGINT,
    resolved_at       BIGINT
    /*postgres: , PRIMARY KEY (org_id, id)*/
);
CREATE UNIQUE INDEX incident_by_number ON incident (org_id, number);
CREATE INDEX incident_by_team ON incident (org_id, team_id, created_at, id, group_id);
CREATE INDEX incident_open ON incident (org_id, team_id, response_state, created_at, id, group_id)
    WHERE response_state < 2;
CREATE INDEX incident_by_group ON incident (org_id, group_id, created_at, id);
CREATE INDEX incident_by_time
    ON incident (org_id, created_at, id, team_id, response_state, service_id, integration_id, group_id);

CREATE INDEX incident_open_by_service ON incident (org_id, service_id, created_at, id, group_id, team_id)
    WHERE response_state < 2 AND service_id IS NOT NULL;

-- Transactional counts, so that no total walks the incidents.
CREATE TABLE incident_count (
    org_id         BIGINT NOT NULL,
    team_id        BIGINT NOT NULL,
    response_state INT    NOT NULL,
    incidents      BIGINT NOT NULL,
    PRIMARY KEY (org_id, team_id, response_state)
)/*sqlite:  WITHOUT ROWID*/;

CREATE TABLE responder (
    org_id              BIGINT NOT NULL,
    incident_id         BIGINT NOT NULL,
    user_id             BIGINT NOT NULL,
    incident_created_at BIGINT NOT NULL, -- a copy, for the order of a person's list
    added_at            BIGINT NOT NULL,
    PRIMARY KEY (org_id, incident_id, user_id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX responder_by_user ON responder (org_id, user_id, incident_created_at, incident_id);

-- Events that arrived while their incident was open.
CREATE TABLE suppressed_event (
    org_id      BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    title       TEXT   NOT NULL,
    metadata    TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, incident_id, created_at, id)
)/*sqlite:  WITHOUT ROWID*/;

-- Append-only history of every incident, for all dialects.
CREATE TABLE timeline (
    org_id      BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    actor_kind  TEXT   NOT NULL, -- api_key, integration, system
    actor_id    BIGINT,
    old_value   TEXT,
    new_value   TEXT,
    is_public   INT    NOT NULL,
    PRIMARY KEY (org_id, incident_id, at, id)
)/*sqlite:  WITHOUT ROWID*/;

-- What is to be told to whom; the paging engine delivers it.
CREATE TABLE outbox (
    org_id      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    kind        TEXT   NOT NULL, -- page, acknowledged, resolved, responder_added
    state       TEXT   NOT NULL, -- pending, canceled
    user_id     BIGINT NOT NULL, -- who would be told
    via         TEXT   NOT NULL, -- channels; empty: as the person prefers
    policy_id   BIGINT,
    step        INT,
    due_at      BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX outbox_by_incident ON outbox (org_id, incident_id, id);
CREATE INDEX outbox_pending ON outbox (org_id, due_at, id) WHERE state = 'pending';

-- Answers kept for 24 h under the client's own key.
CREATE TABLE idempotency (
    org_id       BIGINT NOT NULL,
    api_key_id   BIGINT NOT NULL,
    idem_key     TEXT   NOT NULL,
    request_hash TEXT   NOT NULL, -- of method, path and body
    status       INT,             -- NULL while the request runs
    body         TEXT,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (org_id, api_key_id, idem_key)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX idempotency_by_age ON idempotency (org_id, created_at);
