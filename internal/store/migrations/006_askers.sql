-- +goose Up

-- About how many members asked a question: a set of bits that does not tell who.
ALTER TABLE gaps ADD COLUMN askers BIGINT NOT NULL DEFAULT 0;
