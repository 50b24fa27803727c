"""The tables of `state.db`, as migrations.

Names are the field's own, since people browse them in Datasette. Times are UTC in ISO 8601,
days are plain dates, flags are 0 or 1, lists are JSON unless said otherwise. A migration that has
landed is never edited: add another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

MIGRATION_SET = "campaign"

_FIRST = """
CREATE TABLE sites (
  base TEXT PRIMARY KEY,                  -- https://www.whatdotheyknow.com
  last_asked_at TEXT,                     -- so that two runs keep one pause
  asked_on TEXT, asked_count INTEGER NOT NULL DEFAULT 0,   -- the daily budget
  robots TEXT, robots_fetched_at TEXT
);
CREATE TABLE authorities (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL, url_name TEXT NOT NULL,
  name TEXT NOT NULL, short_name TEXT NOT NULL DEFAULT '',
  internal_id INTEGER,                    -- the site's own number
  tags TEXT NOT NULL DEFAULT '',          -- parted by blanks, as on the site
  law TEXT NOT NULL DEFAULT 'foia' CHECK (law IN ('foia', 'foisa', 'eir')),
  home_page TEXT NOT NULL DEFAULT '', publication_scheme TEXT NOT NULL DEFAULT '',
  disclosure_log TEXT NOT NULL DEFAULT '', notes TEXT NOT NULL DEFAULT '',
  problem TEXT,                           -- why it takes no request: defunct, not_apply, ...
  imported_at TEXT NOT NULL,
  UNIQUE (site, url_name)
);
CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  tag TEXT NOT NULL DEFAULT '',           -- by which the site's requests are recognised
  title TEXT NOT NULL, site TEXT NOT NULL,
  template TEXT NOT NULL,                 -- the template's name
  sender TEXT NOT NULL DEFAULT '',        -- who signs
  created_at TEXT NOT NULL
);
CREATE TABLE recipients (
  campaign_id INTEGER NOT NULL REFERENCES campaigns(id),
  authority_id INTEGER NOT NULL REFERENCES authorities(id),
  added_at TEXT NOT NULL,
  stopped_at TEXT, stopped_why TEXT,      -- a person said: no more letters to this one
  PRIMARY KEY (campaign_id, authority_id)
);
CREATE TABLE wordings (
  id INTEGER PRIMARY KEY,
  campaign_id INTEGER NOT NULL REFERENCES campaigns(id),
  digest TEXT NOT NULL,                   -- SHA-256 of both texts
  questionnaire TEXT NOT NULL, letter TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE (campaign_id, digest)
);
CREATE TABLE questions (
  id INTEGER PRIMARY KEY,
  campaign_id INTEGER NOT NULL REFERENCES campaigns(id),
  code TEXT NOT NULL,                     -- section.question of the questionnaire
  version INTEGER NOT NULL DEFAULT 1,     -- a changed question is a new one
  position INTEGER NOT NULL, number INTEGER NOT NULL,
  section TEXT NOT NULL, section_title TEXT NOT NULL,
  label TEXT NOT NULL, wording TEXT NOT NULL,
  answer_type TEXT NOT NULL,
  periods TEXT NOT NULL DEFAULT '[]',     -- JSON list of labels; [] = asked once
  only_if TEXT,
  digest TEXT NOT NULL, retired_at TEXT,
  UNIQUE (campaign_id, code, version)
);
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,               -- what makes it once
  campaign_id INTEGER NOT NULL REFERENCES campaigns(id),
  authority_id INTEGER REFERENCES authorities(id),
  request_id INTEGER REFERENCES requests(id),
  wording_id INTEGER REFERENCES wordings(id),
  kind TEXT NOT NULL CHECK (kind IN
    ('request', 'batch', 'follow_up', 'internal_review', 'classification')),
  channel TEXT NOT NULL CHECK (channel IN ('handoff', 'batch', 'account')),
  title TEXT NOT NULL DEFAULT '', body TEXT NOT NULL,
  tags TEXT NOT NULL DEFAULT '',
  details TEXT NOT NULL DEFAULT '{}',     -- JSON: what else the kind needs
  state TEXT NOT NULL DEFAULT 'drafted' CHECK (state IN
    ('drafted', 'approved', 'sending', 'sent', 'failed', 'unknown', 'cancelled')),
  approved_at TEXT, settled_at TEXT,
  result_url TEXT, trouble TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX outbox_campaign ON outbox (campaign_id, state);
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  outbox_id INTEGER NOT NULL REFERENCES outbox(id),
  started_at TEXT NOT NULL, ended_at TEXT,
  from_state TEXT NOT NULL, to_state TEXT, note TEXT NOT NULL DEFAULT ''
);
CREATE TABLE requests (
  id INTEGER PRIMARY KEY,
  campaign_id INTEGER NOT NULL REFERENCES campaigns(id),
  authority_id INTEGER NOT NULL REFERENCES authorities(id),
  outbox_id INTEGER REFERENCES outbox(id), wording_id INTEGER REFERENCES wordings(id),
  url TEXT NOT NULL, url_title TEXT NOT NULL, site_id INTEGER,
  title TEXT NOT NULL DEFAULT '', batch_id INTEGER,
  requester TEXT, requester_url_name TEXT,
  status TEXT,                            -- the displayed status, as a code
  status_text TEXT,                       -- the site's own sentence
  described_state TEXT, display_status TEXT, awaiting_description INTEGER,
  prominence TEXT NOT NULL DEFAULT 'normal', law_used TEXT, tags TEXT NOT NULL DEFAULT '[]',
  closed INTEGER NOT NULL DEFAULT 0,      -- closed to correspondence
  created_at TEXT, updated_at TEXT,
  sent_on TEXT,                           -- London day of (last) sending
  due_on TEXT, due_source TEXT CHECK (due_source IN ('page', 'computed')),
  availability TEXT NOT NULL DEFAULT 'public' CHECK (availability IN
    ('public', 'hidden', 'not_found')),
  stale INTEGER NOT NULL DEFAULT 1,       -- the JSON changed since the page was last read
  trouble TEXT,                           -- what the last look could not understand
  linked_at TEXT NOT NULL, checked_at TEXT, changed_at TEXT,
  coded_digest TEXT,                      -- of the texts, questions and rules last suggested from
  UNIQUE (campaign_id, url)
);
CREATE INDEX requests_authority ON requests (authority_id);
CREATE TABLE pages (
  sha256 TEXT PRIMARY KEY,                -- of the bytes as they came
  content_type TEXT NOT NULL DEFAULT '', size INTEGER NOT NULL,
  encoding TEXT NOT NULL CHECK (encoding IN ('zlib', 'raw')), stored BLOB NOT NULL
);
CREATE TABLE fetches (
  id INTEGER PRIMARY KEY,
  request_id INTEGER REFERENCES requests(id),
  url TEXT NOT NULL, why TEXT NOT NULL DEFAULT '',
  fetched_at TEXT NOT NULL, status INTEGER, etag TEXT,
  sha256 TEXT REFERENCES pages(sha256), bytes INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL CHECK (outcome IN
    ('stored', 'unchanged', 'refused', 'not_understood', 'failed')),
  note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX fetches_url ON fetches (url, fetched_at);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES requests(id),
  site_id INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('outgoing', 'incoming')),
  position INTEGER NOT NULL,              -- place in the correspondence, from 1
  sender TEXT, sent_at TEXT,
  text TEXT,                              -- as displayed; NULL when hidden
  folded INTEGER NOT NULL DEFAULT 0,      -- quoted parts not yet unfolded
  prominence TEXT NOT NULL DEFAULT 'normal', prominence_reason TEXT,
  delivery_status TEXT,
  resent_at TEXT NOT NULL DEFAULT '[]',   -- JSON list of moments
  text_sha256 TEXT,
  page_sha256 TEXT REFERENCES pages(sha256),
  first_seen_at TEXT NOT NULL, gone_at TEXT,
  UNIQUE (request_id, direction, site_id)
);
CREATE TABLE message_versions (
  id INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES messages(id),
  text TEXT, prominence TEXT NOT NULL, text_sha256 TEXT,
  page_sha256 TEXT REFERENCES pages(sha256), replaced_at TEXT NOT NULL
);
CREATE TABLE attachments (
  id INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES messages(id),
  site_id INTEGER NOT NULL, part INTEGER,
  name TEXT NOT NULL, shown_type TEXT, content_type TEXT, shown_size TEXT,
  url TEXT, view_url TEXT,
  prominence TEXT NOT NULL DEFAULT 'normal',
  size INTEGER, sha256 TEXT REFERENCES pages(sha256), fetched_at TEXT,
  kind TEXT, text TEXT, text_state TEXT, text_sha256 TEXT,
  places TEXT NOT NULL DEFAULT '[]', tables TEXT NOT NULL DEFAULT '[]',  -- JSON
  reader TEXT, note TEXT NOT NULL DEFAULT '',
  trouble TEXT, gone_at TEXT,
  UNIQUE (message_id, site_id)
);
CREATE TABLE annotations (
  id INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES requests(id),
  site_id INTEGER NOT NULL, author TEXT NOT NULL, posted_at TEXT, text TEXT NOT NULL,
  gone_at TEXT,
  UNIQUE (request_id, site_id)
);
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES requests(id),
  site_id INTEGER NOT NULL, event_type TEXT NOT NULL, created_at TEXT NOT NULL,
  described_state TEXT, calculated_state TEXT, last_described_at TEXT, display_status TEXT,
  incoming_message_id INTEGER, outgoing_message_id INTEGER, comment_id INTEGER,  -- the site's ids
  UNIQUE (request_id, site_id)
);
CREATE TABLE codings (
  id INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES requests(id),
  message_id INTEGER REFERENCES messages(id),       -- what is coded; NULL = the request as a whole
  field TEXT NOT NULL CHECK (field IN
    ('outcome', 'review', 'provision', 'reference', 'extended_to', 'asked', 'corrects')),
  value TEXT NOT NULL,
  role TEXT,                              -- of a provision: relied_on, procedural, mentioned
  kind TEXT NOT NULL CHECK (kind IN ('suggestion', 'decision', 'blind')),
  coder TEXT NOT NULL,                    -- the rules and their version, a model, or a person
  confidence REAL, sure INTEGER NOT NULL DEFAULT 0,
  evidence_message_id INTEGER REFERENCES messages(id),
  evidence_attachment_id INTEGER REFERENCES attachments(id),
  quote_start INTEGER, quote_end INTEGER, quote TEXT, text_sha256 TEXT,
  note TEXT NOT NULL DEFAULT '',
  made_at TEXT NOT NULL, withdrawn_at TEXT,
  CHECK (kind <> 'suggestion' OR quote IS NOT NULL)   -- no suggestion without evidence
);
CREATE INDEX codings_request ON codings (request_id, field, kind);
CREATE TABLE answers (
  id INTEGER PRIMARY KEY,
  request_id INTEGER NOT NULL REFERENCES requests(id),
  message_id INTEGER REFERENCES messages(id),       -- the reply that gives it
  question_id INTEGER NOT NULL REFERENCES questions(id),
  period TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('answered', 'not_held', 'refused', 'over_cost', 'ncnd',
    'already_public', 'not_applicable', 'not_answered')),
  value TEXT,                             -- JSON
  unit TEXT NOT NULL DEFAULT '', provision TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL CHECK (kind IN ('suggestion', 'decision', 'blind')),
  coder TEXT NOT NULL,
  confidence REAL, sure INTEGER NOT NULL DEFAULT 0,
  evidence_message_id INTEGER REFERENCES messages(id),
  evidence_attachment_id INTEGER REFERENCES attachments(id),
  quote_start INTEGER, quote_end INTEGER, quote TEXT, text_sha256 TEXT,
  note TEXT NOT NULL DEFAULT '',
  made_at TEXT NOT NULL, withdrawn_at TEXT,
  CHECK (kind <> 'suggestion' OR quote IS NOT NULL)
);
CREATE INDEX answers_cell ON answers (request_id, question_id, period, kind);

