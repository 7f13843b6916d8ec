-- The book, first form. One table for each noun of model.py; what identifies or is searched stands in columns,
-- the rest of a value in `data` as JSON (codec.py). `seq` is the order in which things came into the book.

CREATE TABLE report (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,            -- hash of the bytes: the same file is the same report
  name TEXT NOT NULL,
  publisher TEXT,
  published TEXT,                     -- YYYY-MM-DD
  text TEXT NOT NULL,                 -- spans point into it
  data TEXT NOT NULL,                 -- the Document without its text
  coder TEXT NOT NULL,
  codebook TEXT NOT NULL,
  copy_of INTEGER REFERENCES report   -- the report that it repeats nearly word for word
) STRICT;
CREATE INDEX report_name ON report (name);
CREATE INDEX report_coder ON report (coder, codebook);
CREATE INDEX report_copy_of ON report (copy_of) WHERE copy_of IS NOT NULL;

CREATE TABLE sighting (               -- under which names and addresses the bytes came
  report INTEGER NOT NULL REFERENCES report,
  name TEXT NOT NULL,
  n INTEGER NOT NULL,                 -- which came first
  PRIMARY KEY (report, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  report INTEGER NOT NULL REFERENCES report,
  n INTEGER NOT NULL,                 -- place in the report
  day INTEGER NOT NULL,               -- first day, days since 1 January of year 1; 0 where undated
  until INTEGER NOT NULL,             -- last day
  confidence REAL NOT NULL,
  episode INTEGER NOT NULL,           -- seq of the first event of its episode: derived from judgements
  data TEXT NOT NULL                  -- the Event without its steps
) STRICT;
CREATE INDEX event_report ON event (report, n);
CREATE INDEX event_episode ON event (episode);

CREATE TABLE explanation (            -- the steps behind an event's values
  event INTEGER PRIMARY KEY REFERENCES event,
  data TEXT NOT NULL
) STRICT;

CREATE TABLE entity (
  seq INTEGER PRIMARY KEY,
  report INTEGER NOT NULL REFERENCES report,
  n INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,            -- report's id / hash of kind and name: it outlives a second coding
  name TEXT NOT NULL,
  identity INTEGER NOT NULL,          -- seq of the first entity that is the same: derived from judgements
  data TEXT NOT NULL
) STRICT;
CREATE INDEX entity_report ON entity (report, n);
CREATE INDEX entity_identity ON entity (identity);

CREATE TABLE figure (
  report INTEGER NOT NULL REFERENCES report, n INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE quotation (
  report INTEGER NOT NULL REFERENCES report, n INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE problem (
  report INTEGER NOT NULL REFERENCES report, n INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE dropped (
  report INTEGER NOT NULL REFERENCES report, n INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (report, n)
) STRICT, WITHOUT ROWID;

-- What was judged. Episodes, identities and copies follow from these rows and can be made again from them.
-- A person's judgement is never changed: taking it back is a row that names it.
CREATE TABLE judgement (
  seq INTEGER PRIMARY KEY,
  about TEXT NOT NULL,                -- event, entity, report
  left TEXT NOT NULL,
  right TEXT NOT NULL,
  verdict TEXT NOT NULL,              -- same, different, unsure
  score REAL,                         -- null where a person judged
  by TEXT NOT NULL,
  at TEXT,                            -- when a person judged, UTC
  reasons TEXT NOT NULL,              -- JSON
  undone_by TEXT, undone_at TEXT      -- who took a person's judgement back, and when
) STRICT;
CREATE INDEX judgement_left ON judgement (about, left);
CREATE INDEX judgement_right ON judgement (about, right);
CREATE INDEX judgement_of_people ON judgement (about) WHERE score IS NULL;

-- What is searched. A term is one value of one field; its postings are the events that have it, by day.
CREATE TABLE term (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,                 -- type, mode, status, voice, country, sector, place, source, sure, all
  value TEXT NOT NULL,
  events INTEGER NOT NULL,            -- how many have it
  UNIQUE (kind, value)
) STRICT;
CREATE TABLE posting (
  term INTEGER NOT NULL,
  day INTEGER NOT NULL,
  event INTEGER NOT NULL,
  PRIMARY KEY (term, day, event)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (sentence, names, tokenize = "unicode61 remove_diacritics 2");

-- What the linker needs: a compact form of each thing, the keys it can be found by, and what waits to be linked.
CREATE TABLE sketch (
  about TEXT NOT NULL, item INTEGER NOT NULL,
  near INTEGER NOT NULL,              -- day by which the nearest of a block are taken first
  keys TEXT NOT NULL,                 -- JSON
  data TEXT NOT NULL,
  PRIMARY KEY (about, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE block (
  about TEXT NOT NULL, key TEXT NOT NULL, near INTEGER NOT NULL, item INTEGER NOT NULL,
  PRIMARY KEY (about, key, near, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE queue (report INTEGER PRIMARY KEY REFERENCES report) STRICT;

-- Who was taken out of the book: a keyed hash of the name, never the name.
CREATE TABLE tombstone (
  hash TEXT PRIMARY KEY, words INTEGER NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE redaction (              -- reports from which somebody is still to be taken out, and all forms of the name
  report INTEGER PRIMARY KEY REFERENCES report, forms TEXT NOT NULL
) STRICT;

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
