package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"bot": main})
}

// TestScripts runs one script for each thing a user can see on the command line.
func TestScripts(t *testing.T) {
	shipped, err := filepath.Abs("../../corpus")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SHIPPED", shipped)
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
