// Package config turns the environment into a Config, with defaults that let a fresh clone run.
//
// Start at [Load]. It is the only place that knows the names of the settings; `.env.example` lists them, and a test
// keeps the two alike.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// A Config is everything an operator can set. Its fields are plain, so that a flag can win over the environment.
type Config struct {
	Token          Secret        // DISCORD_TOKEN, without "Bot "; empty if there is none
	Corpus         string        // CORPUS: folder of articles
	Data           string        // DATA: folder of index and state, made when first needed
	DatabaseURL    Secret        // DATABASE_URL: postgres://…; empty means SQLite below Data
	Search         Search        // where the passages are kept; without addresses, in this process
	LogLevel       slog.Level    // LOG_LEVEL
	LogFormat      string        // LOG_FORMAT: "text" or "json"
	Monitor        string        // MONITOR: host:port of metrics and health; empty: not served
	Shards         int           // SHARDS: connections to Discord over all processes; 0 means as many as Discord advises, shared on PostgreSQL
	ShardIDs       []int         // SHARD_IDS: the shards of this process, ascending; nil means all, or those that others leave
	MessageContent bool          // MESSAGE_CONTENT: ask Discord for the privileged intent
	Meaning        bool          // MEANING: find passages by meaning as well as by words
	Gaps           bool          // GAPS: keep the questions the corpus could not answer
	Cooldown       time.Duration // COOLDOWN: between two questions of one member; 0 means none
	Workers        int           // WORKERS: questions answered at the same time, at least 1
	OwnArticles    OwnArticles   // what a server may keep
}

// Search says which OpenSearch keeps the passages.
type Search struct {
	URLs     []string // SEARCH_URL: of its nodes, without a slash at the end; nil: none
	User     string   // SEARCH_USER; empty: nobody in particular
	Password Secret   // SEARCH_PASSWORD
	CA       string   // SEARCH_CA: file of certificates; empty: those the system trusts
	Index    string   // SEARCH_INDEX: name of the alias there
}

// OwnArticles bound what one server may keep of its own.
type OwnArticles struct {
	Articles int // ARTICLES_PER_SERVER
	Passages int // PASSAGES_PER_SERVER: of all its articles
	Bytes    int // MEGABYTES_PER_SERVER: of all their files
	File     int // MEGABYTES_PER_FILE: bytes of one
}

// The settings that are flags of commands too, by their names in the environment.
const (
	Corpus   = "CORPUS"
	Data     = "DATA"
	LogLevel = "LOG_LEVEL"
)

// ErrNoToken says what to do where [Config.Token] is needed and empty.
var ErrNoToken = errors.New("no DISCORD_TOKEN: create a bot in the Discord Developer Portal, and set the token of its Bot page in the environment or in .env")

// HasToken reports whether getenv has a token, whatever its worth. White space is none.
func HasToken(getenv func(string) string) bool { return strings.TrimSpace(getenv(discordToken)) != "" }

// Load reads the settings with getenv, which returns "" for what is not set, as os.Getenv does. Its error names every
// mistake at once. A caller with flags can answer getenv from them first; a flag is then checked as its setting is.
func Load(getenv func(string) string) (Config, error) {
	var cfg Config
	var mistakes []error
	for _, s := range settings {
		value := strings.TrimSpace(getenv(s.name))
		if value == "" {
			value = s.standard
		}
		if err := s.set(&cfg, value); err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s: %w", s.name, err))
		}
	}
	if len(mistakes) == 0 {
		mistakes = append(mistakes, cfg.checkShards())
	}
	return cfg, errors.Join(mistakes...)
}

// checkShards finds shards that do not fit together. With SHARDS=auto that is not known before Discord was asked.
func (c Config) checkShards() error {
	if len(c.ShardIDs) == 0 || c.Shards == 0 {
		return nil
	}
	if last := c.ShardIDs[len(c.ShardIDs)-1]; last >= c.Shards {
		return fmt.Errorf("SHARD_IDS: wanted shards from 0 to %d, as SHARDS is %d, found %d; raise SHARDS or leave that shard out",
			c.Shards-1, c.Shards, last)
	}
	return nil
}
