package main

import (
	"runtime/debug"
	"testing"
)

func TestBuiltFrom(t *testing.T) {
	checkout := []debug.BuildSetting{{Key: "vcs.revision", Value: "5d66f2a"}, {Key: "vcs.modified", Value: "false"}}
	changed := []debug.BuildSetting{{Key: "vcs.revision", Value: "5d66f2a"}, {Key: "vcs.modified", Value: "true"}}
	for _, c := range []struct {
		name, version string
		settings      []debug.BuildSetting
		want          string
	}{
		{"by go install", "v1.2.3", nil, "v1.2.3"},
		{"from a checkout at a release", "v1.2.3", checkout, "v1.2.3 (5d66f2a)"},
		{"from a changed checkout", "(devel)", changed, "5d66f2a, changed since"},
		{"from a checkout", "(devel)", checkout, "5d66f2a"},
		{"from an archive", "(devel)", nil, "of unknown version"},
		{"from nobody knows what", "", nil, "of unknown version"},
	} {
		info := &debug.BuildInfo{Main: debug.Module{Version: c.version}, Settings: c.settings}
		if got := builtFrom(info); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
