-- +goose Up

-- Pages and feeds that are looked at again.
CREATE TABLE pages (
    guild         TEXT NOT NULL,
    id            TEXT NOT NULL, -- of the article that is the page, or of the feed
    feed          TEXT NOT NULL, -- its title; empty where it is a page
    url           TEXT NOT NULL, -- of a feed; that of a page is in its article
    member        TEXT NOT NULL, -- id of who added the feed
    etag          TEXT NOT NULL, -- of what was there last
    last_modified TEXT NOT NULL, -- the same
    sum           TEXT NOT NULL, -- tells what a page said last; empty: what its article says
    seen          TEXT NOT NULL, -- JSON of the entries of a feed that were there last
    failures      BIGINT NOT NULL, -- times in a row that it could not be read
    due           BIGINT NOT NULL,
    removed       BIGINT NOT NULL, -- when the feed was removed; 0: it is there
    token         TEXT NOT NULL,
    held          BIGINT NOT NULL,
    PRIMARY KEY (guild, id)
);
CREATE INDEX pages_due ON pages (due);

INSERT INTO pages (guild, id, feed, url, member, etag, last_modified, sum, seen, failures, due, removed, token, held)
    SELECT guild, id, '', '', '', '', '', '', '', 0, 0, 0, '', 0 FROM articles WHERE removed = 0 AND origin LIKE '%"page":true%'
        AND name NOT LIKE '%.rss' AND name NOT LIKE '%.atom' AND name NOT LIKE '%.xml'; -- feeds were kept as one article

-- A version of an article whose removed is -1 waits for a moderator to decide about it.
CREATE INDEX articles_waiting ON articles (guild, removed);
