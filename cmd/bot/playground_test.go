package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

// TestAloneWithoutATokenItIsThePlayground does what the README tells a newcomer to do, and closes it again.
func TestAloneWithoutATokenItIsThePlayground(t *testing.T) {
	t.Parallel()
	out, in := io.Pipe()
	nothing, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer nothing.Close()
	settings := map[string]string{"DISCORD_TOKEN": "  ", "CORPUS": "../../corpus", "DATA": t.TempDir()}
	env := environment{stdin: nothing, stdout: in, stderr: io.Discard, getenv: func(key string) string { return settings[key] }}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	code := make(chan int, 1)
	go func() { code <- run(ctx, env, nil) }()

	said, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url := strings.Fields(said)[4]
	if !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("it said %q, want the address of a page on this computer", said)
	}
	page, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	if body, err := io.ReadAll(page.Body); err != nil || !strings.Contains(string(body), "<title>sitrep playground</title>") {
		t.Errorf("the page is %q, %v", body, err)
	}
	cancel()
	if got := <-code; got != 0 {
		t.Errorf("interrupted, it ended with %d, want 0", got)
	}
}
