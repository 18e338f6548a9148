package discord

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"fmt"
	"reflect"
	"strings"
	"testing"

	uploads "github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

const campRules = "# Camp rules\n\nThe gate of the camp closes at nine in the evening.\n\nGuests of the camp sleep in the blue tent behind the kitchen, which is heated from October until the end of April.\n"

const gateQuestion = "When does the gate of the camp close?"

// addArticle uploads a file and keeps it.
func (e *folderHarness) addArticle(p *localdiscord.Person, channel string, f localdiscord.File) *localdiscord.Message {
	e.Helper()
	preview := e.upload(p, channel, f)
	return e.click(p, preview, "Keep it")
}

// upload shows the preview of a file.
func (e *folderHarness) upload(p *localdiscord.Person, channel string, f localdiscord.File) *localdiscord.Message {
	e.Helper()
	i, err := p.ForgeSlash(channel, "articles add", localdiscord.Opt{Name: "file", Value: f})
	must(e, err)
	m, err := i.Message(e.ctx())
	must(e, err)
	return m
}

func rulesFile() localdiscord.File {
	return localdiscord.File{Name: "rules.md", Data: []byte(campRules)}
}

// ask asks in a channel by mention.
func (e *folderHarness) asked(p *localdiscord.Person, channel, question string) string {
	e.Helper()
	return e.say(p, channel, e.d.BotMention()+" "+question).Text()
}

func TestAServerBringsAnArticle(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	channel := e.general.ID
	if text := e.asked(e.ana, channel, gateQuestion); strings.Contains(text, "nine") {
		t.Fatalf("answered before there is anything: %s", text)
	}
	preview := e.upload(e.mo, channel, rulesFile())
	wantIn(t, preview.Text(), "**Camp rules**", "`rules.md` · English · ", "2 passages", "closes at nine", "The longest passage, number 2", "Nothing is kept yet")
	wantNotIn(t, preview.Text(), "- **Camp rules**") // a list of one
	if text := e.asked(e.ana, channel, gateQuestion+" Tell me."); strings.Contains(text, "nine") {
		t.Fatalf("answered before it was kept: %s", text)
	}
	keptNow := e.click(e.mo, preview, "Keep it").Text()
	wantIn(t, keptNow, "Kept 1 article", "Camp rules")
	wantNotIn(t, keptNow, "<t:-") // a time before 1970
	wantIn(t, e.asked(e.ana, channel, gateQuestion), "closes at nine in the evening", "Camp rules")
	wantIn(t, e.asked(e.ana, channel, "When did the Security Council vote to end the mission in Mali?"), "30 June 2023")
	wantIn(t, e.press(e.mo, preview, "Keep it").Text(), "Please ask again")
	wantIn(t, e.command(e.mo, channel, "articles list").Text(), "1 article", "Camp rules", "2 passages", "1 question answered from it")
	wantIn(t, e.command(e.mo, channel, "articles show", "which", "camp rules").Text(), "closes at nine", "blue tent")
	wantIn(t, e.upload(e.mo, channel, rulesFile()).Text(), "The very same is here already, as `")
}

