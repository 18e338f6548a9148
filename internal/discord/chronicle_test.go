package discord

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/discordtest"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// pier are articles of 30 June 2023 in which two people speak of a pier, one of them more often than a page has room.
func pier() []corpus.Document {
	var said []string
	for i := range 7 {
		said = append(said, fmt.Sprintf("Mara Quill said that plank number %d was lost.", i+1))
	}
	said = append(said, "Ole Brun, ambassador of the United States, praised the *brave* @everyone of the club. The US ambassador asked members to be patient.",
		"Mara Quill, the harbour director, warned that the new pier would cost a lot of money.")
	return []corpus.Document{
		discordtest.Document("pier", "en", "The pier", "", said...),
		discordtest.Document("dates", "en", "The days of the pier", "",
			"The old pier opened on 8 May 1987.", "It was painted last year, and broken by a storm in June.",
			"By the end of 2024 the new one is to stand. Nobody knows what was meant by 12/06."),
	}
}

func TestWhoSaidListsTheStatementsOfASpeaker(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil, pier()...)
	choices, err := s.ana.Suggest(s.ctx(), s.general.ID, "who said", opt("person", "us amb"))
	must(t, err)
	if len(choices) != 1 || choices[0].Name != "Ole Brun, ambassador of the United States (2)" {
		t.Fatalf("suggested %+v", choices)
	}
	brun := s.slash(s.ana, "who said", opt("person", choices[0].Value))
	wantIn(t, brun.Text(), "**Ole Brun**", "ambassador of the United States", "2 statements", `the *brave* \@everyone`, "> The US ambassador asked members to be patient.", "The pier")
	wantNobodyPinged(t, s, brun)

	first := s.slash(s.ana, "who said", opt("person", "quill"))
	wantIn(t, first.Text(), "**Mara Quill**", "harbour director", "8 statements", "plank number 5", "page 1 of 2")
	if strings.Contains(first.Text(), "plank number 6") {
		t.Errorf("more than a page: %s", first.Text())
	}
	second := s.click(s.ana, first, "▶")
	wantIn(t, second.Text(), "plank number 6", "plank number 7", "a lot of money", "page 2 of 2")
	passage := s.click(s.ana, second, "¶ 3")
	wantIn(t, passage.Text(), "**Mara Quill, the harbour director, warned that the new pier would cost a lot of money.**", "passage 9 of 9")
	if !passage.Ephemeral() {
		t.Error("all see the passage that one wanted to see")
	}
	wantIn(t, s.slash(s.ana, "who said", opt("person", "Mara Quill, harbour director (8)")).Text(), "8 statements") // some clients send the name
	wantIn(t, s.slash(s.ana, "who said", opt("person", "Nobody")).Text(), "Nobody called “Nobody”")
}

func TestAListStaysAboutItsQuestionFromPageToPage(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil, pier()...)
	wantIn(t, s.slash(s.ana, "who said", opt("person", "quill"), opt("about", "what will the new pier cost")).Text(), "1 statement", "about “what will the new pier cost”", "a lot of money")
	wantIn(t, s.slash(s.ana, "who said", opt("person", "quill"), opt("about", "whales")).Text(), "Nothing that Mara Quill says", "whales")
	lost := s.slash(s.ana, "who said", opt("person", "quill"), opt("about", "lost planks"))
	wantIn(t, lost.Text(), "7 statements", "page 1 of 2")
	s.until("what the list is about is kept", func() bool {
		_, ok, _ := s.bot.conversations.ByAnswer(s.ctx(), s.guild.ID, lost.ID)
		return ok
	})
	rest := s.click(s.ana, lost, "▶")
	wantIn(t, rest.Text(), "7 statements", "about “lost planks”", "plank number 7", "page 2 of 2")
	s.stop()
	s.start(nil) // what the list is about is kept
	wantIn(t, s.click(s.ana, rest, "◀").Text(), "about “lost planks”", "plank number 1", "page 1 of 2")
}

func TestTheTimelineListsDatedSentencesInOrder(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil, pier()...)
	m := s.slash(s.ana, "timeline")
	text := m.Text()
	wantIn(t, text, "4 dated sentences", "**1** · 8 May 1987", "> The old pier opened on **8 May 1987**.", "**2** · 2022", "painted **last year**", "**3** · June 2023", "**4** · 2024")
	if strings.Contains(text, "12/06") {
		t.Errorf("a date that could be two: %s", text)
	}
	wantIn(t, s.click(s.ana, m, "¶ 2").Text(), "**It was painted last year, and broken by a storm in June.**")
	wantIn(t, s.slash(s.ana, "timeline", opt("from", "2023-01-01"), opt("to", "30 June 2023")).Text(), "1 dated sentence", "from 2023-01-01", "until 2023-06-30", "June 2023")
	wantIn(t, s.slash(s.ana, "timeline", opt("from", "2023-06-30"), opt("to", "2023-01-01")).Text(), "1 dated sentence", "from 2023-01-01", "until 2023-06-30")
	for _, c := range []struct{ from, to string }{{"2023", "2023"}, {"janvier 2023", "Juni 2023"}, {"June 2023", "2023-01"}, {"1er janvier 2023", "30. Juni 2023"}} {
		m := s.slash(s.ana, "timeline", opt("from", c.from), opt("to", c.to))
		wantIn(t, m.Text(), "1 dated sentence", "from 2023-01-01", map[bool]string{true: "until 2023-12-31", false: "until 2023-06-30"}[c.to == "2023"])
	}
	wantIn(t, s.slash(s.ana, "timeline", opt("about", "the storm")).Text(), "2 dated sentences", "about “the storm”")
	wantIn(t, s.slash(s.ana, "timeline", opt("from", "soon")).Text(), "is no day, month or year I can read", "June 2023")
	wantIn(t, s.slash(s.ana, "timeline", opt("from", "2030-01-01")).Text(), "No sentence of the articles here")
}

