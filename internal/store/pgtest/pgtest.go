// Package pgtest starts a real PostgreSQL on loopback for tests, from the binaries of Debian's package postgresql.
//
// A Server shared by the tests of a package starts with the first [Server.Database] and ends with [Server.Stop] in
// TestMain.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Server is one PostgreSQL server with its data in a folder of its own. The zero value is ready to use.
type Server struct {
	mu        sync.Mutex
	start     error // why it could not be started
	port      int   // 0 until started
	dir       string
	databases int
	process   *exec.Cmd
	alive     io.WriteCloser // a line starts the server again; it ends when this is closed, or when the process that holds it dies
}

// errMissing means that there is nothing to start.
var errMissing = errors.New("no PostgreSQL on this machine; to run this test, apt-get install postgresql")

// Database makes an empty database and returns its URL. The test is skipped where PostgreSQL is not installed.
func (s *Server) Database(t *testing.T) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.port == 0 && s.start == nil {
		s.start = s.run()
	}
	if errors.Is(s.start, errMissing) {
		t.Skip(s.start)
	}
	if s.start != nil {
		t.Fatal(s.start)
	}
	s.databases++
	name := fmt.Sprintf("test%d", s.databases)
	if err := s.exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return s.url(name)
}

// Stop ends the server, if one was started, and removes its data.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return nil
	}
	s.alive.Close()
	err := s.process.Wait()
	s.process, s.port = nil, 0
	return err
}

// Freeze stops all processes of the server where they are, as a machine does that has run out of memory: connections stay,
// new ones are accepted, and nothing is answered. thaw, which the end of the test calls as well, lets them run on.
func (s *Server) Freeze(t *testing.T) (thaw func()) {
	t.Helper()
	signal := func(name string) { // the first process first, which has others; one of them may just have ended
		if out, err := exec.Command("sh", "-c", `kill -$1 $2 && { kill -$1 $(pgrep -P $2) 2>/dev/null || true; }`, "sh", name, s.postmaster(t)).CombinedOutput(); err != nil {
			t.Errorf("%s PostgreSQL: %v\n%s", name, err, out)
		}
	}
	signal("STOP")
	thaw = sync.OnceFunc(func() { signal("CONT") })
	t.Cleanup(thaw)
	return thaw
}

// Kill ends all processes of the server without warning, as a machine does that lost its power, but for what was written.
// restart, which the end of the test calls as well, starts it again on the same data and port, and returns once it answers.
func (s *Server) Kill(t *testing.T) (restart func()) {
	t.Helper()
	if out, err := exec.Command("sh", "-c", `children=$(pgrep -P $1); kill -KILL $1 && { kill -KILL $children 2>/dev/null || true; }`, "sh", s.postmaster(t)).CombinedOutput(); err != nil {
		t.Errorf("kill PostgreSQL: %v\n%s", err, out)
	}
	restart = sync.OnceFunc(func() {
		if _, err := io.WriteString(s.alive, "again\n"); err != nil {
			t.Errorf("start PostgreSQL again: %v", err)
			return
		}
		if err := s.answers(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(restart)
	return restart
}

// postmaster is the id of the server's first process, the parent of all others.
func (s *Server) postmaster(t *testing.T) string {
	t.Helper()
	lines, err := os.ReadFile(filepath.Join(s.dir, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	id, _, _ := strings.Cut(string(lines), "\n")
	return id
}

func (s *Server) url(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable&connect_timeout=30", s.port, database)
}

func (s *Server) exec(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

func (s *Server) run() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sitrep-pg")
	if err != nil {
		return err
	}
	if err := giveAway(dir); err != nil {
		return err
	}
	// Nothing here outlives the test, so nothing needs to reach the disk.
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", dir, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := asUser(initdb, dir).CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	return s.serve(filepath.Join(bin, "postgres"), dir, port)
}

// watch runs the server until the other end of its standard input is closed, which also happens when the test is
// killed; then it ends the server at once and removes the data. A line starts a server that was killed again.
const watch = `dir=$1; shift
run() { "$@" >>"$dir/log" 2>&1 </dev/null & server=$!; }
run "$@"
while read -r _; do wait $server; run "$@"; done
kill -QUIT $server; wait $server; cd /; rm -rf "$dir"`

func (s *Server) serve(postgres, dir string, port int) error {
	watched := asUser(exec.Command("sh", "-c", watch, "sh", dir, postgres, "-D", dir, "-h", "127.0.0.1", "-p", fmt.Sprint(port),
		"-c", "unix_socket_directories=", "-c", "fsync=off"), dir)
	alive, err := watched.StdinPipe()
	if err != nil {
		return err
	}
	if err := watched.Start(); err != nil {
		return err
	}
	s.process, s.alive, s.port, s.dir = watched, alive, port, dir
	return s.answers()
}

// answers waits until the server does.
func (s *Server) answers() error {
	deadline := time.Now().Add(2 * time.Minute)
	for {
		err := s.exec(context.Background(), "SELECT 1")
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("PostgreSQL did not start: %w\n%s", err, log)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// binaries finds the folder of initdb and postgres, which Debian keeps out of the PATH.
func binaries() (string, error) {
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin"} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return found[len(found)-1], nil
		}
	}
	if initdb, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(initdb), nil
	}
	return "", errMissing
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}