CREATE VIRTUAL TABLE messages_fts USING fts5 (text, sender, content='messages', content_rowid='id');
CREATE TRIGGER messages_fts_insert AFTER INSERT ON messages BEGIN
  INSERT INTO messages_fts (rowid, text, sender) VALUES (new.id, new.text, new.sender);
END;
CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages BEGIN
  INSERT INTO messages_fts (messages_fts, rowid, text, sender)
  VALUES ('delete', old.id, old.text, old.sender);
END;
CREATE TRIGGER messages_fts_update AFTER UPDATE OF text, sender ON messages BEGIN
  INSERT INTO messages_fts (messages_fts, rowid, text, sender)
  VALUES ('delete', old.id, old.text, old.sender);
  INSERT INTO messages_fts (rowid, text, sender) VALUES (new.id, new.text, new.sender);
END;
CREATE VIRTUAL TABLE attachments_fts
  USING fts5 (text, name, content='attachments', content_rowid='id');
CREATE TRIGGER attachments_fts_insert AFTER INSERT ON attachments BEGIN
  INSERT INTO attachments_fts (rowid, text, name) VALUES (new.id, new.text, new.name);
END;
CREATE TRIGGER attachments_fts_delete AFTER DELETE ON attachments BEGIN
  INSERT INTO attachments_fts (attachments_fts, rowid, text, name)
  VALUES ('delete', old.id, old.text, old.name);
