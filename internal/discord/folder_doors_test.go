package discord

import (
	"reflect"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// Every moderators' command, with options that would change something.
var moderatorDoors = []struct {
	name    string
	command string
	options []string
}{
	{"posting", "briefing post", []string{"article", "vote"}},
	{"updating", "briefing update", nil},
	{"listing briefings", "briefing list", nil},
	{"removing", "briefing remove", []string{"which", "ID"}},
	{"status", "sitrep status", nil},
	{"reloading", "sitrep reload", nil},
	{"gaps", "sitrep gaps", nil},
	{"votes", "sitrep gaps", []string{"show", "not-it"}},
	{"exporting", "sitrep export", nil},
	{"a channel's rule", "sitrep channels", []string{"rule", "deny"}},
	{"ignoring", "sitrep ignore", nil},
	{"settings", "sitrep settings", []string{"language", "fr"}},
	{"forgetting", "sitrep forget", nil},
}

// pressed are moderators' buttons as they lie about in a channel after an evening.
func (e *folderHarness) lyingAbout() map[string]*localdiscord.Message {
	e.Helper()
	e.say(e.ana, e.general.ID, e.d.BotMention()+" What is the capital of Australia?")
	return map[string]*localdiscord.Message{
		"Post":          e.command(e.mo, e.general.ID, "briefing post", "article", "vote"),
		"Post and pin":  e.command(e.mo, e.general.ID, "briefing post", "article", "vote"),
		"✓ 1":           e.command(e.mo, e.general.ID, "sitrep gaps"),
		"Delete it all": e.command(e.mo, e.general.ID, "sitrep forget"),
	}
}

// state is everything the store has of a server, and what is in its channel.
func (e *folderHarness) state(g *localdiscord.Guild, channel string) (s struct {
	settings  store.Settings
	briefings []store.Briefing
	gaps      []store.Gap
	messages  int
}) {
	e.Helper()
	var err error
	s.settings, err = e.store.Settings(e.ctx(), g.ID)
	must(e, err)
	s.briefings, err = e.store.Briefings.List(e.ctx(), g.ID)
	must(e, err)
	s.gaps, err = e.store.Gaps.List(e.ctx(), g.ID, store.GapOpen, 10)
	must(e, err)
	seen, err := e.mo.Look(channel)
	if err == nil {
		for _, m := range seen {
			if !m.Ephemeral() {
				s.messages++
			}
		}
	}
	return s
}

func TestAMemberWithoutRightsFindsEveryDoorClosed(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	e.pinned(e.mo, e.general.ID, "article", "camps")
	buttons := e.lyingAbout()
	before := e.state(e.guild, e.general.ID)
	for _, door := range moderatorDoors {
		t.Run(door.name, func(t *testing.T) {
			if len(door.options) == 2 && door.options[1] == "ID" {
				door.options = []string{"which", before.briefings[0].ID}
			}
			wantIn(t, e.command(e.ana, e.general.ID, door.command, door.options...).Text(), "needs the permission")
		})
	}
	for name, m := range buttons {
		t.Run("the button "+name, func(t *testing.T) { wantIn(t, e.press(e.ana, m, name).Text(), "needs the permission") })
	}
	t.Run("suggestions tell nothing", func(t *testing.T) {
		// The double's client suggests only where the command is shown, so the handler is asked.
		rep, err := e.bot.briefings.suggest(t.Context(), request{guild: e.guild.ID, channel: e.general.ID, user: e.ana.ID, focused: "which"})
		if err != nil || len(rep.choices) != 0 {
			t.Errorf("got %v, %v", rep.choices, err)
		}
	})
	wantUnchanged(t, e, before, e.guild, e.general.ID)

	// Pinning in one channel is no right in another, nor to run the bot.
	pia := e.guild.AddMember("Pia")
	other := e.guild.AddChannel("other")
	other.Allow(pia.ID, localdiscord.PinMessages)
	wantIn(t, e.command(pia, e.general.ID, "briefing update").Text(), "needs the permission Pin Messages")
	wantIn(t, e.command(pia, other.ID, "briefing remove", "which", before.briefings[0].ID).Text(), "no such briefing in this channel")
	list := e.command(pia, other.ID, "briefing list")
	wantIn(t, list.Text(), "There are no briefings yet.")
	signed := e.bot.render.Sign(render.State{Kind: render.KindUnpinOldest, Asker: e.mo.ID, Target: render.Briefing(before.briefings[0].ID)})
	i, err := pia.ForgePress(list, localdiscord.CompButton, signed)
	must(t, err)
	m, err := i.Message(e.ctx())
	must(t, err)
	wantIn(t, m.Text(), "Please ask again")
	wantIn(t, e.command(pia, other.ID, "sitrep status").Text(), "needs the permission Manage Server")
	wantUnchanged(t, e, before, e.guild, e.general.ID)

	// Who lost the right after the preview has lost it.
	late := e.guild.AddMember("Lou")
	e.general.Allow(late.ID, localdiscord.PinMessages)
	preview := e.command(late, e.general.ID, "briefing post", "article", "vote")
	e.general.Deny(late.ID, localdiscord.PinMessages)
	wantIn(t, e.press(late, preview, "Post and pin").Text(), "needs the permission Pin Messages")
	wantUnchanged(t, e, before, e.guild, e.general.ID)
}

func wantUnchanged(t *testing.T, e *folderHarness, before any, g *localdiscord.Guild, channel string) {
	t.Helper()
	if after := e.state(g, channel); !reflect.DeepEqual(before, after) {
		t.Errorf("something changed:\n%+v\n%+v", before, after)
	}
}

func TestAnotherServerReachesNothing(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	pin := e.pinned(e.mo, e.general.ID, "article", "vote")
	e.command(e.mo, e.general.ID, "sitrep settings", "cooldown", "5m", "notices", e.guild.AddChannel("mods").ID)
	e.command(e.mo, e.general.ID, "sitrep settings", "cooldown", "0s")
	buttons := e.lyingAbout()
	before := e.state(e.guild, e.general.ID)

	theirs := e.d.AddGuild("Strangers")
	channel, eve := theirs.AddChannel("general"), e.moderator(theirs, "Eve")
	id := before.briefings[0].ID
	bait := e.command(eve, channel.ID, "sitrep gaps") // a message of theirs to press things on

	e.command(eve, channel.ID, "sitrep settings", "cooldown", "0s")
	t.Run("their lists are empty", func(t *testing.T) {
		wantIn(t, e.command(eve, channel.ID, "briefing list").Text(), "There are no briefings yet.")
		wantIn(t, e.command(eve, channel.ID, "sitrep gaps").Text(), "Nothing here")
		wantIn(t, e.command(eve, channel.ID, "sitrep export").Text(), "of the last 90 days: 0")
		wantIn(t, e.command(eve, channel.ID, "sitrep settings").Text(), "Cooldown: 0s", "replies to their commands")
		wantIn(t, e.command(eve, channel.ID, "sitrep status").Text(), "Briefings here: 0 · questions without an answer: 0")
		choices, err := eve.Suggest(e.ctx(), channel.ID, "briefing update", localdiscord.Opt{Name: "which", Value: ""})
		if err != nil || len(choices) != 0 {
			t.Errorf("suggested %v, %v", choices, err)
		}
	})
	t.Run("the id of a briefing is of no use", func(t *testing.T) {
		for _, command := range []string{"briefing update", "briefing remove"} {
			wantIn(t, e.command(eve, channel.ID, command, "which", id).Text(), "no such briefing")
		}
	})
	theirsBefore := e.state(theirs, channel.ID)
	for name, m := range buttons {
		t.Run("the signed button "+name, func(t *testing.T) {
			c, _ := m.Component(name)
			i, err := eve.ForgePress(bait, localdiscord.CompButton, c.CustomID)
			must(t, err)
			_, err = i.Wait(e.ctx())
			must(t, err)
		})
	}
	wantUnchanged(t, e, theirsBefore, theirs, channel.ID)
	t.Run("unpinning our oldest", func(t *testing.T) {
		forged := e.bot.render.Sign(render.State{Kind: render.KindUnpinOldest, Asker: eve.ID, Target: render.Briefing(id)})
		i, err := eve.ForgePress(bait, localdiscord.CompButton, forged)
		must(t, err)
		m, err := i.Message(e.ctx())
		must(t, err)
		wantIn(t, m.Text(), "Please ask again")
	})
	t.Run("changing their own settings, forgetting their own data", func(t *testing.T) {
		e.command(eve, channel.ID, "sitrep settings", "language", "fr", "gaps", "false")
		e.command(eve, channel.ID, "sitrep channels", "rule", "deny")
		e.click(eve, e.command(eve, channel.ID, "sitrep forget"), "Tout supprimer")
	})
	t.Run("their removal of the bot", func(t *testing.T) { theirs.RemoveBot() })
	wantUnchanged(t, e, before, e.guild, e.general.ID)
	if _, err := e.ana.See(e.general.ID, pin.ID); err != nil {
		t.Error("the pin is gone")
	}
}

func TestAnotherServersDataIsDeletedOnlyAfterTheGracePeriod(t *testing.T) {
	e := newFolderHarness(t, localdiscord.Config{})
	e.pinned(e.mo, e.general.ID, "article", "vote")
	e.guild.RemoveBot()
	soon, late := time.Now().Add(deletedAfter-time.Hour), time.Now().Add(deletedAfter+time.Hour)
	deleted := func(at time.Time) []string {
		ids, err := e.store.SweepDeletions(e.ctx(), at)
		must(t, err)
		return ids
	}
	elsewhere := e.d.AddGuild("Elsewhere").AddChannel("general").ID
	eve := e.d.AddPerson("Eve")
	e.d.Guilds()[1].Join(eve)
	heard := func() { // and written: events come in order
		e.say(eve, elsewhere, e.d.BotMention()+" hello")
		e.bot.db.Settle(e.ctx())
	}
	heard()
	if ids := deleted(soon); len(ids) != 0 {
		t.Errorf("deleted %v before the time", ids)
	}
	e.guild.AddBot()
	heard()
	if ids := deleted(late); len(ids) != 0 {
		t.Errorf("deleted %v though the bot was added again", ids)
	}
	e.guild.Outage(true)
	heard()
	if ids := deleted(late); len(ids) != 0 {
		t.Errorf("deleted %v in an outage", ids)
	}
	e.guild.Outage(false)
	e.guild.RemoveBot()
	heard()
	if ids := deleted(late); len(ids) != 1 || ids[0] != e.guild.ID {
		t.Errorf("deleted %v, wanted the server the bot was removed from", ids)
	}
	if all, _ := e.store.Briefings.List(e.ctx(), e.guild.ID); len(all) != 0 {
		t.Error("briefings are still there")
	}
}
