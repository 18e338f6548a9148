// Package opensearchtest starts a real OpenSearch on loopback for tests, of as many nodes as they want.
//
// It needs a JDK from 21 on, and the libraries that pom.xml names in the folder that SITREP_OPENSEARCH names; or that names the
// address of one that runs already. A Cluster starts with the first [Cluster.Addresses] and ends with [Cluster.Stop].
package opensearchtest

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

//go:embed Node.java
var launcher []byte

// A Cluster is some nodes of OpenSearch with their data in a folder of their own.
type Cluster struct {
	Nodes int // 0: one

	mu      sync.Mutex
	start   error // why it could not be started
	dir     string
	java    string
	running []*node
}

type node struct {
	number     int
	http, port int // for questions, and for the other nodes
	process    *exec.Cmd
	alive      io.Closer // the node ends when this is closed, or when the process that holds it dies
}

var errMissing = errors.New("no OpenSearch on this machine; to run this test, see internal/index/opensearch/opensearchtest/pom.xml")

// patience is how long a node may take to start, on a machine that has much else to do.
const patience = 2 * time.Minute

// Addresses starts the nodes, if they are not running, and returns their addresses once all know each other. The test is
// skipped where Java or OpenSearch are missing, or the machine has no room for it.
func (c *Cluster) Addresses(t testing.TB) (addresses []string) {
	t.Helper()
	if there := os.Getenv("SITREP_OPENSEARCH"); strings.HasPrefix(there, "http") && c.Nodes <= 1 {
		return []string{there}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running == nil && c.start == nil {
		c.start = c.run()
	}
	if c.start != nil {
		t.Skip(c.start)
	}
	for _, n := range c.running {
		addresses = append(addresses, n.address())
	}
	return addresses
}

// Stop ends all nodes and removes their data.
func (c *Cluster) Stop() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range c.running {
		n.end()
	}
	c.running = nil
	if c.dir == "" {
		return nil
	}
	return os.RemoveAll(c.dir)
}

// Kill ends a node without warning, as kill -9 does. Its data stay.
func (c *Cluster) Kill(t testing.TB, number int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.running[number]
	if err := n.process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	n.end()
}

// Start starts nodes that were killed, and returns once all nodes are one cluster again.
func (c *Cluster) Start(t testing.TB, numbers ...int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, number := range numbers {
		if err := c.launch(c.running[number]); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.wait(); err != nil {
		t.Fatal(err)
	}
}

// Manager is the number of the node that the others have elected, as another one than without says; -1: they are at it.
func (c *Cluster) Manager(t testing.TB, without int) int {
	t.Helper()
	return c.named(t, without, "/_cat/cluster_manager?h=node")
}

// Holder is the number of the node that has the primary of an index's first shard.
func (c *Cluster) Holder(t testing.TB, index string) int {
	t.Helper()
	return c.named(t, -1, "/_cat/shards/"+index+"?h=node,prirep&s=prirep,shard")
}

// named is the number of the node whose name an answer begins with; -1 where it names none.
func (c *Cluster) named(t testing.TB, without int, path string) int {
	t.Helper()
	for i, n := range c.running {
		if i == without {
			continue
		}
		body, err := get(n.address() + path)
		if err != nil {
			continue
		}
		if number, err := strconv.Atoi(strings.TrimPrefix(firstWord(string(body)), "node")); err == nil {
			return number
		}
	}
	return -1
}

func firstWord(text string) string {
	for word := range strings.FieldsSeq(text) {
		return word
	}
	return ""
}

func (n *node) address() string { return fmt.Sprintf("http://127.0.0.1:%d", n.http) }

func (n *node) end() {
	if n.process == nil {
		return
	}
	n.alive.Close()
	_ = n.process.Wait() // killed, or halted
	n.process = nil
}

func (c *Cluster) run() (err error) {
	if c.java, err = findJava(); err != nil {
		return err
	}
	if c.dir, err = os.MkdirTemp("", "sitrep-opensearch"); err != nil {
		return err
	}
	source := filepath.Join(c.dir, "Node.java")
	if err := os.WriteFile(source, launcher, 0o600); err != nil {
		return err
	}
	if out, err := exec.Command(c.java+"c", "-cp", libraries(), "-d", c.dir, source).CombinedOutput(); err != nil {
		return fmt.Errorf("javac: %w\n%s", err, out)
	}
	for i := range max(1, c.Nodes) {
		n := &node{number: i}
		if n.http, err = freePort(); err != nil {
			return err
		}
		if n.port, err = freePort(); err != nil {
			return err
		}
		c.running = append(c.running, n)
	}
	for _, n := range c.running {
		if err := c.launch(n); err != nil {
			return err
		}
	}
	return c.wait()
}

func libraries() string { return filepath.Join(os.Getenv("SITREP_OPENSEARCH"), "*") }

func (c *Cluster) launch(n *node) (err error) {
	var ports []string
	for _, other := range c.running {
		ports = append(ports, strconv.Itoa(other.port))
	}
	home := filepath.Join(c.dir, strconv.Itoa(n.number))
	n.process = exec.Command(c.java, "-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", libraries()+string(filepath.ListSeparator)+c.dir,
		"Node", strconv.Itoa(n.number), home, strconv.Itoa(n.http), strings.Join(ports, ","))
	if n.alive, err = n.process.StdinPipe(); err != nil {
		return err
	}
	log, err := os.OpenFile(home+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	n.process.Stdout, n.process.Stderr = log, log
	return n.process.Start()
}

// wait returns once all nodes are one cluster that has everything everywhere.
func (c *Cluster) wait() error {
	var last error
	for late := time.Now().Add(time.Duration(len(c.running)) * patience); time.Now().Before(late); time.Sleep(100 * time.Millisecond) {
		ready := 0
		for _, n := range c.running {
			var health struct {
				Status string
				Nodes  int `json:"number_of_nodes"`
			}
			body, err := get(n.address() + "/_cluster/health")
			if err == nil {
				err = json.Unmarshal(body, &health)
			}
			if last = err; err == nil && health.Status == "green" && health.Nodes == len(c.running) {
				ready++
			}
		}
		if ready == len(c.running) {
			return nil
		}
	}
	log, _ := os.ReadFile(filepath.Join(c.dir, "0.log"))
	return fmt.Errorf("OpenSearch does not become green: %w\n%s", last, log)
}

var questions = http.Client{Timeout: 5 * time.Second}

func get(address string) ([]byte, error) {
	resp, err := questions.Get(address)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

var javaVersion = regexp.MustCompile(`version "(\d+)`)

// findJava finds a Java that is new enough, and has a compiler.
func findJava() (string, error) {
	jars, _ := filepath.Glob(libraries() + ".jar")
	if os.Getenv("SITREP_OPENSEARCH") == "" || len(jars) == 0 {
		return "", errMissing
	}
	candidates, _ := filepath.Glob("/usr/lib/jvm/*/bin/java")
	for _, java := range append([]string{filepath.Join(os.Getenv("JAVA_HOME"), "bin", "java"), "java"}, candidates...) {
		path, err := exec.LookPath(java)
		if err != nil {
			continue
		}
		if _, err := exec.LookPath(path + "c"); err != nil {
			continue
		}
		said, _ := exec.Command(path, "-version").CombinedOutput()
		if m := javaVersion.FindSubmatch(said); m != nil {
			if version, _ := strconv.Atoi(string(m[1])); version >= 21 {
				return path, nil
			}
		}
	}
	return "", errMissing
}
