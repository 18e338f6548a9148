package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version prints what this binary was built from.
func version(_ context.Context, env environment, _ []string) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	fmt.Fprintf(env.stdout, "sitrep %s, %s %s/%s\n", builtFrom(info), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// builtFrom is the version of the module, where the binary was made of a released one or Go could tell, and the revision
// of the source, where it was built from a checkout.
func builtFrom(info *debug.BuildInfo) string {
	setting := map[string]string{}
	for _, s := range info.Settings {
		setting[s.Key] = s.Value
	}
	revision := setting["vcs.revision"]
	if revision != "" && setting["vcs.modified"] == "true" {
		revision += ", changed since"
	}
	released := info.Main.Version
	if released == "(devel)" { // what Go says where it knows nothing
		released = ""
	}
	if released != "" && revision != "" {
		return released + " (" + revision + ")"
	}
	return cmp.Or(released, revision, "of unknown version")
}
