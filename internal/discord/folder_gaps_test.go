package discord

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/store"
)

const unanswerable = "Who won the football championship in Brazil?"

func TestQuestionsWithoutAnswerAreListedMarkedExportedAndAnsweredLater(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	bo, mods := e.guild.AddMember("Bo"), e.guild.AddChannel("mods")
	e.command(e.mo, e.general.ID, "sitrep settings", "notices", mods.ID)
	e.say(e.ana, e.general.ID, e.d.BotMention()+" "+unanswerable)
	e.say(bo, e.general.ID, e.d.BotMention()+" who won the football championship in BRAZIL")
	e.command(e.ana, e.general.ID, "ask", "question", "=cmd|' /C calc'!A0 how deep is the lake at Bamako?", "hide", "true")
	e.say(e.ana, e.ana.DM().ID, "What is my secret illness called?")

	list := e.command(e.mo, e.general.ID, "sitrep gaps")
	wantIn(t, list.Text(), "1\\. Who won the football championship in Brazil?", "asked 2 times by about 2 members · last <t:")
	if strings.Contains(list.Text(), "illness") || strings.Contains(list.Text(), e.ana.ID) {
		t.Errorf("a direct message or a member is in the list:\n%s", list.Text())
	}
	file := e.exported()
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	must(t, err)
	if len(rows) != 3 || rows[1][0] != unanswerable || rows[1][1] != "2" || strings.HasPrefix(rows[2][0], "=") {
		t.Errorf("exported %q", rows)
	}

	// The corpus gets an answer to one of them.
	e.write(t, "football.md", "---\nid: football\ntitle: Football championship in Brazil\nlang: en\n---\nGrêmio won the football championship in Brazil.\n")
	notice, err := e.mo.Next(e.ctx(), mods.ID)
	must(t, err)
	wantIn(t, notice.Text(), "Questions that had no answer and have one now: 1")
	wantIn(t, e.command(e.mo, e.general.ID, "sitrep gaps", "show", "answered").Text(), unanswerable, "answered by *Football championship in Brazil*: Grêmio won")
	left := e.command(e.mo, e.general.ID, "sitrep gaps")
	if strings.Contains(left.Text(), unanswerable) {
		t.Error("it is still open")
	}
	done := e.click(e.mo, left, "✓ 1")
	wantIn(t, done.Text(), "Nothing here", "Off the list: =cmd")
	wantIn(t, e.click(e.mo, done, "Put it back").Text(), "Back on the list: =cmd", "1\\. =cmd", "asked once, <t:")
	e.click(e.mo, e.command(e.mo, e.general.ID, "sitrep gaps"), "✓ 1")

	// What members voted “Not it” stands beside.
	answer := e.say(e.ana, e.general.ID, e.d.BotMention()+" How many soldiers did the mission have?")
	e.until("the answer is remembered", func() bool { // which it is a moment after it was posted
		return strings.Contains(e.click(bo, e.click(bo, answer, "⋯"), "Not it").Text(), "Noted")
	})
	wantIn(t, e.command(e.mo, e.general.ID, "sitrep gaps", "show", "not-it").Text(), "How many soldiers did the mission have?", "1 × “Not it”, 0 × helpful", "*The vote on Mali*")
	wantIn(t, e.command(e.mo, e.general.ID, "sitrep status").Text(), "1 answered, 4 refused", "Briefings here: 0 · questions without an answer: 0", "3 articles")
}

// exported is the file of /sitrep export.
func (e *folderHarness) exported() []byte {
	e.Helper()
	e.d.ForgetRequests()
	m := e.command(e.mo, e.general.ID, "sitrep export")
	if len(m.Attachments) != 1 || !strings.HasSuffix(m.Attachments[0].Filename, ".csv") {
		e.Fatalf("attached %+v", m.Attachments)
	}
	var gaps []store.Gap
	for _, state := range []store.GapState{store.GapOpen, store.GapAnswered, store.GapDone} {
		some, err := e.store.Gaps.List(e.ctx(), e.guild.ID, state, 10)
		must(e, err)
		gaps = append(gaps, some...)
	}
	var out bytes.Buffer
	must(e, store.WriteGaps(&out, gaps))
	if m.Attachments[0].Size != out.Len() {
		e.Errorf("the file has %d bytes, wanted %d", m.Attachments[0].Size, out.Len())
	}
	return out.Bytes()
}

