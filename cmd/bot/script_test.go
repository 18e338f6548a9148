package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/store/pgtest"
)

// TestMain puts the command bot into the path: this very binary under another name, so that nothing is built again. Where
// HOLD says so, a briefing is left to a process that died for so long; PATIENCE is how long the database is waited for, and BEAT how
// often a process says that it lives; what is at the port of loopback that SITE names is fetched.
func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){"bot": func() {
		hold, _ = time.ParseDuration(os.Getenv("HOLD"))
		patience, _ = time.ParseDuration(os.Getenv("PATIENCE"))
		beat, _ = time.ParseDuration(os.Getenv("BEAT"))
		if port, err := strconv.Atoi(os.Getenv("SITE")); err == nil {
			pages = fetch.New(fetch.Options{Ports: []int{port}, Allow: func(a netip.AddrPort) bool { return a.Addr().IsLoopback() }})
		}
		glance, _ := time.ParseDuration(os.Getenv("SLOW_GLANCE"))
		slowGlance = cmp.Or(glance, time.Hour)
		main()
	}})
}

// postgres is one PostgreSQL for all tests that do not break it.
var postgres pgtest.Server

// A suite lets several tests run at the same time, as they wait more than they compute.
type suite struct{ *testing.M }

// Run is called in the process of the tests alone, not in those of the command bot.
func (s suite) Run() int {
	flag.Parse()
	if parallel := flag.Lookup("test.parallel"); runtime.GOMAXPROCS(0) < 3 && parallel.Value.String() == parallel.DefValue {
		_ = parallel.Value.Set("3")
	}
	code := s.M.Run()
	if err := postgres.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	return code
}

// TestScripts runs one script for each thing a user can see on the command line.
func TestScripts(t *testing.T) {
	t.Parallel()
	shipped, err := filepath.Abs("../../corpus")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SHIPPED", shipped)
			env.Setenv("MEANING", "off") // a script that wants it says so
			return nil
		},
	})
}

// TestSettingsFromFlags shows that a flag wins over the environment.
func TestSettingsFromFlags(t *testing.T) {
	env := environment{stderr: os.Stderr, getenv: func(key string) string {
		return map[string]string{"CORPUS": "from-environment", "DATA": "kept"}[key]
	}}
	words, cfg, err := newFlags("ask", env).parse(env, []string{"who", "--corpus", "from-flag", "left", "--", "--data"})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Corpus != "from-flag" || cfg.Data != "kept" {
		t.Errorf("corpus %q, data %q; want from-flag, kept", cfg.Corpus, cfg.Data)
	}
	if got := strings.Join(words, " "); got != "who left --data" {
		t.Errorf("words %q, want %q", got, "who left --data")
	}
}

// TestALineThatIsTooLong shows that one bad question takes no other along.
func TestALineThatIsTooLong(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "questions")
	text := "Who drafted the resolution?\n" + strings.Repeat("why ", longestLine) + "\nWhen did France end its support?"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	stdin, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	var stdout, stderr strings.Builder
	env := environment{stdin, &stdout, &stderr, func(key string) string { return map[string]string{"MEANING": "off"}[key] }}
	if code := run(t.Context(), env, []string{"ask", "--json", "--corpus", "../../corpus", "--data", t.TempDir()}); code != exitMistake {
		t.Errorf("exit %d, want %d", code, exitMistake)
	}
	lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d objects, want one for each of the 3 lines:\n%s", len(lines), stdout.String())
	}
	for i, want := range []string{`"answered":true`, `"error":"it has more than`, `"answered":true`} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d is %s, want %s in it", i+1, lines[i], want)
		}
	}
	if !strings.Contains(stderr.String(), "line 2: it has more than 1048576 bytes") {
		t.Errorf("stderr %q", stderr.String())
	}
}

// TestUnknownCommand shows what a mistyped command gets.
func TestUnknownCommand(t *testing.T) {
	var stderr strings.Builder
	env := environment{stdin: os.Stdin, stdout: &strings.Builder{}, stderr: &stderr, getenv: func(string) string { return "" }}
	if code := run(context.Background(), env, []string{"aks"}); code != exitMistake {
		t.Errorf("exit %d, want %d", code, exitMistake)
	}
	if !strings.Contains(stderr.String(), `there is no command "aks"`) {
		t.Errorf("stderr %q", stderr.String())
	}
}
