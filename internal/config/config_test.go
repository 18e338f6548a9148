package config

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// env answers as os.Getenv would with these settings.
func env(settings map[string]string) func(string) string {
	return func(name string) string { return settings[name] }
}

func TestAFreshCloneNeedsNoSettings(t *testing.T) {
	got, err := Load(env(nil))
	want := Config{
		Corpus: "corpus", Data: "data", LogFormat: "text", Shards: 1, Meaning: true, Monitor: "127.0.0.1:4647",
		Search: Search{Index: "sitrep"}, Gaps: true, Cooldown: 3 * time.Second, Workers: 8, OwnArticles: OwnArticles{Articles: 500, Passages: 20_000, Bytes: 20 << 20, File: 8 << 20},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Load = %#v, %v; want %#v", got, err, want)
	}
}

func TestWhatIsSet(t *testing.T) {
	tests := []struct {
		name, setting, value string
		got                  func(Config) any
		want                 any
	}{
		{"a token", "DISCORD_TOKEN", "abc.def", func(c Config) any { return string(c.Token) }, "abc.def"},
		{"a token with the word Bot before it", "DISCORD_TOKEN", "Bot abc", func(c Config) any { return string(c.Token) }, "abc"},
		{"a token with a line end pasted along", "DISCORD_TOKEN", " abc\r\n", func(c Config) any { return string(c.Token) }, "abc"},
		{"another corpus", "CORPUS", "articles", func(c Config) any { return c.Corpus }, "articles"},
		{"another place for state", "DATA", "/var/lib/sitrep", func(c Config) any { return c.Data }, "/var/lib/sitrep"},
		{"a PostgreSQL database", "DATABASE_URL", "postgres://a:b@h/d", func(c Config) any { return string(c.DatabaseURL) }, "postgres://a:b@h/d"},
		{"the long name of PostgreSQL", "DATABASE_URL", "postgresql://h/d", func(c Config) any { return string(c.DatabaseURL) }, "postgresql://h/d"},
		{"nodes of OpenSearch", "SEARCH_URL", "https://a:9200/, http://b", func(c Config) any { return strings.Join(c.Search.URLs, " ") }, "https://a:9200 http://b"},
		{"another name in OpenSearch", "SEARCH_INDEX", "test-1", func(c Config) any { return c.Search.Index }, "test-1"},
		{"a level in capitals", "LOG_LEVEL", "WARN", func(c Config) any { return c.LogLevel.String() }, "WARN"},
		{"logs for a collector", "LOG_FORMAT", "json", func(c Config) any { return c.LogFormat }, "json"},
		{"no metrics", "MONITOR", "off", func(c Config) any { return c.Monitor }, ""},
		{"metrics for other computers", "MONITOR", ":9090", func(c Config) any { return c.Monitor }, ":9090"},
		{"as many shards as Discord advises", "SHARDS", "auto", func(c Config) any { return c.Shards }, 0},
		{"sixteen shards", "SHARDS", "16", func(c Config) any { return c.Shards }, 16},
		{"the only shard", "SHARD_IDS", "0", func(c Config) any { return c.ShardIDs }, []int{0}},
		{"the privileged intent", "MESSAGE_CONTENT", "yes", func(c Config) any { return c.MessageContent }, true},
		{"words alone", "MEANING", "off", func(c Config) any { return c.Meaning }, false},
		{"no record of gaps", "GAPS", "off", func(c Config) any { return c.Gaps }, false},
		{"no cooldown", "COOLDOWN", "0s", func(c Config) any { return c.Cooldown }, time.Duration(0)},
		{"no articles of a server's own", "ARTICLES_PER_SERVER", "0", func(c Config) any { return c.OwnArticles.Articles }, 0},
		{"fewer passages of a server's own", "PASSAGES_PER_SERVER", "100", func(c Config) any { return c.OwnArticles.Passages }, 100},
		{"room for a server's own", "MEGABYTES_PER_SERVER", "2", func(c Config) any { return c.OwnArticles.Bytes }, 2 << 20},
		{"smaller files", "MEGABYTES_PER_FILE", "1", func(c Config) any { return c.OwnArticles.File }, 1 << 20},
		{"one question at a time", "WORKERS", "1", func(c Config) any { return c.Workers }, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cfg, err := Load(env(map[string]string{test.setting: test.value}))
			if got := test.got(cfg); err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s=%q gives %v, %v; want %v", test.setting, test.value, got, err, test.want)
			}
		})
	}
}

