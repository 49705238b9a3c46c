-- What a person decided: rows are added and never changed. A decision changes no finding; an undoing is a review of its own.
CREATE TABLE reviews (
    seq  INTEGER PRIMARY KEY,              -- the order in which they were made
    id   TEXT NOT NULL UNIQUE CHECK (id <> ''),
    "by" TEXT NOT NULL CHECK (trim("by") <> ''),
    at   TEXT NOT NULL,                    -- RFC 3339, UTC
    what TEXT NOT NULL CHECK (what IN ('accept', 'reject', 'correct', 'merge', 'split', 'redact', 'grade', 'sensitivity',
                                       'note', 'add', 'undo')),
    note TEXT,
    body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

-- What each review is about: a finding's or review's id, report:ID, name:NAME.
CREATE TABLE review_subjects (
    review  INTEGER NOT NULL REFERENCES reviews (seq),
    subject TEXT NOT NULL CHECK (subject <> ''),
    PRIMARY KEY (subject, review)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER reviews_are_not_changed BEFORE UPDATE ON reviews BEGIN SELECT RAISE (ABORT, 'reviews is append-only'); END;
CREATE TRIGGER reviews_are_not_deleted BEFORE DELETE ON reviews BEGIN SELECT RAISE (ABORT, 'reviews is append-only'); END;
CREATE TRIGGER review_subjects_are_not_changed BEFORE UPDATE ON review_subjects
BEGIN SELECT RAISE (ABORT, 'review_subjects is append-only'); END;
CREATE TRIGGER review_subjects_are_not_deleted BEFORE DELETE ON review_subjects
BEGIN SELECT RAISE (ABORT, 'review_subjects is append-only'); END;
