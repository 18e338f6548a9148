-- +goose Up

CREATE TABLE settings (
    guild TEXT PRIMARY KEY NOT NULL,
    body  TEXT NOT NULL -- JSON of Settings
);

CREATE TABLE briefings (
    id        TEXT PRIMARY KEY NOT NULL, -- also the nonce of the message
    guild     TEXT NOT NULL,
    channel   TEXT NOT NULL,
    message   TEXT NOT NULL, -- empty until it is known to be sent
    documents TEXT NOT NULL, -- JSON list of ids
    tags      TEXT NOT NULL, -- JSON list
    lang      TEXT NOT NULL,
    state     TEXT NOT NULL,
    told      TEXT NOT NULL, -- the state the moderators were last told of
    pin       BOOLEAN NOT NULL,
    pinned    BOOLEAN NOT NULL,
    hash      TEXT NOT NULL, -- of what the message shows
    shown     TEXT NOT NULL, -- what the message shows
    due       BIGINT NOT NULL, -- not to be worked on before
    created   BIGINT NOT NULL,
    updated   BIGINT NOT NULL,
    token     TEXT NOT NULL, -- of the claim; empty if nobody works on it
    held      BIGINT NOT NULL -- until when the claim holds
);
CREATE INDEX briefings_guild ON briefings (guild);

CREATE TABLE gaps (
    guild    TEXT NOT NULL,
    id       TEXT NOT NULL, -- made from the question's words
    question TEXT NOT NULL, -- as first asked, without mentions
    asked    BIGINT NOT NULL, -- how often
    first    BIGINT NOT NULL,
    last     BIGINT NOT NULL,
    nearest  TEXT NOT NULL, -- passage id
    state    TEXT NOT NULL,
    answer   TEXT NOT NULL, -- passage id, once the corpus has one
    PRIMARY KEY (guild, id)
);
CREATE INDEX gaps_last ON gaps (last);

CREATE TABLE votes (
    guild    TEXT NOT NULL,
    passage  TEXT NOT NULL, -- passage id
    asked    TEXT NOT NULL, -- made from the question's words
    voter    TEXT NOT NULL, -- keyed hash, another one for every passage and question
    question TEXT NOT NULL, -- without mentions
    helpful  BOOLEAN NOT NULL,
    voted    BIGINT NOT NULL,
    PRIMARY KEY (guild, passage, asked, voter)
);
CREATE INDEX votes_voted ON votes (voted);

CREATE TABLE exchanges (
    answer   TEXT PRIMARY KEY NOT NULL, -- message id
    guild    TEXT NOT NULL,
    channel  TEXT NOT NULL,
    question TEXT NOT NULL, -- message id; empty if it was no message
    subject  TEXT NOT NULL, -- JSON
    expires  BIGINT NOT NULL
);
CREATE INDEX exchanges_guild ON exchanges (guild);
CREATE INDEX exchanges_question ON exchanges (question);
CREATE INDEX exchanges_expires ON exchanges (expires);

CREATE TABLE facts (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE identifies (
    made BIGINT NOT NULL
);
CREATE INDEX identifies_made ON identifies (made);

CREATE TABLE deletions (
    guild TEXT PRIMARY KEY NOT NULL,
    due   BIGINT NOT NULL
);
