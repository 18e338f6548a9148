package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A setting is one line of .env.example.
type setting struct {
	name     string
	standard string // what an empty value stands for
	set      func(*Config, string) error
}

const discordToken = "DISCORD_TOKEN"

// settings has one row for each setting, in the order of .env.example.
var settings = []setting{
	{discordToken, "", setToken},
	{Corpus, "corpus", func(c *Config, v string) error { c.Corpus = v; return nil }},
	{Data, "data", func(c *Config, v string) error { c.Data = v; return nil }},
	{"DATABASE_URL", "", setDatabaseURL},
	{"SEARCH_URL", "", setSearchURL},
	{"SEARCH_USER", "", func(c *Config, v string) error { c.Search.User = v; return nil }},
	{"SEARCH_PASSWORD", "", func(c *Config, v string) error { c.Search.Password = Secret(v); return nil }},
	{"SEARCH_CA", "", func(c *Config, v string) error { c.Search.CA = v; return nil }},
	{"SEARCH_INDEX", "sitrep", setSearchIndex},
	{LogLevel, "info", setLogLevel},
	{"LOG_FORMAT", "text", setLogFormat},
	{"MONITOR", "127.0.0.1:4647", setMonitor},
	{"SHARDS", "1", setShards},
	{"SHARD_IDS", "", func(c *Config, v string) (err error) { c.ShardIDs, err = shardIDs(v); return err }},
	{"MESSAGE_CONTENT", "false", func(c *Config, v string) (err error) { c.MessageContent, err = yesOrNo(v); return err }},
	{"MEANING", "auto", setMeaning},
	{"GAPS", "true", func(c *Config, v string) (err error) { c.Gaps, err = yesOrNo(v); return err }},
	{"COOLDOWN", "3s", setCooldown},
	{"WORKERS", "8", setWorkers},
	{"ARTICLES_PER_SERVER", "500", func(c *Config, v string) (err error) {
		c.OwnArticles.Articles, err = countTo(mostPerServer, v)
		return err
	}},
	{"PASSAGES_PER_SERVER", "20000", func(c *Config, v string) (err error) {
		c.OwnArticles.Passages, err = countTo(mostPerServer, v)
		return err
	}},
	{"MEGABYTES_PER_SERVER", "20", func(c *Config, v string) (err error) { c.OwnArticles.Bytes, err = megabytesTo(2000, v); return err }},
	{"MEGABYTES_PER_FILE", "8", func(c *Config, v string) (err error) { c.OwnArticles.File, err = megabytesTo(25, v); return err }},
}

func setToken(c *Config, value string) error {
	token := strings.TrimSpace(strings.TrimPrefix(value, "Bot "))
	if strings.ContainsAny(token, " \t\r\n\"'") {
		return errors.New("wanted one word, found spaces or quotes in it; copy the token from the Bot page of the Discord Developer Portal again")
	}
	c.Token = Secret(token)
	return nil
}

// setDatabaseURL never repeats the value: what is wrong with it may be its password.
func setDatabaseURL(c *Config, value string) error {
	c.DatabaseURL = Secret(value)
	if value == "" {
		return nil
	}
	const next = "write it as postgres://user:password@host:5432/database, with %-escapes in the password, or leave it empty for SQLite"
	u, err := url.Parse(value)
	if err != nil {
		return fmt.Errorf("wanted a URL, found something that is none; %s", next)
	}
	if u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return fmt.Errorf("wanted a PostgreSQL database, found something that does not begin with postgres://; %s", next)
	}
	return nil
}

// setSearchURL never repeats the value, which may have a password in it.
func setSearchURL(c *Config, value string) error {
	for address := range strings.SplitSeq(value, ",") {
		if address = strings.TrimRight(strings.TrimSpace(address), "/"); address == "" {
			continue
		}
		u, err := url.Parse(address)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil || u.RawQuery != "" {
			return errors.New("wanted addresses such as https://search.example.org:9200, separated by commas; user and password belong in SEARCH_USER and SEARCH_PASSWORD")
		}
		c.Search.URLs = append(c.Search.URLs, address)
	}
	return nil
}

