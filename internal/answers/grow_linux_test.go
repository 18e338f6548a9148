package answers

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/index"
)

// TestGrow tells what a corpus of GROW passages costs, a number: to build it in the folder GROW_DIR, or to open it where it was built
// before, and to ask it. Without GROW it is skipped.
func TestGrow(t *testing.T) {
	passages, err := strconv.Atoi(os.Getenv("GROW"))
	if err != nil {
		t.Skip("GROW names no number of passages")
	}
	dir := cmp.Or(os.Getenv("GROW_DIR"), t.TempDir())
	step := stopwatch(t)
	ix, stale, err := index.Open(filepath.Join(dir, "index"))
	if err != nil || stale != nil {
		t.Fatal(err, stale)
	}
	t.Cleanup(func() { ix.Close() })
	step("opened")
	kept := filepath.Join(dir, "questions")
	if _, there := ix.Size(); there == 0 {
		c, questions := invented(passages)
		step("invented")
		if _, err := ix.Sync(context.Background(), c, nil); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(kept, []byte(strings.Join(questions, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
		step("built")
	}
	data, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	questions := strings.Split(string(data), "\n")
	runtime.LockOSThread() // whose processor time is told
	d := New(ix, nil)
	for _, round := range []string{"first round", "second round", "third round"} {
		took, worked, said := make([]time.Duration, len(questions)), make([]time.Duration, len(questions)), fnv.New64a()
		for i, q := range questions {
			start, worker := time.Now(), processorTime(t)
			a, err := d.Answer(context.Background(), Question{Text: q})
			if err != nil {
				t.Fatal(err)
			}
			took[i], worked[i] = time.Since(start), processorTime(t)-worker
			for _, quote := range a.Nearest {
				fmt.Fprint(said, a.Confidence, quote.Ref, quote.Confidence)
			}
		}
		step(round)
		t.Logf("waited %v; worked %v; said %x", percentiles(took), percentiles(worked), said.Sum64())
	}
}

func percentiles(all []time.Duration) string {
	slices.Sort(all)
	return fmt.Sprintf("p50 %v, p99 %v, at most %v", all[len(all)/2], all[len(all)*99/100], all[len(all)-1])
}

// processorTime is how long this thread has had a processor, which other programs of the machine hardly change.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	const thisThread = 1 // RUSAGE_THREAD
	var used syscall.Rusage
	if err := syscall.Getrusage(thisThread, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// stopwatch returns what tells how long each step took, and the memory that is resident after it.
func stopwatch(t *testing.T) func(step string) {
	start := time.Now()
	return func(step string) {
		t.Logf("%s: %v, resident %d MB, at most %d MB", step, time.Since(start).Round(time.Millisecond), resident(t, "VmRSS:"), resident(t, "VmHWM:"))
		start = time.Now()
	}
}

// resident is a line of what Linux tells of the memory of this process, in MB.
func resident(t *testing.T, line string) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip(err)
	}
	_, after, _ := strings.Cut(string(status), line)
	kilobytes, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes / 1024
}
