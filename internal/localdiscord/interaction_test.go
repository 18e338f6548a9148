package localdiscord_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// scene is a guild with the commands below, and a bot that does nothing by itself: the tests answer over REST.
type scene struct {
	rest
	guild   *localdiscord.Guild
	general *localdiscord.Channel
	ana     *localdiscord.Person
}

func play(t *testing.T, cfg localdiscord.Config) scene {
	t.Helper()
	d := start(t, cfg)
	guild := d.AddGuild("Watchers")
	s := scene{rest{t, d}, guild, guild.AddChannel("general"), guild.AddMember("Ana")}
	s.accepted("PUT", "/applications/"+d.Bot().ID+"/commands", list{
		object{"name": "ask", "description": "Ask", "options": list{
			object{"type": 3, "name": "question", "description": "What", "required": true, "autocomplete": true, "max_length": 100},
			object{"type": 5, "name": "hide", "description": "Hide"},
			object{"type": 6, "name": "mention", "description": "Whom"},
			object{"type": 4, "name": "many", "description": "How many", "min_value": 1, "max_value": 5},
			object{"type": 3, "name": "source", "description": "Where", "choices": list{object{"name": "UN", "value": "un"}}},
			object{"type": 7, "name": "where", "description": "Channel", "channel_types": list{0}},
		}},
		object{"name": "briefing", "description": "Briefings", "default_member_permissions": "2251799813685248", "contexts": list{0}, "options": list{
			object{"type": 1, "name": "post", "description": "Post", "options": list{object{"type": 3, "name": "title", "description": "Title"}}},
		}},
		object{"name": "closed", "description": "For admins", "default_member_permissions": "0"},
		object{"name": "anywhere", "description": "User install", "integration_types": list{1}, "contexts": list{0, 1, 2}},
		object{"name": "Find answer", "type": 3},
	}, nil)
	return s
}

func question(text string) localdiscord.Opt { return localdiscord.Opt{Name: "question", Value: text} }

func (s scene) ask() *localdiscord.Interaction {
	s.t.Helper()
	in, err := s.ana.Slash(s.general.ID, "ask", question("who?"))
	if err != nil {
		s.t.Fatal(err)
	}
	return in
}

func callbackPath(in *localdiscord.Interaction) string {
	return "/interactions/" + in.ID + "/" + in.Token + "/callback"
}

func (s scene) webhook(in *localdiscord.Interaction) string {
	return "/webhooks/" + s.d.Bot().ID + "/" + in.Token
}

func says(text string) object { return object{"type": 4, "data": object{"content": text}} }

