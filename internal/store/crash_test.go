package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// help is what this test binary does when a test starts it as a process to be killed. It says each thing it has done on
// a line of its own, and goes on until then.
func help(task string) {
	s, err := Open(context.Background(), os.Getenv("STORE_TEST_DIR"), os.Getenv("STORE_TEST_URL"))
	for err == nil {
		switch task {
		case "write":
			err = writeALittle(context.Background(), s)
		case "hold":
			_, err = s.Briefings.Claim(context.Background(), "g", os.Getenv("STORE_TEST_BRIEFING"), noon, time.Minute)
			fmt.Println("holds it")
			time.Sleep(time.Minute) // the test ends it long before
		}
	}
	fmt.Println("failed:", err)
}

// writeALittle does one of each thing a crash must not tear apart.
func writeALittle(ctx context.Context, s *Store) error {
	claim, err := s.Briefings.Add(ctx, Briefing{Guild: "g", Shown: strings.Repeat("shown ", 1000)}, noon, time.Minute)
	if err != nil {
		return err
	}
	fmt.Println("added", claim.Briefing.ID)
	claim.Briefing.State, claim.Briefing.Message = Live, "m"+claim.Briefing.ID
	if err := s.Briefings.Save(ctx, claim); err != nil {
		return err
	}
	fmt.Println("saved", claim.Briefing.ID)
	if err := s.Gaps.Record(ctx, "g", "who pays", "", Asker(1), noon); err != nil {
		return err
	}
	fmt.Println("asked")
	if err := replaceArticle(ctx, s, claim.Briefing.ID); err != nil {
		return err
	}
	_, err = s.UpdateSettings(ctx, "g", func(now *Settings) error {
		now.Ignored = append(now.Ignored, claim.Briefing.ID)
		return nil
	})
	fmt.Println("ignored", claim.Briefing.ID)
	return err
}

// replaceArticle keeps an article, puts another version in its place, and adds and removes a further one.
func replaceArticle(ctx context.Context, s *Store, text string) error {
	for i, step := range []func() error{
		func() error {
			return s.Articles.Keep(ctx, "g", []Article{handbook("a", text), handbook("b", "b"+text)}, noon, nil)
		},
		func() error { return s.Articles.Keep(ctx, "g", []Article{handbook("a", "again "+text)}, noon, nil) },
		func() error { return s.Articles.Remove(ctx, "g", "b", noon) },
	} {
		if err := step(); err != nil {
			return err
		}
		fmt.Println("article", i, text)
	}
	return nil
}

// start starts a helper on the same database.
func (p place) start(t *testing.T, task, briefing string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	helper := exec.Command(must(os.Executable())(t))
	helper.Env = append(os.Environ(), "STORE_TEST_HELPER="+task, "STORE_TEST_DIR="+p.dir, "STORE_TEST_URL="+p.url,
		"STORE_TEST_BRIEFING="+briefing)
	helper.Stderr = os.Stderr
	said := must(helper.StdoutPipe())(t)
	check(t, helper.Start())
	return helper, bufio.NewScanner(said)
}

// kill ends a helper as kill -9 does, and returns what it had said by then.
func kill(t *testing.T, helper *exec.Cmd, said *bufio.Scanner) (lines []string) {
	t.Helper()
	check(t, helper.Process.Kill())
	for said.Scan() {
		lines = append(lines, said.Text())
	}
	helper.Wait() // it was killed; that is no news
	return lines
}

func TestAKilledProcessLosesNothingItHasDone(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		var done []string
		for range 12 {
			helper, said := p.start(t, "write", "")
			for range 1 + rand.IntN(60) {
				said.Scan()
				done = append(done, said.Text())
			}
			time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
			done = append(done, kill(t, helper, said)...)
			isWhole(t, s, p)
			isThere(t, s, done)
		}
	})
}

func isWhole(t *testing.T, s *Store, p place) {
	t.Helper()
	if p.url != "" {
		return // PostgreSQL itself was not killed
	}
	if got := must(list(t.Context(), s.db, "look", text, `PRAGMA integrity_check`))(t); len(got) != 1 || got[0] != "ok" {
		t.Fatalf("the database is damaged: %q", got)
	}
}

// isThere compares what the store has with what helpers said they had done. Twelve may have been killed between doing
// a thing and saying so, which is why the store may have a little more.
func isThere(t *testing.T, s *Store, done []string) {
	t.Helper()
	states := map[string]State{}
	for _, b := range must(s.Briefings.List(t.Context(), "g"))(t) {
		states[b.ID] = b.State
		if (b.State == Live) != (b.Message == "m"+b.ID) {
			t.Fatalf("half of a change was stored: %+v", b)
		}
	}
	versions := map[string]int{}
	for _, a := range must(s.Articles.Files(t.Context(), "g"))(t) {
		if versions[a.ID] != 0 || a.Sum != handbook(a.ID, string(a.Data)).Sum {
			t.Fatalf("half of a change was stored: %+v", a)
		}
		versions[a.ID] = a.Version
	}
	asked, ignored, replaced := 0, 0, 0
	for _, line := range done {
		what, id, _ := strings.Cut(line, " ")
		switch {
		case what == "added" && states[id] == "":
			t.Fatalf("a briefing that was added is lost")
		case what == "saved" && states[id] != Live:
			t.Fatalf("a briefing that was saved is %q", states[id])
		case what == "asked":
			asked++
		case what == "ignored":
			ignored++
		case what == "article" && strings.HasPrefix(id, "1"):
			replaced++
		case what == "failed:":
			t.Fatal(line)
		}
	}
	if versions["a"] < 2*replaced {
		t.Fatalf("the article has %d versions; want two for each of %d replacements", versions["a"], replaced)
	}
	counted := 0
	for _, gap := range must(s.Gaps.List(t.Context(), "g", GapOpen, 10))(t) {
		counted += gap.Asked
	}
	atLeast(t, "questions", counted, asked)
	atLeast(t, "settings", len(must(s.Settings(t.Context(), "g"))(t).Ignored), ignored)
}

func atLeast(t *testing.T, what string, got, said int) {
	t.Helper()
	if got < said || got > said+12 {
		t.Fatalf("%s: %d are stored, of %d", what, got, said)
	}
}

func TestTheWorkOfAKilledProcessGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s, ctx := p.open(t), t.Context()
		claim := post(t, s)
		id := claim.Briefing.ID
		check(t, s.Briefings.Release(ctx, claim))
		helper, said := p.start(t, "hold", id)
		if said.Scan(); said.Text() != "holds it" {
			t.Fatalf("the helper said %q", said.Text())
		}
		kill(t, helper, said)
		if _, err := s.Briefings.Claim(ctx, "g", id, noon.Add(59*time.Second), time.Minute); !errors.Is(err, ErrHeld) {
			t.Errorf("claimed before the dead one's time is over: %v; want ErrHeld", err)
		}
		next := must(s.Briefings.Claim(ctx, "g", id, noon.Add(time.Minute), time.Minute))(t)
		if next.Briefing.State != Pending || next.Briefing.ID != id {
			t.Errorf("claimed %+v; want the pending one, with its nonce", next.Briefing)
		}
	})
}