func TestWhatModeratorsDoWithTheirArticles(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	channel := e.general.ID
	e.addArticle(e.mo, channel, rulesFile())
	wantIn(t, e.command(e.mo, channel, "articles edit", "which", "rules.md", "title", "House rules", "date", "2025-05-05").Text(), "Changed", "House rules")
	wantIn(t, e.asked(e.ana, channel, gateQuestion), "House rules")
	wantIn(t, e.command(e.mo, channel, "articles edit", "which", "House rules").Text(), "Say what to change: `title`, `date`")
	wantIn(t, e.command(e.mo, channel, "articles edit", "which", "House rules", "date", "soon").Text(), "no day I can read")
	wantIn(t, e.command(e.mo, channel, "articles refresh", "which", "House rules").Text(), "has no page to look at")
	export := e.command(e.mo, channel, "articles export")
	wantIn(t, export.Text(), "</articles add:")
	packed := e.d.Download(export.Attachments[0])
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	must(t, err)
	if len(z.File) != 1 || z.File[0].Name != "rules.md" {
		t.Errorf("exported %v", z.File)
	}
	removed := e.command(e.mo, channel, "articles remove", "which", "House rules")
	if text := e.asked(e.ana, channel, gateQuestion+" Please."); strings.Contains(text, "nine") {
		t.Errorf("answered from a removed article: %s", text)
	}
	wantIn(t, e.click(e.mo, removed, "Bring it back").Text(), "It is back", "House rules")
	wantIn(t, e.asked(e.ana, e.guild.AddChannel("other").ID, gateQuestion), "closes at nine")
	wantIn(t, e.command(e.mo, channel, "articles remove", "which", "nothing").Text(), "nothing")
	wantIn(t, e.command(e.mo, channel, "articles add").Text(), "`file` or a `url`")
	wantIn(t, e.upload(e.mo, channel, localdiscord.File{Name: "all.zip", Data: packed}).Text(), "The very same is here already, as `")
}

// A server that moves takes its articles along: their files to the byte, under their names, and what its moderators said of them.
func TestAnExportGivesAnotherServerTheSameArticles(t *testing.T) {
	e := newFolderHarnessOn(t, localdiscord.Config{}, func(*folderHarness) string { return "" }, func(o *Options) {
		o.Limits = uploads.Limits{Articles: 10, Passages: 100, Bytes: 64 << 10, File: 2 << 10}
	})
	channel := e.general.ID
	var z bytes.Buffer
	pack := zip.NewWriter(&z)
	for name, text := range map[string]string{
		"a/gate.md":      "---\ntitle: The gate\ndate: 2025-01-02\nauthor: Ana\nurl: https://camp.example/gate\nlang: en\nodd: kept\n---\n\nThe gate of the camp closes at nine.\r\n",
		"b/gate.md":      "# The other gate\n\nIt is in the north of the camp, behind the old mill.\n",
		"Fête d’été.txt": "Fête d’été\n\nLa fête d’été commence à huit heures du soir, près du lac.\n",
		"menu.csv":       "day,dish\nMonday,beans\nFriday,beans again\n",
	} {
		f, err := pack.Create(name)
		must(t, err)
		_, err = f.Write([]byte(text))
		must(t, err)
	}
	must(t, pack.Close())
	wantIn(t, e.addArticle(e.mo, channel, localdiscord.File{Name: "camp.zip", Data: z.Bytes()}).Text(), "Kept 4 articles")
	for i := range 2 { // together larger than one file may be
		random := make([]byte, 1<<10)
		_, _ = rand.Read(random) // it never fails
		e.addArticle(e.mo, channel, localdiscord.File{Name: fmt.Sprintf("code-%d.txt", i), Data: fmt.Appendf(nil, "Code %d\n\nThe code is %x.\n", i, random[:900])})
	}
	e.addArticle(e.mo, channel, localdiscord.File{Name: ".rules.md", Data: []byte(campRules)})
	said, err := e.ana.Say(channel, "Bus to the camp\n\nThe bus to the camp leaves at seven.")
	must(t, err)
	i, err := e.mo.UseOn(channel, said.ID, "Add to articles")
	must(t, err)
	preview, err := i.Message(e.ctx())
	must(t, err)
	e.click(e.mo, preview, "Keep it")
	wantIn(t, e.command(e.mo, channel, "articles edit", "which", "The other gate", "title", "The north gate", "date", "2025-05-05", "aliases", "mill gate").Text(), "Changed")
	wantIn(t, e.command(e.mo, channel, "articles rename", "which", "The gate", "name", "Tor.md").Text(), "Tor.md")

	export := e.d.Download(e.command(e.mo, channel, "articles export").Attachments[0])
	elsewhere := e.d.AddGuild("Elsewhere")
	far, eve := elsewhere.AddChannel("general").ID, e.moderator(elsewhere, "Eve")
	wantIn(t, e.addArticle(eve, far, localdiscord.File{Name: "articles.zip", Data: export}).Text(), "Kept 8 articles", "The north gate")
	if again := e.d.Download(e.command(eve, far, "articles export").Attachments[0]); !bytes.Equal(again, export) {
		t.Error("exported again it is another file")
	}
	here, there := e.kept(e.guild.ID), e.kept(elsewhere.ID)
	if !reflect.DeepEqual(here, there) {
		t.Errorf("there are\n%+v\nwant\n%+v", there, here)
	}
	wantIn(t, e.asked(eve, far, "Where is the north gate of the camp?"), "behind the old mill", "The north gate")
}

