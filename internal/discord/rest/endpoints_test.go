package rest

import (
	"log/slog"
	"net/http"
	"os"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
	"github.com/sitrep-bot/sitrep/internal/localdiscord/localdiscordtest"
)

// newServer is a Discord with one channel, and a client of the bot's.
func newServer(t *testing.T) (*localdiscord.Server, *localdiscord.Channel, *localdiscord.Person, *Client) {
	t.Helper()
	d := localdiscordtest.New(t, localdiscord.Config{OpenAPI: os.Getenv("DISCORD_OPENAPI")})
	guild := d.AddGuild("Watchers")
	return d, guild.AddChannel("general"), guild.AddMember("Ana"), New(d.Token(), d.Transport(), nil, slog.New(slog.DiscardHandler))
}

func say(text string) Message { return Message{Layouts: []Layout{{Content: text}}} }

func TestAMessageThatIsGoneIsNoErrorToDeleteOrUnpin(t *testing.T) {
	t.Parallel()
	_, channel, ana, c := newServer(t)
	id, err := c.CreateMessage(t.Context(), channel.ID, say("hello"))
	must(t, err)
	must(t, c.Pin(t.Context(), channel.ID, id))
	if m, err := ana.See(channel.ID, id); err != nil || !m.Pinned {
		t.Errorf("it is not pinned: %v %v", m, err)
	}
	for range 2 {
		must(t, c.DeleteMessage(t.Context(), channel.ID, id))
		must(t, c.Unpin(t.Context(), channel.ID, id))
	}
	if err := c.EditMessage(t.Context(), channel.ID, id, say("hello again")); !IsCode(err, CodeUnknownMessage) {
		t.Errorf("an edit of what is gone is refused, got %v", err)
	}
}

func TestALayoutThatIsRefusedIsFollowedByTheNext(t *testing.T) {
	t.Parallel()
	d, channel, ana, c := newServer(t)
	const invalid, forbidden = `{"code":50035,"message":"Invalid Form Body"}`, `{"code":50013,"message":"Missing Permissions"}`
	for _, r := range []struct {
		name   string
		status int
		body   string
		sent   string
	}{
		{"as invalid", http.StatusBadRequest, invalid, "second"},
		{"for want of a permission: another layout would not help", http.StatusForbidden, forbidden, ""},
	} {
		d.Fail(1, "POST /channels/{channel_id}/messages", localdiscord.Failure{Status: r.status, Body: r.body})
		id, err := c.CreateMessage(t.Context(), channel.ID, Message{Layouts: []Layout{{Content: "first"}, {Content: "second"}}})
		if r.sent == "" {
			if !IsCode(err, CodeNoPermission) {
				t.Errorf("%s: %v", r.name, err)
			}
			continue
		}
		must(t, err)
		if m, err := ana.See(channel.ID, id); err != nil || m.Content != r.sent {
			t.Errorf("%s: sent %v, %v", r.name, m, err)
		}
	}
}

func TestNobodyIsPingedButWhoIsMeant(t *testing.T) {
	t.Parallel()
	d, channel, ana, c := newServer(t)
	m := say("@everyone <@" + ana.ID + ">")
	id, err := c.CreateMessage(t.Context(), channel.ID, m)
	must(t, err)
	if pinged := d.Pings(channel.ID, id); !pinged.Nobody() {
		t.Errorf("pinged: %+v", pinged)
	}
	m.Ping = ana.ID
	id, err = c.CreateMessage(t.Context(), channel.ID, m)
	must(t, err)
	if pinged := d.Pings(channel.ID, id); pinged.Nobody() || pinged.Everyone {
		t.Errorf("wanted Ana, pinged: %+v", pinged)
	}
}
