package localdiscord

import (
	"slices"
	"sync"
	"time"
)

// Channel types this double knows.
const (
	ChannelText         = 0
	ChannelDM           = 1
	ChannelAnnouncement = 5
	ChannelThread       = 11
	ChannelForum        = 15
)

// world is everything Discord knows. Its lock is held for map work and for queueing events in order, never while a
// socket is read or written or a body is parsed.
type world struct {
	sync.Mutex
	guilds   map[string]*guild
	channels map[string]*channel
	users    map[string]*User
	people   map[string]*Person
	dms      map[string]*channel     // by the person's user id
	commands map[string]*command     // by command id
	order    []string                // command ids, oldest first
	creates  []time.Time             // of commands, in the last day
	asked    map[string]*Interaction // by token
	askedIDs []string                // tokens, oldest first
	nonces   map[string]nonce
	files    map[string][]byte // of attachments, by the path of their URL
	filed    []string          // these paths, oldest first
	dirty    []*conn           // have frames to write once the lock is free
}

// Unlock releases the lock and writes what was queued for the bot. The caller's goroutine does the writing: waking another one
// for it would take longer.
func (w *world) Unlock() {
	dirty := w.dirty
	w.dirty = nil
	w.Mutex.Unlock()
	for _, c := range dirty {
		c.flush()
	}
}

type guild struct {
	id, name, ownerID, locale string
	channels                  []string
	roles                     map[string]*Role
	members                   map[string]*member
	bot                       bool // the bot is in it
	botRole                   string
	joined                    time.Time
}

// A Role is a named set of permissions; the one whose id is the guild's is @everyone.
type Role struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Color       int               `json:"color"`
	Hoist       bool              `json:"hoist"`
	Position    int               `json:"position"`
	Permissions Permissions       `json:"permissions,string"`
	Managed     bool              `json:"managed"`
	Mentionable bool              `json:"mentionable"`
	Flags       int               `json:"flags"`
	Tags        map[string]string `json:"tags,omitempty"`
}

type member struct {
	user   *User
	roles  []string
	joined time.Time
}

func (m *member) json(withUser bool) *Member {
	out := &Member{Roles: m.roles, JoinedAt: m.joined.UTC().Format(time.RFC3339)}
	if out.Roles == nil {
		out.Roles = []string{}
	}
	if withUser {
		out.User = m.user
	}
	return out
}

type channel struct {
	ID         string `json:"id"`
	Type       int    `json:"type"`
	GuildID    string `json:"guild_id,omitempty"`
	Name       string `json:"name,omitempty"`
	ParentID   string `json:"parent_id,omitempty"`
	OwnerID    string `json:"owner_id,omitempty"`
	Position   int    `json:"position"`
	recipients map[string]bool
	overwrites map[string]Overwrite
	messages   map[string]*record
	ids        []string // of messages, oldest first
	pins       []pin    // newest first
	oldEdits   []time.Time
	wake       chan struct{}
}

func (c *channel) isThread() bool { return c.Type == ChannelThread }

// changed wakes everybody who waits for a change of the channel.
func (c *channel) changed() {
	if c.wake != nil {
		close(c.wake)
		c.wake = nil
	}
}

// next is closed at the next change of the channel. The world must be locked.
func (c *channel) next() <-chan struct{} {
	if c.wake == nil {
		c.wake = make(chan struct{})
	}
	return c.wake
}

// a record is a message and what only Discord knows about it.
type record struct {
	msg   *Message
	only  string // user id of the one who sees it; empty for everybody
	pings Pings
	in    *Interaction // the interaction it answers; nil if none
}

// seenBy reports whether the user sees the message, given that they see its channel.
func (r *record) seenBy(userID string) bool { return r.only == "" || r.only == userID }

// channel finds one that the user may view.
func (w *world) channel(id, userID string) (*channel, *apiError) {
	c := w.channels[id]
	switch {
	case c == nil:
		return nil, errUnknownChannel()
	case !w.permissions(c, userID).Has(ViewChannel):
		return nil, errMissingAccess()
	}
	return c, nil
}

// message finds one that the user sees.
func (w *world) message(channelID, messageID, userID string) (*channel, *record, *apiError) {
	c, err := w.channel(channelID, userID)
	if err != nil {
		return nil, nil, err
	}
	r := c.find(messageID)
	if r == nil || !r.seenBy(userID) {
		return nil, nil, errUnknownMessage()
	}
	return c, r, nil
}

func (c *channel) find(id string) *record { return c.messages[id] }

// add keeps at most keep messages, forgetting the oldest that are not pinned.
func (c *channel) add(r *record, keep int) {
	c.messages[r.msg.ID] = r
	i, _ := slices.BinarySearchFunc(c.ids, r.msg.ID, compareIDs) // nearly always the end
	c.ids = slices.Insert(c.ids, i, r.msg.ID)
	for len(c.ids) > keep {
		old := c.ids[0]
		c.ids = c.ids[1:]
		if old := c.messages[old]; old != nil && old.msg.Pinned {
			continue
		}
		delete(c.messages, old)
	}
	c.changed()
}

// since lists the ids after one, oldest first.
func (c *channel) since(id string) []string {
	i, found := slices.BinarySearchFunc(c.ids, id, compareIDs)
	if found {
		i++
	}
	return c.ids[i:]
}

func (c *channel) remove(id string) {
	delete(c.messages, id)
	if i, ok := slices.BinarySearchFunc(c.ids, id, compareIDs); ok {
		c.ids = slices.Delete(c.ids, i, i+1)
	}
	c.pins = slices.DeleteFunc(c.pins, func(p pin) bool { return p.id == id })
	c.changed()
}

func newWorld() *world {
	return &world{
		files:  map[string][]byte{},
		guilds: map[string]*guild{}, channels: map[string]*channel{}, users: map[string]*User{}, people: map[string]*Person{},
		dms: map[string]*channel{}, commands: map[string]*command{},
		asked: map[string]*Interaction{}, nonces: map[string]nonce{},
	}
}
