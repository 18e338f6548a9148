-- +goose Up

-- How a briefing shows its articles; empty: as a digest.
ALTER TABLE briefings ADD COLUMN style TEXT NOT NULL DEFAULT '';
