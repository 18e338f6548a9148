package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// healthcheck asks the bot that serves with the same settings how it is, for those who run programs and look after them.
func healthcheck(ctx context.Context, env environment, args []string) error {
	flags := newFlags("healthcheck", env)
	ready := flags.Bool("ready", false, "ask whether it serves, and not only whether it lives")
	patience := flags.Duration("wait", 0, "ask again until it is well, for as `long` as this")
	words, cfg, err := flags.parse(env, args)
	if err == nil {
		err = noWords(words)
	}
	if err != nil {
		return err
	}
	if cfg.Monitor == "" {
		return errors.New("MONITOR is off, so there is nobody to ask: name an address such as 127.0.0.1:4647")
	}
	path := "/healthz"
	if *ready {
		path = "/readyz"
	}
	until := time.Now().Add(*patience)
	for {
		said, err := askHealth(ctx, "http://"+reachable(cfg.Monitor)+path)
		if err == nil {
			fmt.Fprintln(env.stdout, said)
			return nil
		}
		if !time.Now().Before(until) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(250 * time.Millisecond):
		}
	}
}

// healthPatience is how long the bot may take to answer. It gives its own checks two seconds.
const healthPatience = 3 * time.Second

// askHealth returns what the bot says; an error if it is not well, or does not say anything.
func askHealth(ctx context.Context, url string) (said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := (&http.Client{Transport: &http.Transport{}}).Do(req) // and no proxy: it is on this machine
	if err != nil {
		return "", fmt.Errorf("the bot does not answer: start it with bot serve and the same MONITOR, or look into its log: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	if err != nil {
		return "", err
	}
	said = strings.TrimSpace(string(body))
	if resp.StatusCode != http.StatusOK {
		return said, fmt.Errorf("the bot is not well:\n%s", said)
	}
	return said, nil
}

// reachable is where to ask a program that listens at addr: without a host it listens at all, and is asked at loopback.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}