// TestAnEventIsThereOnceInTheLanguageOfWhoAsks: the articles of Mali are the same in two languages.
func TestAnEventIsThereOnceInTheLanguageOfWhoAsks(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil)
	english := s.slash(s.ana, "timeline").Text()
	wantIn(t, english, "3 dated sentences", "was set up in **April 2013**", "voted on **30 June 2023**", "31 December 2023")
	s.ana.SetLocale("fr")
	french := s.slash(s.ana, "timeline").Text()
	wantIn(t, french, "3 phrases datées", "créée en **avril 2013**", "Mali le **30 juin 2023**", "31 December 2023")
}

func TestAListIsInTheLanguageOfWhoAsks(t *testing.T) {
	s := newHarness(t, localdiscord.Config{}, nil, pier()...)
	s.ana.SetLocale("fr")
	wantIn(t, s.slash(s.ana, "timeline").Text(), "4 phrases datées", "8 mai 1987", "juin 2023", "¶ ouvre le passage")
	s.ana.SetLocale("de")
	wantIn(t, s.slash(s.ana, "who said", opt("person", "brun")).Text(), "2 Aussagen")
}

// list gives a command in a channel, whose answer all may see.
func (e *folderHarness) list(p *localdiscord.Person, channel, command string, options ...string) *localdiscord.Message {
	e.Helper()
	var opts []localdiscord.Opt
	for ; len(options) > 0; options = options[2:] {
		opts = append(opts, opt(options[0], options[1]))
	}
	i, err := p.Slash(channel, command, opts...)
	must(e, err)
	m, err := i.Message(e.ctx())
	must(e, err)
	return m
}

// TestNobodyHearsWhatAnotherServersArticlesSay tries both lists, their suggestions and their buttons from elsewhere.
func TestNobodyHearsWhatAnotherServersArticlesSay(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	home := e.general.ID
	e.addArticle(e.mo, home, localdiscord.File{Name: "camp.md", Data: []byte("# The camp\n\nRosa Field, warden of the camp, said that the gate closes at nine. It opened on 8 May 1987.\n")})
	said := e.list(e.ana, home, "who said", "person", "rosa")
	wantIn(t, said.Text(), "Rosa Field", "closes at nine")
	dated := e.list(e.ana, home, "timeline", "to", "1990-01-01")
	wantIn(t, dated.Text(), "8 May 1987")

	elsewhere := e.d.AddGuild("Elsewhere")
	far := elsewhere.AddChannel("general").ID
	eve := e.moderator(elsewhere, "Eve")
	wantIn(t, e.list(eve, far, "who said", "person", "rosa").Text(), "Nobody called")
	wantIn(t, e.list(eve, far, "timeline", "to", "1990-01-01").Text(), "No sentence of the articles here")
	choices, err := eve.Suggest(e.ctx(), far, "who said", localdiscord.Opt{Name: "person", Value: "r"})
	must(t, err)
	for _, c := range choices {
		if strings.Contains(c.Name, "Rosa") {
			t.Errorf("suggested %+v", c)
		}
	}
	own := e.list(eve, far, "timeline")
	for _, from := range []struct {
		message *localdiscord.Message
		label   string
	}{{said, "¶ 1"}, {dated, "¶ 1"}} {
		c, ok := from.message.Component(from.label)
		if !ok {
			t.Fatalf("no button %q", from.label)
		}
		i, err := eve.ForgePress(own, localdiscord.CompButton, c.CustomID)
		if err != nil {
			continue // Discord itself does not take it
		}
		m, err := i.Message(e.ctx())
		must(t, err)
		if text := m.Text(); strings.Contains(text, "Rosa") || strings.Contains(text, "1987") {
			t.Errorf("a stranger reads: %s", text)
		}
	}
}

func TestATimelineIsPinnedAndKeepsItselfUpToDate(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	posted := e.pinned(e.mo, e.general.ID, "style", "timeline")
	wantIn(t, posted.Text(), "## Timeline", "- **30 June 2023**: ", "30 June 2023 to end the peacekeeping mission", "**31 December 2023**")
	e.write(t, "camps.md", "---\nid: camps\ntitle: The camps\ndate: 2023-07-02\nlang: en\n---\nThe camps at Gao were closed on 3 July 2023.\n")
	changed := e.shows(e.general.ID, posted.ID, "**3 July 2023**")
	wantIn(t, changed.Text(), "were closed on 3 July 2023", "-# The camps\n- ", "A number behind a line")
}
