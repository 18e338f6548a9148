package config

import (
	"fmt"
	"io"
	"log/slog"
)

// A Secret is text that must not be seen in logs, messages or dumps, whatever they are made with. The text itself is
// string(secret). An empty Secret shows as nothing, so that a log tells whether one was set.
type Secret string

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[hidden]"
}

// Format hides the secret from every verb of fmt; with String alone, %d would spell it out as a mistake.
func (s Secret) Format(w fmt.State, _ rune) { io.WriteString(w, s.String()) }

// LogValue hides the secret in logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret in JSON and its like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
