package localdiscord

import (
	"context"
	"slices"
	"sync"
)

// EventKind says what happened.
type EventKind string

// What happens, as a page that shows the channel would need it.
const (
	MessageCreated  EventKind = "message"
	MessageUpdated  EventKind = "update"
	MessageDeleted  EventKind = "delete"
	PinsChanged     EventKind = "pins"
	TypingStarted   EventKind = "typing"
	Acknowledged    EventKind = "acknowledged" // the bot answered or deferred an interaction
	Failed          EventKind = "failed"       // "The application did not respond"
	ModalOpened     EventKind = "modal"
	CommandsChanged EventKind = "commands"
	ChannelChanged  EventKind = "channel" // created, renamed, other permissions, deleted
	Refused         EventKind = "refused" // a request of the bot; everybody may know, as this is no secret of a channel
)

// An Event is one thing that happened, as one person may know it.
type Event struct {
	Kind        EventKind `json:"kind"`
	ChannelID   string    `json:"channel_id,omitempty"`
	MessageID   string    `json:"message_id,omitempty"`
	Message     *Message  `json:"message,omitempty"`
	UserID      string    `json:"user_id,omitempty"` // who types, who pinned
	Interaction string    `json:"interaction,omitempty"`
	Modal       *Modal    `json:"modal,omitempty"`
	Refusal     *Refusal  `json:"refusal,omitempty"`
	only        string    // the one person who may know; empty for all who see the channel
}

// A Refusal is what the bot asked for and what Discord answered.
type Refusal struct {
	Route string `json:"route"` // as "POST /channels/{channel_id}/messages"
	Error string `json:"error"` // with Discord's number and, of a body, the fields
}

// A Subscription queues events until they are asked for. Close it when done.
type Subscription struct {
	hub    *hub
	sees   func(Event) bool
	mu     sync.Mutex
	queue  []Event
	signal chan struct{}
}

// Next is the oldest event not yet taken; it waits for one until ctx ends.
func (s *Subscription) Next(ctx context.Context) (Event, error) {
	for {
		if e, ok := s.take(); ok {
			return e, nil
		}
		select {
		case <-s.signal:
		case <-ctx.Done():
			return Event{}, ctx.Err()
		}
	}
}

func (s *Subscription) take() (Event, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		return Event{}, false
	}
	e := s.queue[0]
	s.queue = s.queue[1:]
	return e, true
}

func (s *Subscription) put(e Event) {
	s.mu.Lock()
	s.queue = append(s.queue, e)
	s.mu.Unlock()
	select {
	case s.signal <- struct{}{}:
	default:
	}
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.subs = slices.DeleteFunc(s.hub.subs, func(x *Subscription) bool { return x == s })
}

type hub struct {
	mu   sync.Mutex
	subs []*Subscription
}

func (h *hub) subscribe(sees func(Event) bool) *Subscription {
	s := &Subscription{hub: h, sees: sees, signal: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subs = append(h.subs, s)
	return s
}

// publish tells those who may know. The world must be locked.
func (s *Server) publish(e Event) {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	for _, sub := range s.hub.subs {
		if sub.sees(e) {
			sub.put(e)
		}
	}
}

func (s *Server) tellRefusal(route string, refusal *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	s.publish(Event{Kind: Refused, Refusal: &Refusal{Route: route, Error: refusal.Error()}})
}

// Subscribe streams what the person may know, from now on.
func (p *Person) Subscribe() *Subscription {
	return p.s.hub.subscribe(func(e Event) bool {
		if e.only != "" {
			return e.only == p.ID
		}
		c := p.s.world.channels[e.ChannelID]
		return c == nil || p.s.world.permissions(c, p.ID).Has(ViewChannel)
	})
}
