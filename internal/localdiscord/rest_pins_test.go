package localdiscord_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

type pinPage struct {
	Items []struct {
		At      time.Time `json:"pinned_at"`
		Message localdiscord.Message
	}
	More bool `json:"has_more"`
}

func TestPins(t *testing.T) {
	d := start(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	general, other := guild.AddChannel("general"), guild.AddChannel("other")
	w, _ := ready(t, d, guildMessages)
	c, path := rest{t, d}, "/channels/"+general.ID
	var ids []string
	for i := range 251 {
		var m localdiscord.Message
		c.accepted("POST", path+"/messages", object{"content": fmt.Sprint(i)}, &m)
		ids = append(ids, m.ID)
	}
	c.accepted("PUT", path+"/messages/pins/"+ids[0], nil, nil)
	c.accepted("PUT", path+"/messages/pins/"+ids[1], nil, nil)
	w.until("CHANNEL_PINS_UPDATE")
	for _, id := range ids[2:250] {
		c.accepted("PUT", path+"/messages/pins/"+id, nil, nil)
	}
	c.refused("PUT", path+"/messages/pins/"+ids[250], nil, 400, 30003, "")
	c.accepted("PUT", path+"/messages/pins/"+ids[0], nil, nil) // pinned already
	c.refused("PUT", "/channels/"+other.ID+"/messages/pins/"+ids[250], nil, 400, 50019, "")
	c.refused("PUT", path+"/messages/pins/1", nil, 404, 10008, "")

	seen, before := 0, ""
	for more := true; more; {
		var page pinPage
		c.accepted("GET", path+"/messages/pins?limit=50&before="+url.QueryEscape(before), nil, &page)
		if seen == 0 && page.Items[0].Message.ID != ids[249] {
			t.Error("the latest pin does not come first")
		}
		seen, more = seen+len(page.Items), page.More
		before = page.Items[len(page.Items)-1].At.Format(time.RFC3339Nano)
	}
	if seen != 250 {
		t.Errorf("the pages have %d pins, want 250", seen)
	}
	c.refused("GET", path+"/messages/pins?limit=51", nil, 400, 50035, "limit")
	c.refused("GET", path+"/messages/pins?before=yesterday", nil, 400, 50035, "before")
	c.accepted("DELETE", path+"/messages/pins/"+ids[0], nil, nil)
	c.accepted("PUT", path+"/messages/pins/"+ids[250], nil, nil)
	c.accepted("DELETE", path+"/messages/"+ids[250], nil, nil)
	if pins := must[[]*localdiscord.Message](t)(guild.AddMember("Ana").Pins(general.ID)); len(pins) != 249 {
		t.Errorf("%d pins are left after one unpinned, one pinned and that one deleted, want 249", len(pins))
	}
}

func TestAPinIsAnnounced(t *testing.T) {
	d := start(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	mods := guild.AddRole("mods", localdiscord.ModeratorPermissions)
	general, mia, ana := guild.AddChannel("general"), guild.AddMember("Mia", mods.ID), guild.AddMember("Ana")
	m := must[*localdiscord.Message](t)(ana.Say(general.ID, "pin me"))
	if err := ana.Pin(general.ID, m.ID); localdiscord.Code(err) != 50013 {
		t.Errorf("Ana pinned without the permission: %v", err)
	}
	w, _ := ready(t, d, guildMessages)
	if err := mia.Pin(general.ID, m.ID); err != nil {
		t.Fatal(err)
	}
	var note localdiscord.Message
	if err := json.Unmarshal(w.until("MESSAGE_CREATE").Data, &note); err != nil || note.Type != localdiscord.TypePinned || note.RepliesTo() != m.ID {
		t.Errorf("the bot was told %+v, want the system message about the pin", note)
	}
	rest{t, d}.refused("POST", "/channels/"+general.ID+"/messages", object{"content": "a", "message_reference": object{"message_id": note.ID}}, 400, 50035, "SYSTEM_MESSAGE")
	if err := mia.Unpin(general.ID, m.ID); err != nil {
		t.Fatal(err)
	}
	w.until("CHANNEL_PINS_UPDATE")
}
