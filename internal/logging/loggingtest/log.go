// Package loggingtest keeps what is logged or printed, for tests that read it meanwhile.
package loggingtest

import (
	"bytes"
	"sync"
)

// A Log is a log in memory. The zero Log is empty. Any number of goroutines may write and read it.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer. It never fails.
func (l *Log) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(text)
}

// String is what was written so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