func TestAnswersThatDiscordRefuses(t *testing.T) {
	hello := object{"content": "hello"}
	for name, do := range map[string]func(scene){
		"twice": func(s scene) {
			in := s.ask()
			s.accepted("POST", callbackPath(in), says("a"), nil)
			s.refused("POST", callbackPath(in), says("b"), 400, 40060, "")
		},
		"with a wrong token": func(s scene) {
			s.refused("POST", "/interactions/"+s.ask().ID+"/wrong/callback", says("a"), 404, 10062, "")
		},
		"with the token of another": func(s scene) {
			s.refused("POST", "/interactions/"+s.ask().ID+"/"+s.ask().Token+"/callback", says("a"), 404, 10062, "")
		},
		"editing before answering": func(s scene) {
			s.refused("PATCH", s.webhook(s.ask())+"/messages/@original", hello, 404, 10015, "")
		},
		"following up before answering": func(s scene) {
			s.refused("POST", s.webhook(s.ask()), hello, 404, 10015, "")
		},
		"an empty one": func(s scene) {
			s.refused("POST", callbackPath(s.ask()), object{"type": 4, "data": object{}}, 400, 50006, "")
		},
		"a deferred update of a command": func(s scene) {
			s.refused("POST", callbackPath(s.ask()), object{"type": 6}, 400, 50035, "type")
		},
		"choices for a command": func(s scene) {
			s.refused("POST", callbackPath(s.ask()), object{"type": 8, "data": object{"choices": list{}}}, 400, 50035, "type")
		},
		"a modal without a title": func(s scene) {
			s.refused("POST", callbackPath(s.ask()), object{"type": 9, "data": object{"custom_id": "m", "title": "", "components": list{row(input("a"))}}}, 400, 50035, "title")
		},
		"a modal with an input twice": func(s scene) {
			s.refused("POST", callbackPath(s.ask()), modal(row(input("a")), row(input("a"))), 400, 50035, "DUPLICATED")
		},
		"a modal with a label over 45": func(s scene) {
			s.refused("POST", callbackPath(s.ask()), modal(row(with(input("a"), "label", x(46)))), 400, 50035, "label")
		},
		"a modal with six rows": func(s scene) {
			s.refused("POST", callbackPath(s.ask()), modal(row(input("a")), row(input("b")), row(input("c")), row(input("d")), row(input("e")), row(input("f"))), 400, 50035, "components")
		},
		"an edit to nothing": func(s scene) {
			in := s.ask()
			s.accepted("POST", callbackPath(in), says("a"), nil)
			s.refused("PATCH", s.webhook(in)+"/messages/@original", object{"content": ""}, 400, 50006, "")
		},
		"an ephemeral answer deleted or pinned as a message": func(s scene) {
			in := s.ask()
			s.accepted("POST", callbackPath(in), object{"type": 4, "data": object{"content": "a", "flags": 64}}, nil)
			m := must[*localdiscord.Message](s.t)(in.Message(patience(s.t)))
			s.refused("DELETE", "/channels/"+s.general.ID+"/messages/"+m.ID, nil, 404, 10008, "")
			s.refused("PUT", "/channels/"+s.general.ID+"/messages/pins/"+m.ID, nil, 404, 10008, "")
		},
	} {
		t.Run(name, func(t *testing.T) { do(play(t, localdiscord.Config{OpenAPI: "none"})) })
	}
}

func input(id string) object {
	return object{"type": 4, "custom_id": id, "style": 1, "label": "Label"}
}

func modal(rows ...any) object {
	return object{"type": 9, "data": object{"custom_id": "m", "title": "Title", "components": rows}}
}

func TestTheThreeSeconds(t *testing.T) {
	s := play(t, localdiscord.Config{Deadline: 30 * time.Millisecond})
	page := s.ana.Subscribe()
	defer page.Close()
	in := s.ask()
	heard(t, page, "failed")
	if _, err := in.Wait(patience(t)); !errors.Is(err, localdiscord.ErrNoAnswer) {
		t.Errorf("without an answer Ana got %v, want ErrNoAnswer", err)
	}
	s.refused("POST", callbackPath(in), says("late"), 404, 10062, "")
}

func TestAnInjectedClockCountsForDeadlineAndToken(t *testing.T) {
	now := &clock{}
	s := play(t, localdiscord.Config{Now: now.now, Deadline: time.Minute})
	late := s.ask()
	now.advance(time.Minute + time.Millisecond)
	s.refused("POST", callbackPath(late), says("late"), 404, 10062, "")
	in := s.ask()
	s.accepted("POST", callbackPath(in), says("a"), nil)
	now.advance(14 * time.Minute)
	s.accepted("PATCH", s.webhook(in)+"/messages/@original", object{"content": "b"}, nil)
	now.advance(2 * time.Minute)
	s.refused("PATCH", s.webhook(in)+"/messages/@original", object{"content": "c"}, 401, 50027, "")
	s.refused("POST", s.webhook(in), object{"content": "c"}, 401, 50027, "")
}

