-- What follows across reports. Nothing here is on record: it is worked out from the readings, and can be dropped and made again to
-- the same content. Only cases, at the end, are what persons decided.

-- What made the layer, and up to which entry of the record it goes. No row: it is still to be made.
CREATE TABLE derived_state (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    made_by TEXT NOT NULL,
    entry   INTEGER NOT NULL
) STRICT;

-- The versions that were taken in, each as one reading gave it.
CREATE TABLE derived_versions (
    version INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL,
    report  TEXT NOT NULL
) STRICT;
CREATE INDEX derived_versions_by_report ON derived_versions (report);

-- What each finding brings. Drafts of one layer and block are folded together.
CREATE TABLE derived_drafts (
    seq     INTEGER PRIMARY KEY,
    layer   TEXT NOT NULL,
    version INTEGER NOT NULL,
    finding TEXT NOT NULL,
    block   TEXT NOT NULL,
    form    TEXT,                          -- of a name: the name as it is folded
    day     TEXT,
    keys    BLOB,                          -- where it meets others by several keys: those, eight bytes each
    body    TEXT NOT NULL,
    UNIQUE (version, layer, finding)
) STRICT;
CREATE INDEX derived_drafts_by_block ON derived_drafts (layer, block, form, day, version);

-- Where drafts that are filed under several keys meet.
CREATE TABLE derived_keys (
    layer TEXT NOT NULL,
    key   INTEGER NOT NULL,
    draft INTEGER NOT NULL,
    PRIMARY KEY (layer, key, draft)
) STRICT, WITHOUT ROWID;

-- What the folds make: entities, claims, incidents, series, groups of copies, disputes.
CREATE TABLE derived_groups (
    layer     TEXT NOT NULL,
    id        TEXT NOT NULL,
    fold      TEXT NOT NULL,               -- the layer whose fold made it, and the block it was made from
    block     TEXT NOT NULL,
    title     TEXT NOT NULL,
    kind      TEXT NOT NULL,
    state     TEXT NOT NULL,
    place     TEXT,
    first_day TEXT,
    last_day  TEXT,
    reports   INTEGER NOT NULL,
    sources   INTEGER NOT NULL,
    weight    INTEGER NOT NULL,
    more      TEXT NOT NULL,
    PRIMARY KEY (layer, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX derived_groups_by_block ON derived_groups (fold, block);
CREATE INDEX derived_groups_by_weight ON derived_groups (layer, weight DESC, id);
CREATE INDEX derived_groups_by_kind ON derived_groups (layer, kind, weight DESC, id);
CREATE INDEX derived_groups_by_state ON derived_groups (layer, state, weight DESC, id);
CREATE INDEX derived_groups_by_day ON derived_groups (layer, last_day DESC, id);

-- Their members. Those of an entity are the drafts of its names.
CREATE TABLE derived_members (
    layer   TEXT NOT NULL,
    id      TEXT NOT NULL,
    place   INTEGER NOT NULL,
    version TEXT NOT NULL,
    finding TEXT NOT NULL,
    PRIMARY KEY (layer, id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX derived_members_by_finding ON derived_members (finding, layer);
CREATE INDEX derived_members_by_version ON derived_members (version, layer);
CREATE TABLE derived_names (
    entity TEXT NOT NULL,
    block  TEXT NOT NULL,
    form   TEXT NOT NULL,
    PRIMARY KEY (block, form)
) STRICT, WITHOUT ROWID;
CREATE INDEX derived_names_by_entity ON derived_names (entity);

-- For whoever looks in with SQL.
CREATE VIEW entities AS SELECT id, title AS name, kind, first_day, last_day, reports, more FROM derived_groups WHERE layer = 'entity';
CREATE VIEW claims AS
SELECT id, title AS words, state, first_day, last_day, reports, sources, more FROM derived_groups WHERE layer = 'claim';
CREATE VIEW claim_members AS SELECT id AS claim, place, version, finding FROM derived_members WHERE layer = 'claim';
CREATE VIEW incidents AS
SELECT id, kind AS class, place, first_day, last_day, state AS status, reports, sources, more FROM derived_groups WHERE layer = 'incident';
CREATE VIEW series AS
SELECT id, kind AS measure, state AS kind, place, first_day, last_day, reports, sources, more FROM derived_groups WHERE layer = 'series';
CREATE VIEW points AS SELECT id AS series, place, version, finding AS figure FROM derived_members WHERE layer = 'series';
CREATE VIEW disputes AS
SELECT id, kind, title AS words, state AS verdict, first_day, last_day, weight, more FROM derived_groups WHERE layer = 'dispute';
CREATE VIEW copy_groups AS
SELECT id, title AS origin, first_day, last_day, reports, more FROM derived_groups WHERE layer = 'copy';

-- Cases: a name for reports that belong to one crisis, given by a person. What was decided is kept, and the last word counts.
CREATE TABLE case_entries (
    seq    INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    by     TEXT NOT NULL,
    "case" TEXT NOT NULL CHECK ("case" <> ''),
    what   TEXT NOT NULL CHECK (what IN ('name', 'add', 'remove')),
    member TEXT NOT NULL                   -- of 'name' the case's name; else the id of a report or of a group
) STRICT;
CREATE INDEX case_entries_by_case ON case_entries ("case", member, seq);
CREATE TRIGGER case_entries_are_not_changed BEFORE UPDATE ON case_entries BEGIN SELECT RAISE (ABORT, 'case_entries is append-only'); END;
CREATE TRIGGER case_entries_are_not_deleted BEFORE DELETE ON case_entries BEGIN SELECT RAISE (ABORT, 'case_entries is append-only'); END;
-- The members of each case as they stand now, and the reports they bring.
CREATE VIEW case_members AS
SELECT "case", member FROM case_entries e
WHERE what = 'add' AND seq = (SELECT max(seq) FROM case_entries l WHERE l."case" = e."case" AND l.member = e.member AND l.what <> 'name');
CREATE VIEW case_reports AS
SELECT c."case" AS "case", c.member AS report FROM case_members c
UNION
SELECT c."case", v.report FROM case_members c JOIN derived_members m ON m.layer IN ('claim', 'incident', 'series', 'copy', 'dispute')
AND m.id = c.member JOIN versions v ON v.version = m.version;
