package localdiscord_test

import (
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

func TestWhatThePermissionsOfTheBotForbid(t *testing.T) {
	everything := localdiscord.BotPermissions | localdiscord.AttachFiles | localdiscord.ManageMessages
	messages := func(string) string { return "/messages" }
	one := func(id string) string { return "/messages/" + id }
	hello := object{"content": "hello"}
	for name, c := range map[string]struct {
		without localdiscord.Permissions
		method  string
		path    func(id string) string // below the channel; id is a message of Ana
		body    any
		status  int
		code    int
	}{
		"View Channel, to write":           {localdiscord.ViewChannel, "POST", messages, hello, 403, 50001},
		"View Channel, to read":            {localdiscord.ViewChannel, "GET", messages, nil, 403, 50001},
		"Send Messages":                    {localdiscord.SendMessages, "POST", messages, hello, 403, 50013},
		"Send Messages, to type":           {localdiscord.SendMessages, "POST", func(string) string { return "/typing" }, nil, 403, 50013},
		"Read Message History, to reply":   {localdiscord.ReadMessageHistory, "POST", messages, "reply", 400, 160002},
		"Embed Links, with nothing else":   {localdiscord.EmbedLinks, "POST", messages, object{"embeds": list{object{"title": "a"}}}, 400, 50006},
		"Manage Messages, to delete Ana's": {localdiscord.ManageMessages, "DELETE", one, nil, 403, 50013},
		"Pin Messages, to pin":             {localdiscord.PinMessages, "PUT", func(id string) string { return "/messages/pins/" + id }, nil, 403, 50013},
		"Pin Messages, to unpin":           {localdiscord.PinMessages, "DELETE", func(id string) string { return "/messages/pins/" + id }, nil, 403, 50013},
	} {
		t.Run(name, func(t *testing.T) {
			d := start(t, localdiscord.Config{})
			guild := d.AddGuildWith("Watchers", localdiscord.GuildOptions{BotPermissions: everything})
			general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
			asked := must[*localdiscord.Message](t)(ana.Say(general.ID, "hello"))
			body := c.body
			if body == "reply" {
				body = object{"content": "a", "message_reference": object{"message_id": asked.ID}}
			}
			path := "/channels/" + general.ID + c.path(asked.ID)
			client := rest{t, d}
			general.Deny(d.Bot().ID, c.without)
			client.refused(c.method, path, body, c.status, c.code, "")
			general.Allow(d.Bot().ID, c.without)
			client.accepted(c.method, path, body, nil)
		})
	}
}

func TestEmbedsVanishWithoutEmbedLinks(t *testing.T) {
	d := start(t, localdiscord.Config{})
	general := d.AddGuild("Watchers").AddChannel("general")
	general.Deny(d.Bot().ID, localdiscord.EmbedLinks)
	var m localdiscord.Message
	rest{t, d}.accepted("POST", "/channels/"+general.ID+"/messages", object{"content": "a", "embeds": list{object{"title": "b"}}}, &m)
	if len(m.Embeds) != 0 || m.Content != "a" {
		t.Errorf("the message has %d embeds and content %q, want none and a", len(m.Embeds), m.Content)
	}
}

func TestPermissionsAreComputedAsDiscordDoes(t *testing.T) {
	d := start(t, localdiscord.Config{})
	owner := d.AddPerson("Olga")
	guild := d.AddGuildWith("Watchers", localdiscord.GuildOptions{Owner: owner})
	admins := guild.AddRole("admins", localdiscord.Administrator)
	muted := guild.AddRole("muted", 0)
	general := guild.AddChannel("general")
	thread := guild.AddChannelOf(localdiscord.ChannelThread, "a thread", general.ID)
	general.Deny(guild.ID, localdiscord.SendMessages)
	general.Allow(muted.ID, localdiscord.SendMessages)

	ana, ben, cid := guild.AddMember("Ana"), guild.AddMember("Ben", muted.ID), guild.AddMember("Cid", admins.ID)
	general.Deny(ben.ID, localdiscord.ViewChannel)
	silent := guild.AddRole("silent", 0)
	eve := guild.AddMember("Eve", silent.ID)
	general.Deny(silent.ID, localdiscord.AddReactions)
	for _, c := range []struct {
		name string
		who  *localdiscord.Person
		want localdiscord.Permissions
		has  bool
	}{
		{"a denial for everyone holds", ana, localdiscord.SendMessages, false},
		{"and takes nothing else", ana, localdiscord.ViewChannel, true},
		{"who may not view may nothing, whatever their role allows", ben, localdiscord.SendMessages, false},
		{"a denial for a role holds", eve, localdiscord.AddReactions, false},
		{"an administrator may everything", cid, localdiscord.SendMessages | localdiscord.PinMessages, true},
		{"the owner may everything", owner, localdiscord.PinMessages, true},
		{"who is no member may nothing", d.AddPerson("Dee"), localdiscord.ViewChannel, false},
	} {
		if got := c.who.May(general.ID).Has(c.want); got != c.has {
			t.Errorf("%s: got %v, want %v", c.name, got, c.has)
		}
	}
	if ben.May(thread.ID) != 0 || !ana.May(thread.ID).Has(localdiscord.SendMessagesInThreads) {
		t.Error("a thread does not follow its parent")
	}
	if _, err := ana.Say(general.ID, "hello"); localdiscord.Code(err) != 50013 {
		t.Errorf("Ana wrote where she may not: %v", err)
	}
	if _, err := ben.Look(general.ID); localdiscord.Code(err) != 50001 {
		t.Errorf("Ben looked where he may not: %v", err)
	}
}