func TestADeferralIsFilled(t *testing.T) {
	for name, fill := range map[string]func(s scene, in *localdiscord.Interaction){
		"by an edit of the original": func(s scene, in *localdiscord.Interaction) {
			s.accepted("PATCH", s.webhook(in)+"/messages/@original", v2(textDisplay("done")), nil)
		},
		"by the first follow-up": func(s scene, in *localdiscord.Interaction) {
			s.accepted("POST", s.webhook(in), object{"content": "done"}, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := play(t, localdiscord.Config{})
			in := s.ask()
			s.accepted("POST", callbackPath(in), object{"type": 5, "data": object{"flags": 64}}, nil)
			ack, err := in.Wait(patience(t))
			if err != nil || !ack.Message.Loading() || !ack.Message.Ephemeral() {
				t.Fatalf("after the deferral Ana sees %+v, %v; want a hidden thinking…", ack.Message, err)
			}
			fill(s, in)
			m := must[*localdiscord.Message](t)(in.Message(patience(t)))
			if m.Text() != "done" || m.Loading() || m.EditedTimestamp != nil {
				t.Errorf("Ana sees %q, loading %v, edited %v; want done, neither", m.Text(), m.Loading(), m.EditedTimestamp)
			}
			var more localdiscord.Message
			s.accepted("POST", s.webhook(in), object{"content": "and more", "flags": 64}, &more)
			if seen := must[*localdiscord.Message](t)(s.ana.See(s.general.ID, more.ID)); seen.Content != "and more" {
				t.Errorf("the follow-up is %v", seen)
			}
			s.accepted("DELETE", s.webhook(in)+"/messages/@original", nil, nil)
			s.refused("DELETE", s.webhook(in)+"/messages/@original", nil, 404, 10008, "")
		})
	}
}

func TestWithResponse(t *testing.T) {
	s := play(t, localdiscord.Config{})
	var out struct {
		Resource struct{ Message localdiscord.Message }
	}
	s.accepted("POST", callbackPath(s.ask())+"?with_response=true", says("a"), &out)
	if out.Resource.Message.Content != "a" {
		t.Errorf("with_response answered %+v", out)
	}
}

func TestComponentsUpdateTheirMessage(t *testing.T) {
	s := play(t, localdiscord.Config{})
	var m localdiscord.Message
	s.accepted("POST", "/channels/"+s.general.ID+"/messages", rows(row(button("b"), with(button("off"), "disabled", true), with(link("https://a.example"), "label", "Read")), row(menu(options(3)...))), &m)
	for _, c := range []struct {
		name string
		do   func() (*localdiscord.Interaction, error)
	}{
		{"a button that is not there", func() (*localdiscord.Interaction, error) { return s.ana.Click(&m, "nothing") }},
		{"a greyed-out button", func() (*localdiscord.Interaction, error) { return s.ana.Click(&m, "off") }},
		{"a link", func() (*localdiscord.Interaction, error) { return s.ana.Click(&m, "Read") }},
		{"a menu as a button", func() (*localdiscord.Interaction, error) { return s.ana.Click(&m, "m") }},
		{"a button as a menu", func() (*localdiscord.Interaction, error) { return s.ana.Choose(&m, "b", "0") }},
		{"an option that is not there", func() (*localdiscord.Interaction, error) { return s.ana.Choose(&m, "m", "9") }},
		{"two options of a menu of one", func() (*localdiscord.Interaction, error) { return s.ana.Choose(&m, "m", "0", "1") }},
		{"a message out of sight", func() (*localdiscord.Interaction, error) { return s.d.AddPerson("Ben").Click(&m, "b") }},
	} {
		if _, err := c.do(); err == nil {
			t.Errorf("Ana could use %s", c.name)
		}
	}
	in := must[*localdiscord.Interaction](t)(s.ana.Choose(&m, "m", "2"))
	s.accepted("POST", callbackPath(in), object{"type": 7, "data": object{"content": "chosen", "components": list{}}}, nil)
	if seen := must[*localdiscord.Message](t)(in.Message(patience(t))); seen.ID != m.ID || seen.Content != "chosen" {
		t.Errorf("the update made %+v", seen)
	}
	if _, err := s.ana.Click(&m, "b"); err == nil {
		t.Error("Ana clicked a button that the update took away")
	}
	forged := must[*localdiscord.Interaction](t)(s.ana.ForgePress(&m, localdiscord.CompButton, "b"))
	s.accepted("POST", callbackPath(forged), object{"type": 6}, nil)
	s.accepted("PATCH", s.webhook(forged)+"/messages/@original", object{"content": "again"}, nil)
	if seen := must[*localdiscord.Message](t)(forged.Message(patience(t))); seen.Content != "again" {
		t.Errorf("the deferred update made %q", seen.Content)
	}
	forged = must[*localdiscord.Interaction](t)(s.ana.ForgePress(&m, localdiscord.CompButton, "b"))
	s.accepted("POST", callbackPath(forged), object{"type": 6}, nil)
	s.accepted("POST", s.webhook(forged), object{"content": "for Ana", "flags": 64}, nil)
	if seen := must[*localdiscord.Message](t)(forged.Message(patience(t))); seen.Content != "for Ana" {
		t.Errorf("a silent deferral led to %q", seen.Content)
	}
}

