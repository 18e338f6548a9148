package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// A soak is a process in a server where all that members and moderators do goes on at the same time, and Discord has its whims.
type soak struct {
	*process
	members   []*localdiscord.Person
	questions []string
	channels  []string // in which somebody asks
	pinned    []string // in which a briefing is
	round     int      // of its article
	uploads   int

	mu   sync.Mutex
	last *localdiscord.Message      // an answer with buttons
	took map[string][]time.Duration // what was done → how long until it was answered
}

// TestSoak has everything happen at once, in three parts, with a rest after each in which the process is looked at. SOAK is how long
// that takes together, such as 60m; with 1s each thing happens once a part. What is asked is answered, nothing is left open, and -v
// shows memory and times.
func TestSoak(t *testing.T) {
	lasts, err := time.ParseDuration(os.Getenv("SOAK"))
	if err != nil {
		t.Skip("SOAK is no time: mixed traffic is not tried")
	}
	s := newSoak(t)
	s.start()
	s.until("all passages are known by meaning", func() bool {
		m := s.metrics()
		return m["sitrep_meaning_passages"] > 0 && m["sitrep_meaning_passages"] == m["sitrep_index_passages"]
	})
	for i := range 3 {
		s.pinned = append(s.pinned, s.guild.AddChannel(fmt.Sprint("news ", i)).ID)
		s.post(s.pinned[i])
	}
	s.until("the briefings are posted", func() bool { return s.show(s.pinned, 0) })
	first := map[string]float64{}
	for _, part := range []string{"start", "middle", "end"} {
		s.traffic(lasts / 3)
		rest := s.rest(first)
		s.report(part, rest)
		if len(first) == 0 {
			first = rest
		}
	}
	if strings.Contains(s.said.String(), "level=ERROR") {
		t.Errorf("the log complains:\n%s", s.said)
	}
	stop(t, s.cmd)
}

