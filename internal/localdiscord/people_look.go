package localdiscord

import (
	"context"
	"fmt"
)

// Look is what the person sees in the channel, oldest first.
func (p *Person) Look(channelID string) ([]*Message, error) {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	ch, err := p.channel(channelID)
	if err != nil {
		return nil, err
	}
	var out []*Message
	for _, id := range ch.ids {
		if r := ch.messages[id]; r != nil && r.seenBy(p.ID) {
			out = append(out, r.msg)
		}
	}
	return out, nil
}

// See is one message as it stands now.
func (p *Person) See(channelID, messageID string) (*Message, error) {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	_, r, err := p.message(channelID, messageID)
	if err != nil {
		return nil, err
	}
	return r.msg, nil
}

// Pins is the pins panel: the latest first.
func (p *Person) Pins(channelID string) ([]*Message, error) {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	ch, err := p.channel(channelID)
	if err != nil {
		return nil, err
	}
	var out []*Message
	for _, pin := range ch.pins {
		out = append(out, ch.messages[pin.id].msg)
	}
	return out, nil
}

// Commands lists the slash and message commands that the person's client offers in the channel, oldest first.
func (p *Person) Commands(channelID string) ([]Command, error) {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	ch, err := p.channel(channelID)
	if err != nil {
		return nil, err
	}
	out := []Command{}
	for _, id := range p.s.world.order {
		c := p.s.world.commands[id]
		if found, _, err := p.invoke(ch, c.Type, c.Name, true); err == nil && found == c {
			out = append(out, *c)
		}
	}
	return out, nil
}

// May is what the person may do in the channel.
func (p *Person) May(channelID string) Permissions {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	if c := p.s.world.channels[channelID]; c != nil {
		return p.s.world.permissions(c, p.ID)
	}
	return 0
}

// Next waits for the next message of the bot that the person has not taken yet, in the channel, after their own last one
// there. Answers to their interactions count; a deferral counts once it is filled.
func (p *Person) Next(ctx context.Context, channelID string) (*Message, error) {
	unread := func() string { return p.read[channelID] }
	return p.await(ctx, channelID, unread, func(m *Message) bool {
		p.read[channelID] = m.ID
		return true
	})
}

// ReplyTo waits for the bot's answer to a message: the first that refers to it, or that comes after it and refers to
// nothing.
func (p *Person) ReplyTo(ctx context.Context, asked *Message) (*Message, error) {
	later := func() string { return asked.ID }
	return p.await(ctx, asked.ChannelID, later, func(m *Message) bool {
		return m.RepliesTo() == asked.ID || m.RepliesTo() == "" && m.Metadata == nil
	})
}

// Until waits for the first message of the bot, oldest first, that the person sees and want accepts.
func (p *Person) Until(ctx context.Context, channelID string, want func(*Message) bool) (*Message, error) {
	return p.await(ctx, channelID, func() string { return "" }, want)
}

func (p *Person) await(ctx context.Context, channelID string, after func() string, want func(*Message) bool) (*Message, error) {
	for {
		m, changed, err := p.scan(channelID, after, want)
		if m != nil || err != nil {
			return m, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, fmt.Errorf("no such message of the bot for %s in channel %s: %w", p.Name, channelID, ctx.Err())
		}
	}
}

func (p *Person) scan(channelID string, after func() string, want func(*Message) bool) (*Message, <-chan struct{}, error) {
	p.s.world.Lock()
	defer p.s.world.Unlock()
	ch, err := p.channel(channelID)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range ch.since(after()) {
		r := ch.messages[id]
		if r != nil && r.seenBy(p.ID) && r.msg.Author.ID == p.s.bot.ID && r.msg.Type != TypePinned && !r.msg.Loading() && want(r.msg) {
			return r.msg, nil, nil
		}
	}
	return nil, ch.next(), nil
}