func TestCommandsAClientWouldNotSend(t *testing.T) {
	s := play(t, localdiscord.Config{})
	mods := s.guild.AddRole("mods", localdiscord.ModeratorPermissions)
	mia := s.guild.AddMember("Mia", mods.ID)
	opt := func(name string, v any) localdiscord.Opt { return localdiscord.Opt{Name: name, Value: v} }
	for _, c := range []struct {
		name    string
		who     *localdiscord.Person
		channel string
		command string
		opts    []localdiscord.Opt
		works   bool
	}{
		{"an unknown command", s.ana, s.general.ID, "nothing", nil, false},
		{"a missing required option", s.ana, s.general.ID, "ask", nil, false},
		{"an unknown option", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("other", "a")}, false},
		{"text for a boolean", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("hide", "yes")}, false},
		{"a boolean", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("hide", true)}, true},
		{"a user who does not exist", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("mention", "1")}, false},
		{"a user", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("mention", mia)}, true},
		{"a number too high", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("many", 6)}, false},
		{"half a number", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("many", 1.5)}, false},
		{"a number", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("many", 5)}, true},
		{"none of the choices", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("source", "eu")}, false},
		{"one of the choices", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("source", "un")}, true},
		{"a channel", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("where", s.general)}, true},
		{"a channel of a type not offered", s.ana, s.general.ID, "ask", []localdiscord.Opt{question("a"), opt("where", s.guild.AddChannelOf(localdiscord.ChannelForum, "f", ""))}, false},
		{"text that is too long", s.ana, s.general.ID, "ask", []localdiscord.Opt{question(x(101))}, false},
		{"a group without its subcommand", mia, s.general.ID, "briefing", nil, false},
		{"an unknown subcommand", mia, s.general.ID, "briefing burn", nil, false},
		{"a subcommand", mia, s.general.ID, "briefing post", []localdiscord.Opt{opt("title", "a")}, true},
		{"a command without the permission", s.ana, s.general.ID, "briefing post", nil, false},
		{"a guild command in a DM", mia, mia.DM().ID, "briefing post", nil, false},
		{"a command in a DM", mia, mia.DM().ID, "ask", []localdiscord.Opt{question("a")}, true},
		{"an admins' command by a moderator", mia, s.general.ID, "closed", nil, false},
		{"a user-installed command without the install", s.ana, s.general.ID, "anywhere", nil, false},
		{"a command by no member", s.d.AddPerson("Ben"), s.general.ID, "ask", []localdiscord.Opt{question("a")}, false},
	} {
		if _, err := c.who.Slash(c.channel, c.command, c.opts...); (err == nil) != c.works {
			t.Errorf("%s: got %v, works should be %v", c.name, err, c.works)
		}
	}
	if _, err := s.ana.ForgeSlash(s.general.ID, "briefing post"); err != nil {
		t.Errorf("an admin may open a command to Ana, but %v", err)
	}
	if _, err := s.ana.Suggest(patience(t), s.general.ID, "ask", opt("source", "u")); err == nil {
		t.Error("an option without autocomplete suggested something")
	}
}

