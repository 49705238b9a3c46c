-- What the reports say: received bytes, versions, receipts, readings, findings, and the order in which all that came.
-- Rows of these tables are added and never changed; a later migration adds tables, columns or indexes beside them.

-- Bytes as received, once, however many reports came in them.
CREATE TABLE raw (
    sha256 TEXT PRIMARY KEY,
    bytes  BLOB NOT NULL
) STRICT;

-- One row for each version of a report: exactly what its version id is made from.
CREATE TABLE versions (
    seq                INTEGER PRIMARY KEY,                    -- order of arrival
    version            TEXT NOT NULL UNIQUE CHECK (version <> ''),
    report             TEXT NOT NULL CHECK (report <> ''),     -- the id that all its versions share
    published_day      TEXT,                                   -- YYYY-MM-DD, the publisher's own day
    outlet             TEXT,
    published          TEXT,
    published_inferred INTEGER NOT NULL DEFAULT 0 CHECK (published_inferred IN (0, 1)),
    title              TEXT,
    byline             TEXT,
    credit             TEXT,
    url                TEXT,
    dateline           TEXT,
    added_at           TEXT NOT NULL,                          -- RFC 3339, UTC
    text               TEXT NOT NULL                           -- last, so that a list of reports need not read it
) STRICT;
CREATE INDEX versions_by_report ON versions (report);
CREATE INDEX versions_by_day ON versions (published_day, report, version);
CREATE INDEX versions_by_outlet ON versions (outlet COLLATE NOCASE, published_day);

