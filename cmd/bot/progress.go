package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// A progress tells a person at a terminal how far long work has come, a few times a second.
type progress struct {
	out  io.Writer // nil: nobody watches
	last time.Time
}

const progressEvery = 100 * time.Millisecond

func newProgress(env environment) *progress {
	if f, ok := env.stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return &progress{out: f}
	}
	return &progress{}
}

// show overwrites the line it wrote before.
func (p *progress) show(done, total int) {
	if p.out == nil || time.Since(p.last) < progressEvery && done < total {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(p.out, "\r%d of %d passages", done, total)
	if done >= total {
		fmt.Fprintln(p.out)
	}
}
