-- +goose Up

-- Both engines keep bytes in a column declared BYTEA.
CREATE TABLE articles (
    guild     TEXT NOT NULL,
    id        TEXT NOT NULL, -- of all its versions, and of the Document read from it
    version   BIGINT NOT NULL, -- from 1
    name      TEXT NOT NULL, -- of the file
    sum       TEXT NOT NULL, -- hex SHA-256 of data
    size      BIGINT NOT NULL, -- bytes of data
    data      BYTEA NOT NULL, -- the file, as it was uploaded or fetched
    document  TEXT NOT NULL, -- JSON of what was read from it
    passages  BIGINT NOT NULL,
    title     TEXT NOT NULL, -- as members read it
    overrides TEXT NOT NULL, -- JSON of what moderators say in place of the file
    origin    TEXT NOT NULL, -- JSON of where it is from, and who added it
    added     BIGINT NOT NULL, -- this version
    removed   BIGINT NOT NULL, -- 0: it is the current one
    PRIMARY KEY (guild, id, version)
);
CREATE INDEX articles_removed ON articles (removed);

CREATE TABLE libraries (
    guild    TEXT PRIMARY KEY NOT NULL,
    revision TEXT NOT NULL -- another one after every change of the server's articles
);

CREATE TABLE uploads (
    guild     TEXT NOT NULL,
    id        TEXT NOT NULL,
    name      TEXT NOT NULL,
    data      BYTEA NOT NULL,
    overrides TEXT NOT NULL,
    origin    TEXT NOT NULL,
    expires   BIGINT NOT NULL,
    PRIMARY KEY (guild, id)
);
CREATE INDEX uploads_expires ON uploads (expires);