// kept are a server's articles as they are read, by the names of their files, but for what each server gives them.
func (e *folderHarness) kept(guild string) map[string]corpus.Document {
	e.Helper()
	stored, _, err := e.store.Articles.Documents(e.ctx(), guild)
	must(e, err)
	all := map[string]corpus.Document{}
	for _, a := range stored {
		d, err := library.Document(a)
		must(e, err)
		d.ID, d.Sum = "", ""
		all[a.Name] = d
	}
	return all
}

func TestAMessageBecomesAnArticle(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	channel := e.general.ID
	said, err := e.ana.Say(channel, "Bus to the camp\n\nThe bus to the camp leaves at seven from the old *mill*. @everyone")
	must(t, err)
	i, err := e.mo.UseOn(channel, said.ID, "Add to articles")
	must(t, err)
	preview, err := i.Message(e.ctx())
	must(t, err)
	wantIn(t, preview.Text(), "Bus to the camp")
	e.click(e.mo, preview, "Keep it")
	answer := e.say(e.ana, channel, e.d.BotMention()+" When does the bus to the camp leave?")
	wantIn(t, answer.Text(), "leaves at seven")
	stored, _, err := e.store.Articles.Documents(t.Context(), e.guild.ID)
	must(t, err)
	d, err := library.Document(stored[0])
	must(t, err)
	if link := render.MessageLink(e.guild.ID, channel, said.ID); d.Source.Author != "Ana" || d.Source.URL != link || d.Source.Published.IsZero() {
		t.Errorf("its source is %+v; want Ana, %s, and the day", d.Source, link)
	}
	wantNobodyPinged(t, e.harness, answer)
}

func TestOnlyModeratorsBringArticles(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	for name, options := range map[string][]string{"add": {"url", "https://news.example/"}, "list": nil, "export": nil, "remove": {"which", "x"}} {
		t.Run(name, func(t *testing.T) {
			wantIn(t, e.command(e.ana, e.general.ID, "articles "+name, options...).Text(), "Manage Server")
		})
	}
	preview := e.upload(e.mo, e.general.ID, rulesFile())
	c, _ := preview.Component("Keep it")
	i, err := e.ana.ForgePress(preview, localdiscord.CompButton, c.CustomID)
	if err == nil {
		m, err := i.Message(e.ctx())
		must(t, err)
		wantIn(t, m.Text(), "Manage Server")
	}
	if there, _, err := e.store.Articles.List(t.Context(), e.guild.ID); err != nil || len(there) != 0 {
		t.Errorf("kept %v, %v", there, err)
	}
}

