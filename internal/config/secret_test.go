package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretsAreNeverShown(t *testing.T) {
	cfg := Config{Token: "hush", DatabaseURL: "postgres://a:hush@h/d"}
	var shown bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t"} {
		fmt.Fprintf(&shown, verb+" "+verb+"\n", cfg, cfg.Token)
	}
	slog.New(slog.NewTextHandler(&shown, nil)).Info("started", "token", cfg.Token, "config", cfg)
	slog.New(slog.NewJSONHandler(&shown, nil)).Info("started", "token", cfg.Token, "config", cfg)
	if err := json.NewEncoder(&shown).Encode(cfg); err != nil {
		t.Fatal(err)
	}
	// %x of "hush" is 68757368.
	if s := shown.String(); strings.Contains(s, "hush") || strings.Contains(s, "68757368") || !strings.Contains(s, "[hidden]") {
		t.Errorf("a secret is shown, or nothing is:\n%s", s)
	}
}

func TestALogTellsWhetherASecretIsSet(t *testing.T) {
	if got := Secret("").LogValue().String(); got != "" {
		t.Errorf("an empty secret shows as %q", got)
	}
}
