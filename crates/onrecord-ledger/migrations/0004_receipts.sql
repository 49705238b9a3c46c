-- A receipt is proved by nothing else on record, so each bears a digest of its own row (`receipt_digest` is ours, and says what a
-- release writes), and stands twice: the index holds every column, lies on pages of its own, and SQLite keeps it by itself.
ALTER TABLE receipts ADD COLUMN digest TEXT NOT NULL DEFAULT '';

-- The one change that a row in use ever sees: of what was received nothing moves.
DROP TRIGGER receipts_are_not_changed;
UPDATE receipts SET digest = receipt_digest(seq, version, instant, modified, modified_inferred, language, sha256, raw, notices, added_at);
CREATE TRIGGER receipts_are_not_changed BEFORE UPDATE ON receipts BEGIN SELECT RAISE (ABORT, 'receipts is append-only'); END;

-- The number first, so that what lies behind a damaged page of it can be asked for.
CREATE INDEX receipts_copy
ON receipts (seq, version, instant, modified, modified_inferred, language, sha256, raw, notices, added_at, digest);
