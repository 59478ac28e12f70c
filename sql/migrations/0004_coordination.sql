-- What an incident coordinates: types, roles, custom fields, timestamps, who may see it.
--
-- Most incidents have none of it, so it stands in tables of its own and costs an alert nothing. Numbers
-- of enums are those of model/coordination.h and never change. A row's words for people may be "".

ALTER TABLE incident_status ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0; -- 0: since it was made
ALTER TABLE severity ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;

CREATE TABLE incident_type (
    org_id           BIGINT NOT NULL,
    id               BIGINT NOT NULL,
    name             TEXT   NOT NULL,
    description      TEXT   NOT NULL,
    is_default       INT    NOT NULL, -- of incidents that name none; one row has it
    is_private_only  INT    NOT NULL, -- its incidents are private
    create_in_triage INT    NOT NULL, -- 0 optional, 1 always
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name)
);

CREATE TABLE incident_role (
    org_id       BIGINT NOT NULL,
    id           BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    shortform    TEXT   NOT NULL,
    description  TEXT   NOT NULL,
    instructions TEXT   NOT NULL,
    kind         INT    NOT NULL, -- 0 lead, 1 reporter, 2 custom
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name)
);

-- Moments in the life of an incident.
CREATE TABLE incident_timestamp (
    org_id     BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    rank       INT    NOT NULL,
    set_by     INT    NOT NULL, -- the move that sets it: 0 none, 1 reported, 2 accepted, 3 fixed, 4 resolved, 5 closed
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name)
);

-- From one moment to another.
CREATE TABLE duration_metric (
    org_id            BIGINT NOT NULL,
    id                BIGINT NOT NULL,
    name              TEXT   NOT NULL,
    from_timestamp_id BIGINT NOT NULL,
    to_timestamp_id   BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name),
    FOREIGN KEY (org_id, from_timestamp_id) REFERENCES incident_timestamp (org_id, id),
    FOREIGN KEY (org_id, to_timestamp_id) REFERENCES incident_timestamp (org_id, id)
);

CREATE TABLE custom_field (
    org_id          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    name            TEXT   NOT NULL,
    description     TEXT   NOT NULL,
    field_type      INT    NOT NULL, -- 0 single_select, 1 multi_select, 2 text, 3 link, 4 numeric
    catalog_type_id BIGINT,          -- whose entries are its values; NULL: its options are
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name)
);

CREATE TABLE custom_field_option (
    org_id     BIGINT NOT NULL,
    field_id   BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    value      TEXT   NOT NULL,
    sort_key   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, field_id, id),
    UNIQUE (org_id, field_id, value),
    FOREIGN KEY (org_id, field_id) REFERENCES custom_field (org_id, id)
);

-- ---- incidents ----

ALTER TABLE incident ADD COLUMN type_id BIGINT;                   -- NULL only until the next start gives it the default one
ALTER TABLE incident ADD COLUMN mode INT NOT NULL DEFAULT 0;      -- 0 standard, 1 retrospective, 2 test, 3 tutorial
ALTER TABLE incident ADD COLUMN creator_key_id BIGINT;            -- whose request made it; NULL: an event did

-- What few incidents have.
CREATE TABLE incident_detail (
    org_id          BIGINT NOT NULL,
    incident_id     BIGINT NOT NULL,
    summary         TEXT,
    call_url        TEXT,
    has_debrief     INT    NOT NULL,
    issue_provider  TEXT, -- of a ticket elsewhere; the three come together
    issue_name      TEXT,
    issue_permalink TEXT,
    PRIMARY KEY (org_id, incident_id)
)/*sqlite:  WITHOUT ROWID*/;

-- Incidents that only their members and keys with that reach see. An incident is private from its
-- beginning or never.
CREATE TABLE private_incident (
    org_id      BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    PRIMARY KEY (org_id, incident_id)
)/*sqlite:  WITHOUT ROWID*/;

CREATE TABLE incident_membership (
    org_id      BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    user_id     BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, incident_id, user_id)
)/*sqlite:  WITHOUT ROWID*/;

CREATE TABLE incident_role_assignment (
    org_id      BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    role_id     BIGINT NOT NULL,
    user_id     BIGINT NOT NULL,
    PRIMARY KEY (org_id, incident_id, role_id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX incident_role_assignment_by_role ON incident_role_assignment (org_id, role_id, user_id);
CREATE INDEX incident_role_assignment_by_user ON incident_role_assignment (org_id, user_id);

-- One value of a custom field: an option, a catalog entry, a text or link, or a number.
CREATE TABLE incident_field_value (
    org_id      BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    field_id    BIGINT NOT NULL,
    position    INT    NOT NULL, -- from 0
    number      BIGINT NOT NULL, -- INC-n: a copy, for the list's filters
    target_id   BIGINT,          -- the option or the catalog entry
    text        TEXT,            -- as it was written; of a number too
    folded      TEXT/*postgres:  COLLATE "C"*/, -- of a text or link, in lower case: what filters compare
    numeric     DOUBLE PRECISION, -- of a number
    PRIMARY KEY (org_id, incident_id, field_id, position)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX incident_field_value_by_target ON incident_field_value (org_id, field_id, target_id) WHERE target_id IS NOT NULL;
CREATE INDEX incident_field_value_by_text ON incident_field_value (org_id, field_id, folded, number) WHERE folded IS NOT NULL;
CREATE INDEX incident_field_value_by_number ON incident_field_value (org_id, field_id, numeric, number) WHERE numeric IS NOT NULL;

CREATE TABLE incident_timestamp_value (
    org_id       BIGINT NOT NULL,
    incident_id  BIGINT NOT NULL,
    timestamp_id BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (org_id, incident_id, timestamp_id)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX incident_timestamp_value_by_timestamp ON incident_timestamp_value (org_id, timestamp_id);

-- The client's own key of a create, so that a repeated one makes no second incident.
CREATE TABLE incident_request (
    org_id       BIGINT NOT NULL,
    api_key_id   BIGINT NOT NULL,
    idem_key     TEXT   NOT NULL,
    request_hash TEXT   NOT NULL, -- of the body
    incident_id  BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (org_id, api_key_id, idem_key)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX incident_request_by_age ON incident_request (org_id, created_at);

/*sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('incident_detail', 'incident_detail', '200000 200000 1'),
    ('private_incident', 'private_incident', '10000 10000 1'),
    ('incident_membership', 'incident_membership', '10000 10000 5 1'),
    ('incident_role_assignment', 'incident_role_assignment', '1000000 1000000 2 1'),
    ('incident_role_assignment', 'incident_role_assignment_by_role', '1000000 1000000 100000 5000'),
    ('incident_role_assignment', 'incident_role_assignment_by_user', '1000000 1000000 5000'),
    ('incident_field_value', 'incident_field_value', '3000000 3000000 3 1 1'),
    ('incident_field_value', 'incident_field_value_by_target', '2000000 2000000 500000 1000'),
    ('incident_field_value', 'incident_field_value_by_text', '1000000 1000000 500000 2 1'),
    ('incident_field_value', 'incident_field_value_by_number', '1000000 1000000 500000 2 1'),
    ('incident_timestamp_value', 'incident_timestamp_value', '3000000 3000000 3 1'),
    ('incident_timestamp_value', 'incident_timestamp_value_by_timestamp', '3000000 3000000 600000'),
    ('incident_request', 'incident_request', '10000 10000 1000 1'),
    ('incident_request', 'incident_request_by_age', '10000 10000 1');
ANALYZE sqlite_schema;
*/