-- Each time a version was received with another date of change. A text that a publisher goes back to is the same
-- version received again, and current again.
CREATE TABLE receipts (
    seq               INTEGER PRIMARY KEY,
    version           INTEGER NOT NULL REFERENCES versions (seq),
    instant           INTEGER NOT NULL,    -- microseconds since 1970, the later of published and modified; undated: least
    modified          TEXT,
    modified_inferred INTEGER NOT NULL DEFAULT 0 CHECK (modified_inferred IN (0, 1)),
    language          TEXT,
    sha256            TEXT NOT NULL,       -- of the item's own bytes, as the reader gave it
    raw               TEXT REFERENCES raw (sha256),
    notices           TEXT NOT NULL CHECK (json_valid(notices)),
    added_at          TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX receipts_once ON receipts (version, coalesce(modified, ''));
CREATE INDEX receipts_in_order ON receipts (version, instant, seq);

-- Each time an engine read a version.
CREATE TABLE readings (
    seq      INTEGER PRIMARY KEY,
    version  INTEGER NOT NULL REFERENCES versions (seq),
    engine   TEXT NOT NULL CHECK (engine <> ''),
    release  INTEGER NOT NULL,             -- the engine's version number, so that a later release goes before an earlier one
    digest   TEXT NOT NULL,                -- SHA-256 over its findings, row by row
    added_at TEXT NOT NULL,
    UNIQUE (version, engine)
) STRICT;

-- What an engine found. In one reading the order of seq is the order of the findings.
CREATE TABLE findings (
    seq     INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL REFERENCES readings (seq),
    kind    TEXT NOT NULL CHECK (kind IN ('statement', 'figure', 'event', 'time', 'place', 'entity', 'person', 'talks',
                                          'access', 'not_said', 'notice')),
    id      TEXT NOT NULL CHECK (id <> ''),
    start   INTEGER,                       -- code points into the version's text; null where it rests on no one stretch
    "end"   INTEGER,
    words   TEXT NOT NULL,                 -- the words it rests on
    names   TEXT NOT NULL,                 -- what they were read as, where that is not among the words
    body    TEXT NOT NULL CHECK (json_valid(body)),
    CHECK ((start IS NULL) = ("end" IS NULL) AND start <= "end")
) STRICT;
CREATE INDEX findings_by_reading ON findings (reading, kind);
CREATE INDEX findings_by_id ON findings (id);

-- What was added, in order.
CREATE TABLE entries (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    what    TEXT NOT NULL,
    subject TEXT NOT NULL,                 -- the version it is about
    detail  TEXT                           -- report id, version replaced, current version, engine, date of change: by `what`
) STRICT;
CREATE INDEX entries_by_time ON entries (at);

-- Full text. The words stay in their tables; these hold the index only and can be rebuilt from them.
CREATE VIRTUAL TABLE report_words USING fts5 (
    title, text, content = 'versions', content_rowid = 'seq', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE finding_words USING fts5 (
    words, names, content = 'findings', content_rowid = 'seq', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER versions_are_indexed AFTER INSERT ON versions BEGIN
    INSERT INTO report_words (rowid, title, text) VALUES (NEW.seq, NEW.title, NEW.text);
END;
CREATE TRIGGER findings_are_indexed AFTER INSERT ON findings BEGIN
    INSERT INTO finding_words (rowid, words, names) VALUES (NEW.seq, NEW.words, NEW.names);
END;

-- What follows from the rows above and could be worked out again: which version of a report, which reading of a version.
CREATE TABLE current_versions (
    report  TEXT PRIMARY KEY,
    version INTEGER NOT NULL UNIQUE REFERENCES versions (seq),
    instant INTEGER NOT NULL,
    receipt INTEGER NOT NULL REFERENCES receipts (seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE current_readings (
    version INTEGER PRIMARY KEY REFERENCES versions (seq),
    reading INTEGER NOT NULL UNIQUE REFERENCES readings (seq),
    release INTEGER NOT NULL
) STRICT;
CREATE TRIGGER receipts_choose_the_current_version AFTER INSERT ON receipts BEGIN
    INSERT INTO current_versions (report, version, instant, receipt)
    SELECT report, seq, NEW.instant, NEW.seq FROM versions WHERE seq = NEW.version
    ON CONFLICT (report) DO UPDATE
    SET version = excluded.version, instant = excluded.instant, receipt = excluded.receipt
    WHERE (excluded.instant, excluded.receipt) > (instant, receipt);
END;
CREATE TRIGGER readings_choose_the_current_reading AFTER INSERT ON readings BEGIN
    INSERT INTO current_readings (version, reading, release) VALUES (NEW.version, NEW.seq, NEW.release)
    ON CONFLICT (version) DO UPDATE SET reading = excluded.reading, release = excluded.release
    WHERE (excluded.release, excluded.reading) > (release, reading);
END;

-- A version with its last receipt.
CREATE VIEW dated_versions AS
SELECT v.*, r.seq AS receipt, r.instant, r.modified, r.modified_inferred, r.language, r.sha256, r.raw, r.notices
FROM versions v JOIN receipts r
  ON r.seq = (SELECT seq FROM receipts WHERE version = v.seq ORDER BY instant DESC, seq DESC LIMIT 1);

-- Who wrote last: no part of the record, only there to tell one who waits for whom.
CREATE TABLE writer (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    process INTEGER NOT NULL,
    program TEXT NOT NULL,
    since   TEXT NOT NULL
) STRICT;

-- Nothing on record is changed or taken away.
CREATE TRIGGER raw_is_not_changed      BEFORE UPDATE ON raw      BEGIN SELECT RAISE (ABORT, 'raw is append-only'); END;
CREATE TRIGGER raw_is_not_deleted      BEFORE DELETE ON raw      BEGIN SELECT RAISE (ABORT, 'raw is append-only'); END;
CREATE TRIGGER versions_are_not_changed BEFORE UPDATE ON versions BEGIN SELECT RAISE (ABORT, 'versions is append-only'); END;
CREATE TRIGGER versions_are_not_deleted BEFORE DELETE ON versions BEGIN SELECT RAISE (ABORT, 'versions is append-only'); END;
CREATE TRIGGER receipts_are_not_changed BEFORE UPDATE ON receipts BEGIN SELECT RAISE (ABORT, 'receipts is append-only'); END;
CREATE TRIGGER receipts_are_not_deleted BEFORE DELETE ON receipts BEGIN SELECT RAISE (ABORT, 'receipts is append-only'); END;
CREATE TRIGGER readings_are_not_changed BEFORE UPDATE ON readings BEGIN SELECT RAISE (ABORT, 'readings is append-only'); END;
CREATE TRIGGER readings_are_not_deleted BEFORE DELETE ON readings BEGIN SELECT RAISE (ABORT, 'readings is append-only'); END;
CREATE TRIGGER findings_are_not_changed BEFORE UPDATE ON findings BEGIN SELECT RAISE (ABORT, 'findings is append-only'); END;
CREATE TRIGGER findings_are_not_deleted BEFORE DELETE ON findings BEGIN SELECT RAISE (ABORT, 'findings is append-only'); END;
CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries  BEGIN SELECT RAISE (ABORT, 'entries is append-only'); END;
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries  BEGIN SELECT RAISE (ABORT, 'entries is append-only'); END;
