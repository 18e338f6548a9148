package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// newPrompt turns the terminal into a prompt with line editing and history. restore gives the terminal back.
func newPrompt(env environment) (prompt *term.Terminal, restore func(), err error) {
	fd := int(env.stdin.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot use this terminal for a prompt: %w; give the question as an argument instead", err)
	}
	prompt = term.NewTerminal(readWriter{env.stdin, env.stdout}, "? ")
	if width, height, err := term.GetSize(fd); err == nil && width > 0 {
		prompt.SetSize(width, height)
	}
	fmt.Fprintln(prompt, "Ask in plain words; a question may lean on the one before. exit, quit or Ctrl-D ends.")
	return prompt, func() { term.Restore(fd, before) }, nil
}

type readWriter struct {
	*os.File
	out io.Writer
}

func (rw readWriter) Write(p []byte) (int, error) { return rw.out.Write(p) }
