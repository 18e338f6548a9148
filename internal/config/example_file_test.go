package config

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// A settingLine of .env.example, commented out as all of them are.
var settingLine = regexp.MustCompile(`^# ([A-Z][A-Z_]*)=(.*)$`)

func TestEnvExampleHasEverySettingWithItsDefault(t *testing.T) {
	file, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	var found []setting
	said := "" // the line above
	for line := range strings.Lines(string(file)) {
		line = strings.TrimSuffix(line, "\n")
		if m := settingLine.FindStringSubmatch(line); m != nil {
			found = append(found, setting{name: m[1], standard: m[2]})
			if !strings.HasPrefix(said, "# ") || settingLine.MatchString(said) {
				t.Errorf(".env.example does not say what %s is for in the line above it", m[1])
			}
		}
		said = line
	}
	if len(found) != len(settings) {
		t.Errorf(".env.example has %d settings, the code %d", len(found), len(settings))
	}
	for i := range min(len(found), len(settings)) {
		if found[i].name != settings[i].name || found[i].standard != settings[i].standard {
			t.Errorf(".env.example has %s=%s where the code has %s=%s",
				found[i].name, found[i].standard, settings[i].name, settings[i].standard)
		}
	}
}