var indexName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,99}$`)

func setSearchIndex(c *Config, value string) error {
	if c.Search.Index = value; !indexName.MatchString(value) {
		return fmt.Errorf("wanted small letters, digits, - and _, found %q; sitrep suits most", value)
	}
	return nil
}

func setLogLevel(c *Config, value string) error {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	level, known := levels[strings.ToLower(value)]
	if !known {
		return fmt.Errorf("wanted debug, info, warn or error, found %q; info suits most", value)
	}
	c.LogLevel = level
	return nil
}

func setMeaning(c *Config, value string) error {
	c.Meaning = strings.EqualFold(value, "auto")
	if !c.Meaning && !strings.EqualFold(value, "off") {
		return fmt.Errorf("wanted auto or off, found %q; auto finds by meaning as soon as the passages were read for it", value)
	}
	return nil
}

func setLogFormat(c *Config, value string) error {
	c.LogFormat = strings.ToLower(value)
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return fmt.Errorf("wanted text or json, found %q; text is for people, json for log collectors", value)
	}
	return nil
}

func setMonitor(c *Config, value string) error {
	if strings.EqualFold(value, "off") {
		c.Monitor = ""
		return nil
	}
	_, port, err := net.SplitHostPort(value)
	if n, e := strconv.Atoi(port); err != nil || e != nil || n < 0 || n > 65535 {
		return fmt.Errorf("wanted an address such as 127.0.0.1:4647, or off, found %q; without a host, as in :4647, other computers reach it", value)
	}
	c.Monitor = value
	return nil
}

func setShards(c *Config, value string) (err error) {
	if strings.EqualFold(value, "auto") {
		c.Shards = 0
		return nil
	}
	c.Shards, err = strconv.Atoi(value)
	if err != nil || c.Shards < 1 {
		return fmt.Errorf("wanted auto or a number from 1, found %q; 1 is right below 2,500 servers", value)
	}
	return nil
}

// shardIDs reads "0-3,7" as 0, 1, 2, 3, 7.
func shardIDs(value string) ([]int, error) {
	if value == "" {
		return nil, nil
	}
	var ids []int
	for part := range strings.SplitSeq(value, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil || from < 0 || to < from || to > maxShard {
			return nil, fmt.Errorf("wanted shards as in 0-3,7, found %q; shards count from 0 up to SHARDS less one", part)
		}
		for id := from; id <= to; id++ {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// maxShard keeps a slip of the finger ("0-99999999") from filling the memory. Discord's largest bots run some thousands.
const maxShard = 65535

func yesOrNo(value string) (bool, error) {
	switch strings.ToLower(value) {
	case "true", "yes", "on", "1":
		return true, nil
	case "false", "no", "off", "0":
		return false, nil
	}
	return false, fmt.Errorf("wanted true or false, found %q; leave it out for the default", value)
}

func setCooldown(c *Config, value string) (err error) {
	c.Cooldown, err = time.ParseDuration(value)
	if err != nil || c.Cooldown < 0 {
		return fmt.Errorf("wanted a time such as 3s, 500ms or 1m, found %q; 0s means no cooldown", value)
	}
	return nil
}

func setWorkers(c *Config, value string) (err error) {
	c.Workers, err = strconv.Atoi(value)
	if err != nil || c.Workers < 1 || c.Workers > maxWorkers {
		return fmt.Errorf("wanted a number from 1 to %d, found %q; 8 is right for most machines", maxWorkers, value)
	}
	return nil
}

// mostPerServer keeps one server's index, which is in memory, from filling a machine.
const mostPerServer = 1_000_000

// countTo reads a number from 0, which means none, to most.
func countTo(most int, value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("wanted a number from 0 to %d, found %q; 0 lets servers keep nothing", most, value)
	}
	return n, nil
}

// megabytesTo reads a number of megabytes, and returns bytes.
func megabytesTo(most int, value string) (int, error) {
	n, err := countTo(most, value)
	return n << 20, err
}

// maxWorkers is far above what one connection to Discord can ask of a machine.
const maxWorkers = 1024
