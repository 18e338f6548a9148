-- +goose Up

-- How many questions were answered from an article, whichever of its versions.
ALTER TABLE articles ADD COLUMN answered BIGINT NOT NULL DEFAULT 0;