func TestGapsAreNotKeptWhereNobodyWantsThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		off  func(e *folderHarness)
	}{
		{"the operator does not", func(e *folderHarness) { e.bot.gaps.kept = false }},
		{"the server does not", func(e *folderHarness) { e.command(e.mo, e.general.ID, "sitrep settings", "gaps", "false") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newFolderHarness(t, localdiscord.Config{})
			wantIn(t, e.command(e.ana, e.general.ID, "privacy").Text(), "kept without your name for 90 days")
			c.off(e)
			e.say(e.ana, e.general.ID, e.d.BotMention()+" "+unanswerable)
			wantIn(t, e.command(e.mo, e.general.ID, "sitrep gaps").Text(), "Nothing here", "Questions are not kept at present")
			wantIn(t, e.command(e.ana, e.general.ID, "privacy").Text(), "are not kept here")
		})
	}
}

func TestModeratorsDecideWhereAndHowTheBotSpeaks(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	quiet, calm := e.guild.AddChannel("quiet"), e.guild.AddChannel("calm")
	thread := e.guild.AddChannelOf(localdiscord.ChannelThread, "a thread", quiet.ID)
	e.command(e.mo, e.general.ID, "sitrep channels", "channel", quiet.ID, "rule", "deny")
	wantIn(t, e.command(e.mo, e.general.ID, "sitrep channels", "channel", calm.ID, "rule", "mention").Text(),
		"<#"+quiet.ID+">: I say nothing others can see", "<#"+calm.ID+">: I answer where I am mentioned", "elsewhere: I answer")
	const question = "How many soldiers did the mission have?"
	silent := func(channel string) {
		t.Helper()
		_, err := e.ana.Say(channel, e.d.BotMention()+" "+question)
		must(t, err)
		e.say(e.ana, e.guild.AddChannel("elsewhere").ID, e.d.BotMention()+" "+question) // long after
		seen, err := e.ana.Look(channel)
		must(t, err)
		for _, m := range seen {
			if m.Author.ID == e.d.Bot().ID && !m.Ephemeral() {
				t.Errorf("it spoke: %s", m.Text())
			}
		}
	}
	t.Run("a channel where it is silent", func(t *testing.T) { silent(quiet.ID) })
	t.Run("a thread there", func(t *testing.T) { silent(thread.ID) })
	t.Run("a command there is answered to the member alone", func(t *testing.T) {
		m := e.command(e.ana, quiet.ID, "ask", "question", question)
		wantIn(t, m.Text(), "13,000")
		wantIn(t, e.click(e.ana, e.click(e.ana, m, "⋯"), "Share here").Text(), "may not write")
	})
	t.Run("where only mentions count, a reply does not", func(t *testing.T) {
		answer := e.say(e.ana, calm.ID, e.d.BotMention()+" "+question)
		_, err := e.ana.Reply(answer, "And who regrets it?")
		must(t, err)
		again := e.say(e.ana, calm.ID, e.d.BotMention()+" hello")
		seen, err := e.ana.Look(calm.ID)
		must(t, err)
		if len(seen) != 5 || seen[4].ID != again.ID {
			t.Errorf("%d messages", len(seen))
		}
	})
	t.Run("a member who is ignored", func(t *testing.T) {
		bo := e.guild.AddMember("Bo")
		wantIn(t, e.command(e.mo, e.general.ID, "sitrep ignore", "member", bo.ID).Text(), "<@"+bo.ID+">")
		_, err := bo.Say(e.general.ID, e.d.BotMention()+" "+question)
		must(t, err)
		wantIn(t, e.command(bo, e.general.ID, "ask", "question", question).Text(), "asked me not to answer you")
		wantIn(t, e.command(e.mo, e.general.ID, "sitrep ignore", "member", bo.ID).Text(), "I answer everybody")
		e.say(bo, e.general.ID, e.d.BotMention()+" "+question)
	})
	t.Run("but never the bot itself", func(t *testing.T) {
		wantIn(t, e.command(e.mo, e.general.ID, "sitrep ignore", "member", e.d.Bot().ID).Text(), "I cannot ignore myself", "</sitrep channels:")
		wantIn(t, e.command(e.mo, e.general.ID, "sitrep ignore").Text(), "I answer everybody")
	})
	t.Run("its language and style", func(t *testing.T) {
		wantIn(t, e.command(e.mo, e.general.ID, "sitrep settings", "language", "fr", "style", "plain").Text(), "Langue : français", "Style : texte simple")
		m := e.say(e.ana, e.guild.AddChannel("fr").ID, e.d.BotMention()+" "+question)
		wantIn(t, m.Text(), "passage 2 sur 3")
		if m.Flags&localdiscord.FlagComponentsV2 != 0 || !strings.Contains(m.Content, "13,000") {
			t.Errorf("wanted plain text, got %+v", m)
		}
		e.click(e.ana, m, "▶")
		wantIn(t, e.command(e.mo, e.general.ID, "sitrep settings", "language", "auto", "style", "rich").Text(), "Language: each member’s own")
	})
	t.Run("its cooldown", func(t *testing.T) {
		wantIn(t, e.command(e.mo, e.general.ID, "sitrep settings", "cooldown", "yesterday").Text(), "no time I can use")
		e.command(e.mo, e.general.ID, "sitrep settings", "cooldown", "10m")
		e.command(e.ana, e.general.ID, "ask", "question", question, "hide", "true")
		wantIn(t, e.command(e.ana, e.general.ID, "ask", "question", question, "hide", "true").Text(), "One question at a time")
	})
	t.Run("all of it forgotten", func(t *testing.T) {
		warning := e.command(e.mo, e.general.ID, "sitrep forget")
		wantIn(t, warning.Text(), "articles of its own", "</articles export:", "</briefing remove:")
		e.click(e.mo, warning, "Delete it all")
		wantIn(t, e.command(e.mo, e.general.ID, "sitrep channels").Text(), "In every channel: I answer")
		e.say(e.ana, quiet.ID, e.d.BotMention()+" "+question)
	})
}

