package playground

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// news is what a page hears: an event, and what the page would have to ask for because of it.
type news struct {
	localdiscord.Event
	View    *view                   `json:"view,omitempty"`    // of kind "view": all there is, at first and when commands, channels or articles change
	Reading *progress               `json:"reading,omitempty"` // of kind "reading": there is nothing to show yet
	Pins    []*localdiscord.Message `json:"pins,omitempty"`    // of kind "pins": the latest first
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
	err := p.follow(r.Context(), part, heard, func(told news) error { return send(w, out, told) })
	if r.Context().Err() == nil {
		p.cfg.Log.Warn("the page is not told what happens any more", "error", err)
	}
}

// follow tells a page how far the articles are read, then what there is, then what happens, until ctx ends.
func (p *Playground) follow(ctx context.Context, part string, heard *localdiscord.Subscription, tell func(news) error) error {
	for {
		reading, changed := p.now()
		told, err := p.all(ctx, part, reading)
		if err == nil {
			err = tell(told)
		}
		if err != nil {
			return err
		}
		until, stop := context.WithCancel(ctx)
		forget := context.AfterFunc(changed, stop)
		err = p.followEvents(until, part, reading != nil, heard, tell)
		forget()
		stop()
		if ctx.Err() != nil || !errors.Is(err, context.Canceled) {
			return err
		}
	}
}

// followEvents tells what happens until ctx ends; a page that waits for the articles hears nothing.
func (p *Playground) followEvents(ctx context.Context, part string, waiting bool, heard *localdiscord.Subscription, tell func(news) error) error {
	for {
		e, err := heard.Next(ctx)
		if err != nil {
			return err
		}
		if waiting {
			continue
		}
		told, err := p.about(ctx, part, e)
		if err == nil {
			err = tell(told)
		}
		if err != nil {
			return err
		}
	}
}

// all is everything there is to show.
func (p *Playground) all(ctx context.Context, part string, reading *progress) (news, error) {
	if reading != nil {
		return news{Event: localdiscord.Event{Kind: "reading"}, Reading: reading}, nil
	}
	v, err := p.look(ctx, part)
	return news{Event: localdiscord.Event{Kind: "view"}, View: v}, err
}

// about is an event with what a page would ask for because of it.
func (p *Playground) about(ctx context.Context, part string, e localdiscord.Event) (news, error) {
	switch e.Kind {
	case localdiscord.CommandsChanged, localdiscord.ChannelChanged:
		return p.all(ctx, part, nil)
	case localdiscord.PinsChanged:
		pins, err := p.scene.people[part].Pins(e.ChannelID)
		return news{Event: e, Pins: pins}, err
	}
	return news{Event: e}, nil
}

// viewNow is what a page shows that hears what happens from another tab of the browser.
func (p *Playground) viewNow(w http.ResponseWriter, r *http.Request) {
	reading, _ := p.now()
	told, err := p.all(r.Context(), r.URL.Query().Get("as"), reading)
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"error": err.Error()})
		return
	}
	answer(w, http.StatusOK, told)
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