// TestNobodyReachesAnotherServersArticles tries every way to what another server brought: by asking, looking up, naming ids and
// keys, pressing buttons, and by what moderators have.
func TestNobodyReachesAnotherServersArticles(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	home := e.general.ID
	e.addArticle(e.mo, home, rulesFile())
	there, _, err := e.store.Articles.List(t.Context(), e.guild.ID)
	must(t, err)
	id := there[0].ID
	answer := e.say(e.ana, home, e.d.BotMention()+" "+gateQuestion)
	wantIn(t, answer.Text(), "closes at nine")
	removed := e.command(e.mo, home, "articles remove", "which", id)
	e.click(e.mo, removed, "Bring it back")
	preview := e.upload(e.mo, home, localdiscord.File{Name: "bus.md", Data: []byte("# Bus\n\nThe bus to the camp leaves at seven from the mill.\n")})

	elsewhere := e.d.AddGuild("Elsewhere")
	far := elsewhere.AddChannel("general").ID
	eve := e.moderator(elsewhere, "Eve") // manages her own server, and is a stranger here
	key := render.DocumentKey(id)
	ways := 0
	secret := func(t *testing.T, text string) {
		t.Helper()
		ways++
		for _, word := range []string{"nine in the evening", "blue tent", "Camp rules", "leaves at seven", id} {
			if strings.Contains(text, word) {
				t.Errorf("%q reached a stranger: %s", word, text)
			}
		}
	}
	slashes := []struct {
		command string
		options []string
	}{
		{"ask", []string{"question", gateQuestion}},
		{"search", []string{"query", "gate of the camp"}},
		{"search", []string{"query", render.Place{Document: key, Ordinal: 1}.String()}},
		{"search", []string{"query", "gate", "source", key}},
		{"passage", []string{"id", id + "#1"}},
		{"passage", []string{"id", "rules#1"}},
		{"article", []string{"title", id}},
		{"article", []string{"title", key}},
		{"article", []string{"title", "Camp rules"}},
		{"sources", nil},
		{"articles list", nil},
		{"articles show", []string{"which", id}},
		{"articles edit", []string{"which", id, "title", "Mine"}},
		{"articles remove", []string{"which", id}},
		{"articles refresh", []string{"which", id}},
		{"articles export", nil},
		{"briefing post", []string{"article", id}},
		{"briefing post", []string{"article", "Camp rules"}},
		{"sitrep gaps", nil},
		{"sitrep status", nil},
	}
	for _, s := range slashes {
		t.Run(s.command+" "+strings.Join(s.options, " "), func(t *testing.T) {
			var opts []localdiscord.Opt
			for o := s.options; len(o) > 0; o = o[2:] {
				opts = append(opts, localdiscord.Opt{Name: o[0], Value: o[1]})
			}
			i, err := eve.ForgeSlash(far, s.command, opts...)
			must(t, err)
			m, err := i.Message(e.ctx())
			must(t, err)
			text := m.Text()
			for _, option := range s.options {
				text = strings.ReplaceAll(text, option, "") // what she typed herself
			}
			secret(t, text)
			if len(m.Attachments) > 0 {
				t.Errorf("a file: %v", m.Attachments)
			}
		})
	}
	t.Run("asking in a channel", func(t *testing.T) { secret(t, e.asked(eve, far, gateQuestion)) })
	t.Run("asking in a direct message", func(t *testing.T) { secret(t, e.say(eve, eve.DM().ID, gateQuestion).Text()) })
	t.Run("suggestions", func(t *testing.T) {
		for _, s := range []struct{ command, option string }{{"search", "query"}, {"article", "title"}, {"articles show", "which"}, {"briefing post", "article"}} {
			choices, err := eve.Suggest(e.ctx(), far, s.command, localdiscord.Opt{Name: s.option, Value: "camp"})
			must(t, err)
			all := ""
			for _, c := range choices {
				all += c.Name + " " + fmt.Sprint(c.Value) + "\n"
			}
			secret(t, all)
		}
	})
	// She has seen the custom ids, and sends them from a message of the bot's in her own server.
	own, err := eve.Say(far, e.d.BotMention()+" When did the Security Council vote to end the mission in Mali?")
	must(t, err)
	hers, err := eve.ReplyTo(e.ctx(), own)
	must(t, err)
	for _, from := range []struct {
		message *localdiscord.Message
		label   string
	}{{answer, "▶"}, {answer, "⋯"}, {preview, "Keep it"}, {preview, "Cancel"}, {removed, "Bring it back"}} {
		t.Run("the button "+from.label, func(t *testing.T) {
			c, ok := from.message.Component(from.label)
			if !ok {
				t.Fatalf("no button %q", from.label)
			}
			i, err := eve.ForgePress(hers, localdiscord.CompButton, c.CustomID)
			if err != nil {
				ways++
				return // Discord itself does not take it
			}
			m, err := i.Message(e.ctx())
			must(t, err)
			secret(t, m.Text())
		})
	}
	t.Logf("%d ways to another server's article, none of which leads there", ways)
	after, _, err := e.store.Articles.List(t.Context(), e.guild.ID)
	must(t, err)
	if len(after) != 1 || after[0].Title != "Camp rules" {
		t.Errorf("its own server has %+v now", after)
	}
	if others, _, err := e.store.Articles.List(t.Context(), elsewhere.ID); err != nil || len(others) != 0 {
		t.Errorf("the other server has %+v, %v", others, err)
	}
	wantIn(t, e.click(e.mo, preview, "Keep it").Text(), "Kept 1 article") // nobody cancelled it
}

