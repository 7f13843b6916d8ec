-- Reports from the net: feeds that are watched, and every address that was fetched or is still to be.
-- Times are UTC, ISO 8601 to the second.

CREATE TABLE feed (
  address TEXT PRIMARY KEY,
  etag TEXT, modified TEXT,            -- what its server calls the state that was read last
  due TEXT NOT NULL,                   -- not asked again before
  answered TEXT,                       -- when it answered last
  failures INTEGER NOT NULL,           -- in a row
  reason TEXT                          -- of the last failure; null where the last answer was good
) STRICT, WITHOUT ROWID;

CREATE TABLE page (
  address TEXT PRIMARY KEY,
  host TEXT NOT NULL,                  -- host and port: what the pauses between two requests are for
  feed TEXT,                           -- which feed led to it; null where somebody named it
  outlet TEXT NOT NULL,
  lead TEXT,                           -- what the feed said of it (JSON), for as long as it is waiting
  state TEXT NOT NULL,                 -- waiting, kept, failed
  tries INTEGER NOT NULL,
  due TEXT NOT NULL,                   -- not asked again before
  asked TEXT,                          -- when it was asked last
  etag TEXT, modified TEXT,
  report TEXT,                         -- id of the report that was kept of it
  reason TEXT                          -- of the last failure
) STRICT, WITHOUT ROWID;
CREATE INDEX page_waiting ON page (host, due) WHERE state = 'waiting';
CREATE INDEX page_outlet ON page (outlet);
CREATE INDEX sighting_name ON sighting (name);
