package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version prints what this binary was built from.
func version(_ context.Context, env environment, _ []string) error {
	revision, modified := "unknown revision", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				revision = s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				modified = ", changed since"
			}
		}
	}
	fmt.Fprintf(env.stdout, "sitrep %s%s, %s %s/%s\n", revision, modified, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