func TestUserInstalls(t *testing.T) {
	s := play(t, localdiscord.Config{})
	far := s.d.AddGuildWith("Elsewhere", localdiscord.GuildOptions{WithoutBot: true})
	square := far.AddChannel("square")
	far.Join(s.ana.InstallApp())
	in := must[*localdiscord.Interaction](t)(s.ana.Slash(square.ID, "anywhere"))
	s.accepted("POST", callbackPath(in), says("a"), nil)
	for range 5 {
		s.accepted("POST", s.webhook(in), object{"content": "more"}, nil)
	}
	s.refused("POST", s.webhook(in), object{"content": "more"}, 400, 40094, "")
	s.refused("POST", "/channels/"+square.ID+"/messages", object{"content": "a"}, 403, 50001, "")
	if m := must[*localdiscord.Message](t)(in.Message(patience(t))); m.Ephemeral() {
		t.Error("the answer was hidden, though external apps may be used")
	}
	square.Deny(far.ID, localdiscord.UseExternalApps)
	hidden := must[*localdiscord.Interaction](t)(s.ana.Slash(square.ID, "anywhere"))
	s.accepted("POST", callbackPath(hidden), says("a"), nil)
	if m := must[*localdiscord.Message](t)(hidden.Message(patience(t))); !m.Ephemeral() {
		t.Error("the answer was shown to all, though external apps may not be used")
	}
}

// TestDiscordgoReadsEveryInteraction holds the shapes against the library that has to read them.
func TestDiscordgoReadsEveryInteraction(t *testing.T) {
	t.Parallel()
	s := play(t, localdiscord.Config{})
	s.ana.SetLocale("fr")
	got := make(chan string, 10)
	open(t, s.d, func(_ *discordgo.Session, i *discordgo.InteractionCreate) { got <- describe(i) })
	m := must[*localdiscord.Message](t)(s.ana.Say(s.general.ID, "hello"))
	odd := must[*localdiscord.Message](t)(s.ana.SayWith(s.general.ID, "odd", localdiscord.SayOptions{Components: []localdiscord.Component{{Type: 20}}}))
	must[*localdiscord.Interaction](t)(s.ana.Slash(s.general.ID, "ask", question("who?"), localdiscord.Opt{Name: "mention", Value: s.ana}))
	expect(t, got, "ask who? by Ana, fr in en-US, members 1, view true")
	must[*localdiscord.Interaction](t)(s.ana.UseOn(s.general.ID, m.ID, "Find answer"))
	expect(t, got, "Find answer on hello")
	must[*localdiscord.Interaction](t)(s.ana.UseOn(s.general.ID, odd.ID, "Find answer"))
	expect(t, got, "no data") // component type 20: discordgo cannot read it, NOTES 1.5
	must[*localdiscord.Interaction](t)(s.ana.Slash(s.ana.DM().ID, "ask", question("who?")))
	expect(t, got, "ask who? by Ana in a DM")
}

func describe(i *discordgo.InteractionCreate) string {
	data, ok := i.Data.(discordgo.ApplicationCommandInteractionData)
	switch {
	case !ok:
		return "no data"
	case data.TargetID != "":
		return data.Name + " on " + data.Resolved.Messages[data.TargetID].Content
	case i.Member == nil:
		return fmt.Sprintf("%s %s by %s in a DM", data.Name, data.Options[0].StringValue(), i.User.GlobalName)
	}
	return fmt.Sprintf("%s %s by %s, %s in %s, members %d, view %v", data.Name, data.Options[0].StringValue(), i.Member.User.GlobalName,
		string(i.Locale), string(*i.GuildLocale), len(data.Resolved.Members), i.Member.Permissions&discordgo.PermissionViewChannel != 0)
}

func expect(t *testing.T, got <-chan string, want string) {
	t.Helper()
	select {
	case text := <-got:
		if text != want {
			t.Errorf("got %q, want %q", text, want)
		}
	case <-patience(t).Done():
		t.Fatalf("nothing came, want %q", want)
	}
}
