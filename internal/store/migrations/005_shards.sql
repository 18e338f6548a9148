-- +goose Up

-- Processes that share the shards of a bot (shards.go). These tables are about what runs now, and in no backup.
CREATE TABLE processes (
    id     TEXT PRIMARY KEY NOT NULL,
    shards BIGINT NOT NULL, -- how many there are, as this process counts them
    beat   BIGINT NOT NULL -- another number each time the process says that it lives
);

CREATE TABLE shards (
    shards  BIGINT NOT NULL, -- how many there are
    shard   BIGINT NOT NULL,
    process TEXT NOT NULL, -- that has it; empty: none
    session TEXT NOT NULL, -- what the next process needs to go on with its session at Discord
    memory  TEXT NOT NULL, -- what the next process must know besides
    PRIMARY KEY (shards, shard)
);

-- When the next IDENTIFY may be sent.
CREATE TABLE turns (
    turn BIGINT PRIMARY KEY NOT NULL, -- shard modulo max_concurrency
    free BIGINT NOT NULL
);
