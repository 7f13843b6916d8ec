-- The desk: what people decide about single events, and what a page needs of many events at a glance.

-- What was decided, in order, never changed: taking a decision back is a row that names it. Each row's hash
-- covers the one before it, so that a row changed or taken out later is found. Where a person is taken out of
-- the book, the name is blanked in `data`; the digest of what was written stays, and with it the chain.
CREATE TABLE decision (
  seq INTEGER PRIMARY KEY,
  event TEXT NOT NULL,
  report TEXT NOT NULL,
  data TEXT NOT NULL,                 -- the Decision as JSON
  digest TEXT NOT NULL,               -- SHA-256 of `data` as it was written
  previous TEXT NOT NULL,             -- hash of the row before
  hash TEXT NOT NULL,                 -- SHA-256 of `seq`, `previous` and `digest`
  blanked_at TEXT                     -- when a name was taken out of `data`
) STRICT;
CREATE INDEX decision_event ON decision (event, seq);
CREATE INDEX decision_report ON decision (report, seq);
CREATE TRIGGER decision_stays BEFORE DELETE ON decision
BEGIN
  SELECT RAISE(ABORT, 'a decision is never taken out');
END;

-- What follows from them: how each event that was decided stands, and what the machine says of it. A rejected
-- event has its row here alone.
CREATE TABLE decided (
  event TEXT PRIMARY KEY,
  report INTEGER NOT NULL REFERENCES report,
  seq INTEGER NOT NULL,               -- the event's place in the book; of a rejected one, the place it had
  n INTEGER NOT NULL,                 -- its place in the report
  standing TEXT NOT NULL,             -- accepted, corrected, added, unsure, rejected
  decision INTEGER NOT NULL REFERENCES decision,
  again INTEGER NOT NULL,             -- 1 where the machine has come to say something else since
  machine TEXT                        -- what the machine says, as JSON; null where it does not find the event
) STRICT, WITHOUT ROWID;
CREATE INDEX decided_report ON decided (report);
CREATE INDEX decided_seq ON decided (seq);
CREATE INDEX decided_again ON decided (event) WHERE again;

CREATE TABLE lease (                  -- who has an event on the screen, so that others get another one
  event TEXT PRIMARY KEY, by TEXT NOT NULL, until TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Of every event what maps and queues need: where, and how many take part or suffer.
CREATE TABLE glance (
  event INTEGER PRIMARY KEY REFERENCES event,
  lat REAL, lon REAL,
  size REAL NOT NULL                  -- the greatest number it gives; 0 where it gives none
) STRICT;
INSERT INTO glance
  SELECT seq, json_extract(data, '$.place.lat'), json_extract(data, '$.place.lon'),
    coalesce((SELECT max(coalesce(json_extract(s.value, '$.min'), json_extract(s.value, '$.max'), 0.0))
              FROM json_each(data, '$.sizes') s), 0.0)
  FROM event;
CREATE INDEX glance_size ON glance (size) WHERE size > 0;
CREATE INDEX event_confidence ON event (confidence);
