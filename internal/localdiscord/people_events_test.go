package localdiscord_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

func TestAPageHearsWhatItsPersonMayKnow(t *testing.T) {
	s := play(t, localdiscord.Config{})
	ben, cid := s.guild.AddMember("Ben"), s.guild.AddMember("Cid")
	s.general.Deny(cid.ID, localdiscord.ViewChannel)
	anas, bens, cids := s.ana.Subscribe(), ben.Subscribe(), cid.Subscribe()
	defer anas.Close()
	defer bens.Close()
	defer cids.Close()

	in := s.ask()
	s.accepted("POST", callbackPath(in), object{"type": 4, "data": object{"content": "for you", "flags": 64}}, nil)
	s.accepted("POST", "/channels/"+s.general.ID+"/typing", nil, nil)
	form := s.ask()
	s.accepted("POST", callbackPath(form), modal(row(input("a"))), nil)
	m := must[*localdiscord.Message](t)(s.ana.Say(s.general.ID, "hello"))
	must[*localdiscord.Message](t)(s.ana.Edit(s.general.ID, m.ID, "hello again"))
	if err := s.ana.Delete(s.general.ID, m.ID); err != nil {
		t.Fatal(err)
	}
	heard(t, anas, "message", "acknowledged", "typing", "acknowledged", "modal", "message", "update", "delete")
	heard(t, bens, "typing", "message", "update", "delete")
	must[*localdiscord.Message](t)(cid.Say(cid.DM().ID, "only here"))
	heard(t, cids, "message")
}

func heard(t *testing.T, s *localdiscord.Subscription, want ...localdiscord.EventKind) {
	t.Helper()
	var got []localdiscord.EventKind
	for range want {
		e, err := s.Next(patience(t))
		if err != nil {
			t.Fatalf("after %v: %v", got, err)
		}
		got = append(got, e.Kind)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("heard %v, want %v", got, want)
	}
}

func TestAPageHearsWhatTheBotIsRefused(t *testing.T) {
	s := play(t, localdiscord.Config{})
	anas := s.ana.Subscribe()
	defer anas.Close()
	s.refused("POST", "/channels/"+s.general.ID+"/messages", object{"content": x(2001)}, 400, 50035, "content")
	e := must[localdiscord.Event](t)(anas.Next(patience(t)))
	if e.Kind != localdiscord.Refused || e.Refusal.Route != "POST /channels/{channel_id}/messages" || !strings.HasPrefix(e.Refusal.Error, "50035: Invalid Form Body") {
		t.Errorf("heard %s %+v", e.Kind, e.Refusal)
	}
}

func TestAClientInAnotherLanguageShowsTheCommandsAgain(t *testing.T) {
	s := play(t, localdiscord.Config{})
	hers, his := s.ana.Subscribe(), s.guild.AddMember("Ben").Subscribe()
	s.ana.SetLocale("fr")
	must[*localdiscord.Message](t)(s.ana.Say(s.general.ID, "bonjour"))
	if e := must[localdiscord.Event](t)(hers.Next(patience(t))); e.Kind != localdiscord.CommandsChanged {
		t.Errorf("she heard of a %s first", e.Kind)
	}
	if e := must[localdiscord.Event](t)(his.Next(patience(t))); e.Kind != localdiscord.MessageCreated {
		t.Errorf("he heard of a %s first, want her message: her language is nothing to him", e.Kind)
	}
}

func TestCommandsAClientOffers(t *testing.T) {
	s := play(t, localdiscord.Config{})
	moderator := s.guild.AddMember("Ben", s.guild.AddRole("moderators", localdiscord.ModeratorPermissions).ID)
	for _, c := range []struct {
		name    string
		to      *localdiscord.Person
		channel *localdiscord.Channel
		want    string
	}{
		{"a member has those for everybody", s.ana, s.general, "[ask Find answer]"},
		{"a moderator has those for moderators too", moderator, s.general, "[ask briefing Find answer]"},
		{"a direct message has none of a server", moderator, moderator.DM(), "[ask closed Find answer]"},
		{"somebody who installed the app has its own", s.guild.AddMember("Cid").InstallApp(), s.general, "[ask anywhere Find answer]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, command := range must[[]localdiscord.Command](t)(c.to.Commands(c.channel.ID)) {
				got = append(got, command.Name)
			}
			if fmt.Sprint(got) != c.want {
				t.Errorf("offered %v, want %s", got, c.want)
			}
		})
	}
}

func TestAnAnswerNamesItsCommand(t *testing.T) {
	s := play(t, localdiscord.Config{})
	asked := must[*localdiscord.Message](t)(s.ana.Say(s.general.ID, "hello"))
	for _, c := range []struct {
		name string
		use  func() (*localdiscord.Interaction, error)
		kind int
		want string
	}{
		{"a slash command", func() (*localdiscord.Interaction, error) { return s.ana.Slash(s.general.ID, "ask", question("who?")) }, localdiscord.TypeSlash, "ask"},
		{"a subcommand", func() (*localdiscord.Interaction, error) {
			return s.ana.ForgeSlash(s.general.ID, "briefing post")
		}, localdiscord.TypeSlash, "briefing post"},
		{"a message command", func() (*localdiscord.Interaction, error) {
			return s.ana.UseOn(s.general.ID, asked.ID, "Find answer")
		}, localdiscord.TypeContextMenu, "Find answer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := must[*localdiscord.Interaction](t)(c.use())
			s.accepted("POST", callbackPath(in), object{"type": 4, "data": object{"content": "a"}}, nil)
			m := must[*localdiscord.Message](t)(in.Message(patience(t)))
			if m.Type != c.kind || m.Command == nil || m.Command.Name != c.want {
				t.Errorf("the answer is of type %d to %+v, want %d to %q", m.Type, m.Command, c.kind, c.want)
			}
		})
	}
}