END;
CREATE TRIGGER attachments_fts_update AFTER UPDATE OF text, name ON attachments BEGIN
  INSERT INTO attachments_fts (attachments_fts, rowid, text, name)
  VALUES ('delete', old.id, old.text, old.name);
  INSERT INTO attachments_fts (rowid, text, name) VALUES (new.id, new.text, new.name);
END;

-- What holds now, the newest of each kind; suggestions and decisions side by side, never mixed.
-- A model's opinion (coder llm:...) and blind codings are for comparing: they never stand here.
CREATE VIEW current_outcomes AS
  SELECT r.id AS request_id, r.campaign_id, r.authority_id,
    (SELECT c.id FROM codings c WHERE c.request_id = r.id AND c.message_id IS NULL
      AND c.field = 'outcome' AND c.kind = 'decision' AND c.withdrawn_at IS NULL
      ORDER BY c.id DESC LIMIT 1) AS decision_id,
    (SELECT c.id FROM codings c WHERE c.request_id = r.id AND c.message_id IS NULL
      AND c.field = 'outcome' AND c.kind = 'suggestion' AND c.withdrawn_at IS NULL
      AND c.coder NOT LIKE 'llm:%'
      ORDER BY c.id DESC LIMIT 1) AS suggestion_id
  FROM requests r;