func TestShardsOfOneProcess(t *testing.T) {
	tests := []struct {
		name, value string
		want        []int
	}{
		{"a list", "1,3", []int{1, 3}},
		{"a range and a list", "0-3,7", []int{0, 1, 2, 3, 7}},
		{"spaces, overlaps and disorder do no harm", "7, 0-2, 2", []int{0, 1, 2, 7}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cfg, err := Load(env(map[string]string{"SHARDS": "8", "SHARD_IDS": test.value}))
			if err != nil || !reflect.DeepEqual(cfg.ShardIDs, test.want) {
				t.Errorf("SHARD_IDS=%q gives %v, %v; want %v", test.value, cfg.ShardIDs, err, test.want)
			}
		})
	}
}

func TestMistakesAreNamed(t *testing.T) {
	tests := []struct {
		name, setting, value string
		want                 string
	}{
		{"a token in two words", "DISCORD_TOKEN", "abc def", "DISCORD_TOKEN: wanted one word"},
		{"another database", "DATABASE_URL", "mysql://h/d", "does not begin with postgres://"},
		{"a password that breaks the URL", "DATABASE_URL", "postgres://a:%zz@h/d", "with %-escapes in the password"},
		{"an unknown level", "LOG_LEVEL", "loud", `LOG_LEVEL: wanted debug, info, warn or error, found "loud"`},
		{"an unknown format", "LOG_FORMAT", "xml", `LOG_FORMAT: wanted text or json, found "xml"`},
		{"an address without a port", "MONITOR", "localhost", `MONITOR: wanted an address such as 127.0.0.1:4647, or off, found "localhost"`},
		{"an address with a port that is none", "MONITOR", "127.0.0.1:99999", `found "127.0.0.1:99999"`},
		{"no shard at all", "SHARDS", "0", `SHARDS: wanted auto or a number from 1, found "0"`},
		{"a shard below zero", "SHARD_IDS", "-1", `SHARD_IDS: wanted shards as in 0-3,7, found "-1"`},
		{"a range backwards", "SHARD_IDS", "3-1", `found "3-1"`},
		{"a range without end", "SHARD_IDS", "0-999999999", `found "0-999999999"`},
		{"a shard past the last", "SHARD_IDS", "0-4", "wanted shards from 0 to 0, as SHARDS is 1, found 4"},
		{"neither yes nor no", "MESSAGE_CONTENT", "perhaps", `wanted true or false, found "perhaps"`},
		{"a time without unit", "COOLDOWN", "3", `wanted a time such as 3s, 500ms or 1m, found "3"`},
		{"a time before now", "COOLDOWN", "-3s", `found "-3s"`},
		{"nobody to answer", "WORKERS", "0", `WORKERS: wanted a number from 1 to 1024, found "0"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Load(env(map[string]string{test.setting: test.value}))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s=%q: error %v; want it to say %q", test.setting, test.value, err, test.want)
			}
		})
	}
}

func TestEveryMistakeIsNamedAtOnce(t *testing.T) {
	_, err := Load(env(map[string]string{"LOG_LEVEL": "loud", "SHARDS": "many", "WORKERS": "x"}))
	if err == nil {
		t.Fatal("three mistakes and no error")
	}
	for _, name := range []string{"LOG_LEVEL", "SHARDS", "WORKERS"} {
		if !strings.Contains(err.Error(), name+": ") {
			t.Errorf("the error does not name %s:\n%v", name, err)
		}
	}
}

func TestMistakesKeepSecrets(t *testing.T) {
	for _, setting := range []string{"DISCORD_TOKEN", "DATABASE_URL"} {
		_, err := Load(env(map[string]string{setting: "hush:// hush%zz"}))
		if err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: error %v; want one that keeps the value to itself", setting, err)
		}
	}
}