func TestWhatWasReadIsChangedBeforeItIsKept(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	channel := e.general.ID
	preview := e.upload(e.mo, channel, rulesFile())
	pressed, err := e.mo.Click(preview, "Change")
	must(t, err)
	ack, err := pressed.Wait(e.ctx())
	must(t, err)
	if ack.Modal == nil {
		t.Fatal("no form opens")
	}
	again, err := e.mo.Submit(ack.Modal, map[string]string{"title": "House rules", "date": "soon", "language": "en"})
	must(t, err)
	m, err := again.Message(e.ctx())
	must(t, err)
	wantIn(t, m.Text(), "no day I can read")
	again, err = e.mo.Submit(ack.Modal, map[string]string{"title": "House rules", "date": "2025-05-05", "language": "en"})
	must(t, err)
	preview, err = again.Message(e.ctx())
	must(t, err)
	wantIn(t, preview.Text(), "**House rules**", "<t:1746446400:D>", "Nothing is kept yet")
	wantIn(t, e.click(e.mo, preview, "Keep it").Text(), "Kept 1 article", "House rules")
	wantIn(t, e.asked(e.ana, channel, gateQuestion), "closes at nine", "House rules")
}

func TestAnArticleIsRenamedAndHasOtherNames(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	channel := e.general.ID
	e.addArticle(e.mo, channel, rulesFile())
	e.addArticle(e.mo, channel, localdiscord.File{Name: "bus.md", Data: []byte("# Bus\n\nThe bus to the camp leaves at seven from the mill.\n")})
	wantIn(t, e.command(e.mo, channel, "articles rename", "which", "rules.md", "name", "camp/house").Text(), "Changed", "`house.md`")
	wantIn(t, e.command(e.mo, channel, "articles rename", "which", "Bus", "name", "camp/house.md").Text(), "Another article is called")
	wantIn(t, e.command(e.mo, channel, "articles rename", "which", "Bus", "name", "../bus").Text(), "I wanted a name of a file")
	wantIn(t, e.command(e.mo, channel, "articles edit", "which", "Camp rules", "aliases", "statutes, by-laws").Text(), "Changed")
	wantIn(t, e.slash(e.ana, "article", localdiscord.Opt{Name: "title", Value: "by-laws"}).Text(), "closes at nine")
	wantIn(t, e.command(e.mo, channel, "articles edit", "which", "Camp rules", "supersedes", "nothing").Text(), "I wanted another article of this server")
	choices, err := e.mo.Suggest(e.ctx(), channel, "articles edit", localdiscord.Opt{Name: "which", Value: "Camp rules"}, localdiscord.Opt{Name: "supersedes", Value: "bus"})
	must(t, err)
	if len(choices) != 1 {
		t.Fatalf("suggested %v; want the other article", choices)
	}
	wantIn(t, e.command(e.mo, channel, "articles edit", "which", "Camp rules", "supersedes", fmt.Sprint(choices[0].Value)).Text(), "Changed")
}