// The double has no forum posts that begin with a message, so what Discord would send of one is handed to the bot.
func TestAForumPostIsAnsweredUnaskedWhereModeratorsWantThat(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	forum := e.guild.AddChannelOf(localdiscord.ChannelForum, "help", "")
	begin := func() (post string) {
		post = e.guild.AddChannelOf(localdiscord.ChannelThread, "a post", forum.ID).ID
		e.bot.hear("THREAD_CREATE", fmt.Appendf(nil, `{"id":%q,"parent_id":%q}`, post, forum.ID), func() {})
		e.bot.hear("MESSAGE_CREATE", fmt.Appendf(nil, `{"id":%q,"channel_id":%q,"guild_id":%q,"type":0,"author":{"id":%q},`+
			`"content":"How many soldiers did the mission have?"}`, post, post, e.guild.ID, e.ana.ID), func() {})
		return post
	}
	before := begin()
	e.command(e.mo, e.general.ID, "sitrep channels", "channel", forum.ID, "rule", "forum")
	answer, err := e.ana.Next(e.ctx(), begin())
	must(t, err)
	wantIn(t, answer.Text(), "13,000 soldiers")
	if seen, _ := e.ana.Look(before); len(seen) != 0 {
		t.Error("it answered before it was allowed to")
	}
}

func TestABriefingOfTheArticleAnAnswerQuotes(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	answer := e.say(e.ana, e.general.ID, e.d.BotMention()+" How many soldiers did the mission have?")
	use := func(m *localdiscord.Message) *localdiscord.Message {
		i, err := e.mo.UseOn(e.general.ID, m.ID, "Pin as briefing")
		must(t, err)
		got, err := i.Message(e.ctx())
		must(t, err)
		return got
	}
	wantIn(t, e.click(e.mo, use(answer), "Post and pin").Text(), "Posted and pinned")
	if p := e.only(); len(p.Documents) != 1 || p.Documents[0] != "vote" {
		t.Errorf("got %+v", p)
	}
	other, err := e.ana.Say(e.general.ID, "hello")
	must(t, err)
	wantIn(t, use(other).Text(), "quotes no article")
}

func TestTagsChooseArticles(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	choices, err := e.mo.Suggest(e.ctx(), e.general.ID, "briefing post", localdiscord.Opt{Name: "tags", Value: "camps, m"})
	must(t, err)
	if len(choices) != 1 || choices[0].Value != "camps, mali" {
		t.Errorf("suggested %v", choices)
	}
	pin := e.pinned(e.mo, e.general.ID, "tags", "mali")
	wantIn(t, pin.Text(), "Briefing: mali", "**The camps**", "**The vote on Mali**")
	e.write(t, "third.md", strings.NewReplacer("id: camps", "id: third", "The camps", "The third").Replace(campsArticle))
	wantIn(t, e.shows(e.general.ID, pin.ID, "**The third**").Text(), "*The third* added")
	wantIn(t, e.command(e.mo, e.general.ID, "briefing post", "tags", "nowhere").Text(), "No article fits that")
}

