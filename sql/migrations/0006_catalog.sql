-- The catalog: what an organisation has (services, customers ...), in types of its own making.
--
-- Types and their attributes are few and stand in the directory; entries are many and do not. Numbers of
-- enums are those of model/catalog.h and never change.

CREATE TABLE catalog_type (
    org_id          BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    name            TEXT   NOT NULL,
    type_name       TEXT   NOT NULL, -- Custom["Service"]: how attributes name it; never changes
    description     TEXT   NOT NULL,
    color           INT    NOT NULL,
    icon            INT    NOT NULL,
    categories      INT    NOT NULL, -- bits 1 << enum catalog_category
    annotations     TEXT   NOT NULL, -- a JSON object of texts
    source_repo_url TEXT,
    is_ranked       INT    NOT NULL,
    names_identify  INT    NOT NULL, -- an entry's name names it as its external id does
    schema_version  BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, name),
    UNIQUE (org_id, type_name)
);

CREATE TABLE catalog_attribute (
    org_id     BIGINT NOT NULL,
    type_id    BIGINT NOT NULL,
    id         TEXT   NOT NULL, -- the client's own, or a made one
    position   INT    NOT NULL,
    name       TEXT   NOT NULL,
    value_type TEXT   NOT NULL, -- String, Number, Custom["Service"] ...
    is_array   INT    NOT NULL,
    mode       INT    NOT NULL,
    backlink   TEXT,            -- the attribute of the other type that links here
    path       TEXT,            -- the ids of attributes, a line each
    PRIMARY KEY (org_id, type_id, id),
    UNIQUE (org_id, type_id, name),
    FOREIGN KEY (org_id, type_id) REFERENCES catalog_type (org_id, id)
);

CREATE TABLE catalog_entry (
    org_id      BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    type_id     BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    external_id TEXT,
    aliases     TEXT   NOT NULL, -- a JSON array of texts
    rank        INT    NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX catalog_entry_by_type ON catalog_entry (org_id, type_id, id);
CREATE INDEX catalog_entry_by_name ON catalog_entry (org_id, type_id, name, id);

-- External ids and aliases: each names one entry of its type, twice at most.
CREATE TABLE catalog_identifier (
    org_id     BIGINT NOT NULL,
    type_id    BIGINT NOT NULL,
    identifier TEXT   NOT NULL,
    is_alias   INT    NOT NULL, -- else the external id
    entry_id   BIGINT NOT NULL,
    PRIMARY KEY (org_id, type_id, identifier, is_alias)
)/*sqlite:  WITHOUT ROWID*/;
CREATE INDEX catalog_identifier_by_entry ON catalog_identifier (org_id, entry_id);

-- What an entry has in an attribute: one literal, or several in order. An entry of another type is named by
-- its id, its external id or an alias. What is of no attribute of the schema any more is not shown.
CREATE TABLE catalog_value (
    org_id       BIGINT NOT NULL,
    entry_id     BIGINT NOT NULL,
    attribute_id TEXT   NOT NULL,
    position     INT    NOT NULL,
    literal      TEXT   NOT NULL,
    PRIMARY KEY (org_id, entry_id, attribute_id, position)
)/*sqlite:  WITHOUT ROWID*/;

/*sqlite:
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('catalog_entry', 'sqlite_autoindex_catalog_entry_1', '200000 200000 1'),
    ('catalog_entry', 'catalog_entry_by_type', '200000 200000 20000 1'),
    ('catalog_entry', 'catalog_entry_by_name', '200000 200000 20000 2 1'),
    ('catalog_identifier', 'catalog_identifier', '300000 300000 30000 1 1'),
    ('catalog_identifier', 'catalog_identifier_by_entry', '300000 300000 2'),
    ('catalog_value', 'catalog_value', '1000000 1000000 5 1 1');
ANALYZE sqlite_schema;
*/
