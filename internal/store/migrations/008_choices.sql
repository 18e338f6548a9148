-- +goose Up

-- The server from whose articles a member wants to be answered in direct messages.
CREATE TABLE choices (
    member TEXT PRIMARY KEY NOT NULL, -- keyed hash of their id
    guild  TEXT NOT NULL,
    chosen BIGINT NOT NULL
);
CREATE INDEX choices_guild ON choices (guild);
CREATE INDEX choices_chosen ON choices (chosen);