func TestMembersWithTheRoleAddArticles(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	channel, librarians := e.general.ID, e.guild.AddRole("librarians", 0)
	lea := e.guild.AddMember("Lea", librarians.ID)
	wantIn(t, e.upload(lea, channel, rulesFile()).Text(), "Manage Server")
	wantIn(t, e.command(e.mo, channel, "sitrep settings", "role", librarians.ID).Text(), "Who may add articles beside moderators: <@&"+librarians.ID)
	wantIn(t, e.addArticle(lea, channel, rulesFile()).Text(), "Kept 1 article")
	wantIn(t, e.upload(e.ana, channel, rulesFile()).Text(), "Manage Server")
	for name, options := range map[string][]string{"remove": {"which", "Camp rules"}, "edit": {"which", "Camp rules", "title", "Mine"}, "export": nil} {
		wantIn(t, e.command(lea, channel, "articles "+name, options...).Text(), "Manage Server")
	}
	e.command(e.mo, channel, "sitrep settings", "role", e.guild.ID)
	wantIn(t, e.upload(lea, channel, localdiscord.File{Name: "bus.md", Data: []byte("# Bus\n\nIt leaves at seven.\n")}).Text(), "Manage Server")
}

func TestModeratorsSayWhoseArticlesAnswerFirst(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	channel := e.general.ID
	e.addArticle(e.mo, channel, localdiscord.File{Name: "votes.md", Data: []byte("# Votes\n\nThe UN Security Council voted on 1 July 2023 to end the peacekeeping mission in Mali.\n\nThe mill is open on Fridays.\n")})
	const question = "When did the UN Security Council vote to end the peacekeeping mission in Mali?"
	wantIn(t, e.command(e.mo, channel, "sitrep settings", "first", "own").Text(), "answer first: This server’s own")
	wantIn(t, e.asked(e.ana, channel, question), "1 July 2023")
	e.command(e.mo, channel, "sitrep settings", "first", "shared")
	wantIn(t, e.asked(e.ana, e.guild.AddChannel("other").ID, question), "30 June 2023")
}

func TestWhatIsWrongIsSaidInTheModeratorsLanguage(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	for _, c := range []struct{ code, address, day, file string }{
		{"en-US", "on the public web and found \"10.0.0.1\"", "is no day I can read",
			"I wanted a Word document and found a damaged or empty file (not a valid zip file); run `pandoc a.docx -t gfm -o a.md` and put"},
		{"fr", "du web public et j’ai trouvé \"10.0.0.1\"", "n’est pas un jour",
			"Je voulais un document Word et j’ai trouvé un fichier abîmé ou vide (not a valid zip file) ; lancez `pandoc a.docx -t gfm -o a.md` et"},
		{"de", "im öffentlichen Netz und fand \"10.0.0.1\"", "ist kein Tag",
			"Ich wollte ein Word-Dokument und fand eine beschädigte oder leere Datei (not a valid zip file); führe `pandoc a.docx -t gfm -o a.md` aus"},
	} {
		e.mo.SetLocale(c.code)
		wantIn(t, e.command(e.mo, e.general.ID, "articles add", "url", "http://10.0.0.1/").Text(), c.address)
		i, err := e.mo.Slash(e.general.ID, "articles add", localdiscord.Opt{Name: "file", Value: rulesFile()}, localdiscord.Opt{Name: "date", Value: "soon"})
		must(t, err)
		m, err := i.Message(e.ctx())
		must(t, err)
		wantIn(t, m.Text(), c.day)
		preview := e.upload(e.mo, e.general.ID, localdiscord.File{Name: "a.docx", Data: []byte("x")})
		wantIn(t, preview.Text(), c.file)
	}
}
