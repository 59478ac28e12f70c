-- Statuses and severities that were deleted: the history of incidents goes on naming them.

CREATE TABLE former_status (
    org_id          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    name            TEXT   NOT NULL,
    description     TEXT   NOT NULL,
    rank            INT    NOT NULL,
    category        TEXT   NOT NULL,
    response_state  INT    NOT NULL,
    public_status   TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);

CREATE TABLE former_severity (
    org_id      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    description TEXT   NOT NULL,
    rank        INT    NOT NULL,
    spike_level INT,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