func newSoak(t *testing.T) *soak {
	t.Helper()
	s := &soak{process: newProcessIn(t, localdiscord.Config{Latency: 20 * time.Millisecond, Keep: 1000, Heartbeat: 10 * time.Second})}
	s.env = []string{"MEANING=auto", "MONITOR=127.0.0.1:0"}
	for _, name := range []string{"fin-minusma.md", "minusma-ends.md", "synonyms.yaml"} {
		text, err := os.ReadFile(filepath.Join("../../corpus", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(s.corpus, name), text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	known, err := os.Open("../../internal/eval/testdata/questions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer known.Close()
	for lines := bufio.NewScanner(known); lines.Scan(); {
		var q struct{ Question string }
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		s.questions = append(s.questions, q.Question)
	}
	for _, name := range []string{"Ana", "Ben", "Eve"} {
		s.members = append(s.members, s.guild.AddMember(name))
	}
	for i := range 6 {
		s.channels = append(s.channels, s.guild.AddChannel(fmt.Sprint("talk ", i)).ID)
	}
	return s
}

// traffic has everything happen again and again until the time is over, at least once, and returns when all of it is answered.
func (s *soak) traffic(lasts time.Duration) {
	s.Helper()
	s.took = map[string][]time.Duration{}
	over := time.Now().Add(lasts)
	var busy sync.WaitGroup
	every := func(pause time.Duration, what string, do func(ctx context.Context, n int) error) {
		busy.Go(func() {
			for n := 0; n == 0 || time.Now().Before(over); n++ {
				ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
				begun := time.Now()
				err := do(ctx, n)
				cancel()
				if err != nil {
					s.Errorf("%s number %d: %v\n%s", what, n, err, s.lately())
				}
				s.mu.Lock()
				s.took[what] = append(s.took[what], time.Since(begun))
				s.mu.Unlock()
				time.Sleep(min(pause, time.Until(over)))
			}
		})
	}
	ana, ben, eve := s.members[0], s.members[1], s.members[2]
	every(300*time.Millisecond, "question", func(ctx context.Context, n int) error { return s.ask(ctx, ana, 2*n) })
	every(700*time.Millisecond, "question", func(ctx context.Context, n int) error { return s.ask(ctx, ben, 2*n+1) })
	every(time.Second, "command", func(ctx context.Context, n int) error {
		_, err := answered(ctx)(eve.Slash(s.channels[n%len(s.channels)], "ask", localdiscord.Opt{Name: "question", Value: s.question(3 * n)}))
		return err
	})
	every(500*time.Millisecond, "suggestions", func(ctx context.Context, n int) error {
		typed := s.question(n)
		_, err := eve.Suggest(ctx, s.channels[0], "search", localdiscord.Opt{Name: "query", Value: typed[:len(typed)/2]})
		return err
	})
	every(800*time.Millisecond, "button", func(ctx context.Context, _ int) error { return s.turn(ctx, ana) })
	every(5*time.Second, "edited question", func(ctx context.Context, n int) error { return s.edit(ctx, ana, n) })
	every(15*time.Second, "briefings", s.refresh)
	every(20*time.Second, "upload", s.upload)
	every(7*time.Second, "a limit of Discord's", func(_ context.Context, n int) error {
		s.d.Fail(2, "", localdiscord.Failure{Status: 429, RetryAfter: 400 * time.Millisecond, Global: n%4 == 3})
		return nil
	})
	every(30*time.Second, "a lost connection", func(_ context.Context, n int) error {
		whims := []localdiscord.Fault{{Do: localdiscord.Drop}, {Do: localdiscord.Reconnect}, {Do: localdiscord.CloseWith, Code: 4000}, {Do: localdiscord.ResumableSession}}
		whim := whims[n%len(whims)]
		s.d.Disrupt(whim.Do, whim.Code)
		return nil
	})
	busy.Wait()
}

// lately is what the process has said last.
func (s *soak) lately() string {
	lines := strings.Split(s.said.String(), "\n")
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}

func (s *soak) question(n int) string { return s.questions[n%len(s.questions)] }

// answered waits for what comes of a command or a button.
func answered(ctx context.Context) func(*localdiscord.Interaction, error) (*localdiscord.Message, error) {
	return func(i *localdiscord.Interaction, err error) (*localdiscord.Message, error) {
		if err != nil {
			return nil, err
		}
		return i.Message(ctx)
	}
}

func (s *soak) ask(ctx context.Context, by *localdiscord.Person, n int) error {
	asked, err := by.Say(s.channels[n%len(s.channels)], s.d.BotMention()+" "+s.question(n))
	if err != nil {
		return err
	}
	answer, err := replyTo(ctx, by, asked)
	if err != nil {
		return err
	}
	if _, turns := turning(answer); turns {
		s.mu.Lock()
		s.last = answer
		s.mu.Unlock()
	}
	return nil
}

func replyTo(ctx context.Context, by *localdiscord.Person, asked *localdiscord.Message) (*localdiscord.Message, error) {
	return by.Until(ctx, asked.ChannelID, func(m *localdiscord.Message) bool { return m.RepliesTo() == asked.ID })
}

// turning finds a button that shows another passage.
func turning(answer *localdiscord.Message) (label string, ok bool) {
	for _, label := range []string{"▶", "◀"} {
		if c, there := answer.Component(label); there && !c.Disabled {
			return label, true
		}
	}
	return "", false
}

// turn presses a button of the last answer that has one.
func (s *soak) turn(ctx context.Context, by *localdiscord.Person) error {
	s.mu.Lock()
	answer := s.last
	s.mu.Unlock()
	if answer == nil {
		return nil
	}
	now, err := by.See(answer.ChannelID, answer.ID)
	if err != nil {
		return err
	}
	label, ok := turning(now)
	if !ok {
		return nil
	}
	_, err = answered(ctx)(by.Click(now, label))
	return err
}

// edit edits a question once it is answered, and waits until the answer is another one.
func (s *soak) edit(ctx context.Context, by *localdiscord.Person, n int) error {
	channel := s.channels[n%len(s.channels)]
	asked, err := by.Say(channel, s.d.BotMention()+" Who bakes the cake?") // nothing is quoted, so that the answer stays
	if err != nil {
		return err
	}
	answer, err := replyTo(ctx, by, asked)
	if err != nil {
		return err
	}
	if _, err := by.Edit(channel, asked.ID, s.d.BotMention()+" When was MINUSMA set up?"); err != nil {
		return err
	}
	_, err = by.Until(ctx, channel, func(m *localdiscord.Message) bool { return m.ID == answer.ID && m.EditedTimestamp != nil })
	return err
}

// refresh changes the article of the pinned briefings, and waits until they show it.
func (s *soak) refresh(ctx context.Context, _ int) error {
	s.round++
	s.write(s.round)
	for _, channel := range s.pinned {
		if _, err := s.mo.Until(ctx, channel, func(m *localdiscord.Message) bool {
			return strings.Contains(m.Text(), fmt.Sprintf("round%d ", s.round))
		}); err != nil {
			return err
		}
	}
	return nil
}

// upload gives the server an article of its own, and takes it away again.
func (s *soak) upload(ctx context.Context, _ int) error {
	s.uploads++
	n := s.uploads
	name := fmt.Sprintf("rules%d.md", n)
	text := fmt.Sprintf("# Rules %d\n\nThe gate of camp %d closes at nine in the evening.\n", n, n)
	preview, err := answered(ctx)(s.mo.Slash(s.general, "articles add", localdiscord.Opt{Name: "file", Value: localdiscord.File{Name: name, Data: []byte(text)}}))
	if err != nil {
		return fmt.Errorf("no preview: %w", err)
	}
	kept, err := answered(ctx)(s.mo.Click(preview, "Keep it"))
	if err != nil {
		return fmt.Errorf("nothing says that it is kept: %w", err)
	}
	removed, err := answered(ctx)(s.mo.Slash(s.general, "articles remove", localdiscord.Opt{Name: "which", Value: name}))
	if err == nil && !strings.Contains(removed.Text(), fmt.Sprint("Rules ", n)) {
		err = errors.New("it is not removed: " + kept.Text() + "; " + removed.Text())
	}
	return err
}

// rest waits until the process has nothing to do, and no more is open in it than was in its first rest, and returns its metrics. Asking
// again what had no answer takes minutes on a busy machine, and is begun once more where an article changed meanwhile.
func (s *soak) rest(first map[string]float64) (now map[string]float64) {
	s.Helper()
	defer func() {
		if s.Failed() {
			s.Logf("metrics of the last rest: %v\nof the first: %v", now, first)
		}
	}()
	quiet := 0
	s.untilWithin(20*time.Minute, "the process is at rest", func() bool {
		time.Sleep(100 * time.Millisecond) // to look at it is work, too
		now = s.metrics()
		quiet++
		for _, open := range []string{"sitrep_queue_running", "sitrep_queue_waiting", "sitrep_store_writes_waiting", "sitrep_rechecks_waiting"} {
			if now[open] > 0 {
				quiet = 0
			}
		}
		if len(first) == 0 {
			return quiet > 50 // what Discord's answers came by is closed after a while
		}
		return quiet > 0 && now["go_goroutines"] <= first["go_goroutines"] && now["process_open_fds"] <= first["process_open_fds"]
	})
	return now
}

// report shows what a part was like.
func (s *soak) report(part string, rest map[string]float64) {
	s.Helper()
	s.Logf("%s: at rest %.0f goroutines, %.0f file handles, %.0f MiB resident, of which %.0f MiB are on Go's heap; at most %s so far", part, rest["go_goroutines"],
		rest["process_open_fds"], rest["process_resident_memory_bytes"]/(1<<20), rest["go_memstats_heap_inuse_bytes"]/(1<<20), mostMemory(s.cmd.Process.Pid))
	for _, what := range []string{"question", "command", "suggestions", "button", "edited question", "briefings", "upload"} {
		took := s.took[what]
		slices.Sort(took)
		s.Logf("%s: %d of %s: half within %s, 99 of 100 within %s, all within %s", part, len(took), what, took[len(took)/2].Round(time.Millisecond),
			took[len(took)*99/100].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
	}
	s.Logf("%s: %.0f limits met, %.0f connections lost so far, %d IDENTIFYs", part, rest["sitrep_rest_limited_total"], rest["sitrep_gateway_losses_total"], s.d.Identifies())
}

var metricLine = regexp.MustCompile(`(?m)^(\w+)(?:\{[^}]*\})? (\S+)$`)

// metrics are those of the process, added up over their labels.
func (s *soak) metrics() map[string]float64 {
	s.Helper()
	_, text := look(s.T, s.said, "/metrics")
	sums := map[string]float64{}
	for _, m := range metricLine.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			s.Fatal(err)
		}
		sums[m[1]] += n
	}
	return sums
}