// TestQuestionsInOtherWordsAreOneOnTheList: they are listed, taken off and put back together. One letter is no question.
func TestQuestionsInOtherWordsAreOneOnTheList(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	bo := e.guild.AddMember("Bo")
	for _, text := range []string{"Who won the football championship in Brazil in May?", "who won the football championship in Brazil?", "aaaa aaaa"} {
		e.say(e.ana, e.general.ID, e.d.BotMention()+" "+text)
	}
	e.say(bo, e.general.ID, e.d.BotMention()+" How deep is the lake at Bamako?")
	list := e.command(e.mo, e.general.ID, "sitrep gaps")
	wantIn(t, list.Text(), "football championship", "asked 2 times by 1 member", "also: “", "How deep is the lake at Bamako?", "✓ takes a question off this list")
	for _, none := range []string{"3\\.", "aaaa", "#" + "1"} {
		if strings.Contains(list.Text(), none) {
			t.Errorf("%q is in the list:\n%s", none, list.Text())
		}
	}
	number := "✓ 1"
	if strings.Index(list.Text(), "lake") < strings.Index(list.Text(), "football") {
		number = "✓ 2"
	}
	done := e.click(e.mo, list, number)
	if strings.Contains(strings.Replace(done.Text(), "Off the list", "", 1), "also: “") {
		t.Errorf("not all of it is off the list:\n%s", done.Text())
	}
	wantIn(t, e.click(e.mo, done, "Put it back").Text(), "asked 2 times by 1 member", "also: “")
}

// TestAModeratorWritesTheAnswer: it becomes an article of the server, and answers the question.
func TestAModeratorWritesTheAnswer(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	const question = "How deep is the lake at Bamako?"
	e.say(e.ana, e.general.ID, e.d.BotMention()+" "+question)
	list := e.command(e.mo, e.general.ID, "sitrep gaps")
	wantIn(t, list.Text(), "✎ writes an answer")
	pressed, err := e.mo.Click(list, "✎ 1")
	must(t, err)
	ack, err := pressed.Wait(e.ctx())
	must(t, err)
	sent, err := e.mo.Submit(ack.Modal, map[string]string{"answer": "The lake at Bamako is **nine** metres deep.\n\nIt has no fish."})
	must(t, err)
	preview, err := sent.Message(e.ctx())
	must(t, err)
	wantIn(t, preview.Text(), "**How deep is the lake at Bamako?**", "Nothing is kept yet")
	wantIn(t, e.click(e.mo, preview, "Keep it").Text(), "Kept 1 article", "had no answer: 1")
	wantIn(t, e.command(e.mo, e.general.ID, "sitrep gaps").Text(), "Nothing here")
	answer := e.say(e.ana, e.guild.AddChannel("lake").ID, e.d.BotMention()+" "+question)
	wantIn(t, answer.Text(), "**The lake at Bamako is nine metres deep.**", question)
	wantIn(t, e.click(e.mo, answer, "⋯").Text(), "Mo")
}

// TestNobodyWaitsUntilAllIsAskedAgain has an article kept while what had no answer cannot be asked again yet.
func TestNobodyWaitsUntilAllIsAskedAgain(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	e.bot.gaps.patience = 0
	const question = "How deep is the lake at Bamako?"
	e.say(e.ana, e.general.ID, e.d.BotMention()+" "+question)
	e.until("the question is kept", func() bool {
		return strings.Contains(e.command(e.mo, e.general.ID, "sitrep gaps").Text(), question)
	})
	must(t, e.bot.desk.seats.take(e.ctx(), "")) // the seat of who asks again
	kept := e.addArticle(e.mo, e.general.ID, localdiscord.File{Name: "lake.md", Data: []byte("# The lake\n\nThe lake at Bamako is nine metres deep.\n")}).Text()
	wantIn(t, kept, "Kept 1 article")
	wantNotIn(t, kept, "had no answer")
	e.bot.desk.seats.leave("")
	e.until("the question is off the list", func() bool {
		return strings.Contains(e.command(e.mo, e.general.ID, "sitrep gaps").Text(), "Nothing here")
	})
}

func TestHelpSaysMoreToModerators(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	line := []string{"For moderators:", "</briefing post:", "</articles add:", "</sitrep gaps:", "</sitrep settings:"}
	wantIn(t, e.command(e.mo, e.general.ID, "help").Text(), line...)
	wantNotIn(t, e.command(e.ana, e.general.ID, "help").Text(), line...)
}
