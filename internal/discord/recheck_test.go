package discord

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// TestAServerIsAskedAgainOnceForAllWhoWantIt has more wanted while one server is being asked.
func TestAServerIsAskedAgainOnceForAllWhoWantIt(t *testing.T) {
	var asked []string
	begun, goOn := make(chan struct{}), make(chan struct{})
	r := newRechecker(func(_ context.Context, guild string) (int, error) {
		asked = append(asked, guild)
		if len(asked) == 1 {
			close(begun)
			<-goOn
		}
		return len(asked), nil
	}, testLog(t))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { r.run(ctx); close(ended) }()
	r.want("camps", false)
	<-begun
	wanted := []*recheck{r.want("camps", false), r.want("vote", false), r.want("lake", false), r.want("camps", false), r.want("lake", true)}
	if n := r.left(); n != 3 {
		t.Errorf("%d servers are left, want 3", n)
	}
	close(goOn)
	var answered []int
	for _, c := range wanted {
		<-c.over
		answered = append(answered, c.answered)
	}
	stop()
	<-ended
	if want := []string{"camps", "lake", "camps", "vote"}; !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
	if want := []int{3, 4, 2, 3, 2}; !slices.Equal(answered, want) {
		t.Errorf("answered %v, want %v", answered, want)
	}
	if n := r.left(); n != 0 {
		t.Errorf("%d servers are left", n)
	}
}

// TestArticlesAreReadWhileQuestionsAreAskedAgain changes an article twice; after the first time what had no answer cannot be asked again.
func TestArticlesAreReadWhileQuestionsAreAskedAgain(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	pin := e.pinned(e.mo, e.general.ID, "article", "vote")
	e.say(e.ana, e.general.ID, e.d.BotMention()+" "+unanswerable)
	e.until("the question is kept", func() bool {
		return strings.Contains(e.command(e.mo, e.general.ID, "sitrep gaps").Text(), unanswerable)
	})
	must(t, e.bot.desk.seats.take(e.ctx(), "")) // the seat of who asks again
	defer e.bot.desk.seats.leave("")
	for _, said := range []string{"We are relieved", "We are sorry"} {
		e.write(t, "vote.md", fmt.Sprintf(voteArticle, said))
		e.shows(e.general.ID, pin.ID, said)
	}
	if n := e.bot.Health().Rechecks; n != 1 {
		t.Errorf("%d servers are left, want 1", n)
	}
}

// TestWhatIsNewIsUnderstoodBeforeQuestionsAreAskedAgain has the encoders take their time over a new article.
func TestWhatIsNewIsUnderstoodBeforeQuestionsAreAskedAgain(t *testing.T) {
	begun, understood := make(chan struct{}), make(chan struct{})
	begin := sync.OnceFunc(func() { close(begun) })
	e := newFolderHarnessOn(t, localdiscord.Config{}, func(*folderHarness) string { return "" }, func(o *Options) {
		o.Understand = func(ctx context.Context) error {
			begin()
			select {
			case <-understood:
			case <-ctx.Done():
			}
			return ctx.Err()
		}
	})
	ask := func() *localdiscord.Message { return e.say(e.ana, e.general.ID, e.d.BotMention()+" "+unanswerable) }
	ask()
	open := func() bool {
		return strings.Contains(e.command(e.mo, e.general.ID, "sitrep gaps").Text(), unanswerable)
	}
	e.until("the question is kept", open)
	e.write(t, "football.md", "---\nid: football\ntitle: Football championship in Brazil\nlang: en\n---\nGrêmio won the football championship in Brazil.\n")
	e.until("words answer", func() bool { return strings.Contains(ask().Text(), "Grêmio") })
	select {
	case <-begun:
	case <-e.ctx().Done():
		t.Fatal("nobody wants the article to be understood")
	}
	if !open() {
		t.Error("it was asked again before the article was understood")
	}
	close(understood)
	e.until("it has an answer", func() bool { return !open() })
}
