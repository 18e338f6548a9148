package playground

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// news is what a page hears: an event, and what the page would have to ask for because of it.
type news struct {
	localdiscord.Event
	View *view                   `json:"view,omitempty"` // of kind "view": all there is, at first and when commands or channels change
	Pins []*localdiscord.Message `json:"pins,omitempty"` // of kind "pins": the latest first
}

// stream tells one page what happens, from the whole view on, until it goes away. A page that comes back gets the whole
// view again, so it cannot miss anything.
func (p *Playground) stream(w http.ResponseWriter, r *http.Request) {
	part := r.URL.Query().Get("as")
	who := p.scene.people[part]
	if who == nil {
		http.Error(w, fmt.Sprintf("wanted as=%s or as=%s", member, moderator), http.StatusBadRequest)
		return
	}
	heard := who.Subscribe() // before the view is drawn: what happens meanwhile is told twice rather than never
	defer heard.Close()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	next := localdiscord.Event{Kind: localdiscord.CommandsChanged}
	for {
		told, err := p.tell(r.Context(), part, next)
		if err == nil {
			err = send(w, out, told)
		}
		if err == nil {
			next, err = heard.Next(r.Context())
		}
		if err != nil {
			if r.Context().Err() == nil {
				p.cfg.Log.Warn("the page is not told what happens any more", "error", err)
			}
			return
		}
	}
}

func (p *Playground) tell(ctx context.Context, part string, e localdiscord.Event) (news, error) {
	switch e.Kind {
	case localdiscord.CommandsChanged, localdiscord.ChannelChanged:
		v, err := p.look(ctx, part)
		return news{Event: localdiscord.Event{Kind: "view"}, View: v}, err
	case localdiscord.PinsChanged:
		pins, err := p.scene.people[part].Pins(e.ChannelID)
		return news{Event: e, Pins: pins}, err
	}
	return news{Event: e}, nil
}

func send(w http.ResponseWriter, out *http.ResponseController, told news) error {
	raw, err := json.Marshal(told)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "data: %s\n\n", raw); err != nil {
		return err
	}
	return out.Flush()
}