CREATE VIEW current_answers AS
  SELECT a.* FROM answers a
  JOIN (SELECT max(id) AS id FROM answers WHERE withdrawn_at IS NULL
        AND (kind = 'decision' OR (kind = 'suggestion' AND coder NOT LIKE 'llm:%'))
        GROUP BY request_id, question_id, period, kind) newest ON newest.id = a.id;
"""


_LISTED = """
-- When a list on the site last showed the request as it is stored here.
ALTER TABLE requests ADD COLUMN listed_at TEXT;
CREATE TABLE lists (
  url TEXT PRIMARY KEY,                   -- of its first page
  read_at TEXT NOT NULL                   -- when it was last read as far as there was news
);
"""

_TEXT_CHANGED = """
-- Codes and answers that rest on a text which is no longer what was read when they were made:
-- `why` is changed (edited, censored), hidden, or gone from the site.
CREATE VIEW text_changed AS
  SELECT coded, id, request_id, kind, why FROM (
    SELECT c.coded, c.id, c.request_id, c.kind,
      CASE
        WHEN coalesce(t.gone_at, m.gone_at) IS NOT NULL THEN 'gone'
        WHEN coalesce(t.prominence, 'normal') <> 'normal' OR m.prominence <> 'normal' THEN 'hidden'
        WHEN iif(t.id IS NULL, m.text_sha256, t.text_sha256) IS NOT c.text_sha256 THEN 'changed'
      END AS why
    FROM (
      SELECT 'codings' AS coded, id, request_id, kind, coder, evidence_message_id,
        evidence_attachment_id, text_sha256, withdrawn_at FROM codings
      UNION ALL
      SELECT 'answers', id, request_id, kind, coder, evidence_message_id,
        evidence_attachment_id, text_sha256, withdrawn_at FROM answers
    ) c
    JOIN messages m ON m.id = c.evidence_message_id
    LEFT JOIN attachments t ON t.id = c.evidence_attachment_id
    WHERE c.withdrawn_at IS NULL AND c.text_sha256 IS NOT NULL
      AND (c.kind = 'decision' OR (c.kind = 'suggestion' AND c.coder NOT LIKE 'llm:%'))
  ) WHERE why IS NOT NULL;
"""

_PRIVATE = """
-- 1 = only its owner sees it on the site (an embargo): read through the account, never published.
ALTER TABLE requests ADD COLUMN private INTEGER NOT NULL DEFAULT 0;
"""

# A migration is its name and its script. Once landed it is never edited.
STEPS: tuple[tuple[str, str], ...] = (
    ("0001_first", _FIRST),
    ("0002_listed", _LISTED),
    ("0003_text_changed", _TEXT_CHANGED),
    ("0004_private", _PRIVATE),
)


def migrations() -> Migrations:
    """The schema's history, in the order in which it is applied."""
    from sqlite_utils import Migrations

    history = Migrations(MIGRATION_SET)
    for name, script in STEPS:
        history(name=name)(lambda db, script=script: _run(db, script))
    return history


def _run(db: Database, script: str) -> None:
    """Run a script statement by statement, so that the transaction around it stays one."""
    import sqlite3

    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.conn.execute(statement)
            statement = ""
