package localdiscord

import (
	"errors"
	"fmt"
	"slices"
)

// Click presses a button, named by its custom id or label.
func (p *Person) Click(m *Message, button string) (*Interaction, error) {
	return p.use(m, button, func(c Component) ([]string, error) {
		if c.Type != CompButton {
			return nil, fmt.Errorf("%q is no button", button)
		}
		if c.Style == StyleLink {
			return nil, fmt.Errorf("%q opens %s and asks nobody", button, c.URL)
		}
		return nil, nil
	})
}

// Choose picks from a menu, named by its custom id or placeholder; options by their label or value.
func (p *Person) Choose(m *Message, menu string, options ...string) (*Interaction, error) {
	return p.use(m, menu, func(c Component) ([]string, error) {
		if !c.isSelect() {
			return nil, fmt.Errorf("%q is no menu", menu)
		}
		return c.pick(options)
	})
}

// pick turns labels into values, within what the menu allows.
func (c Component) pick(names []string) ([]string, error) {
	values := append([]string{}, names...)
	if c.Type == CompStringSelect {
		for i, name := range names {
			at := slices.IndexFunc(c.Options, func(o SelectOption) bool { return o.Value == name })
			if at < 0 {
				at = slices.IndexFunc(c.Options, func(o SelectOption) bool { return o.Label == name })
			}
			if at < 0 {
				return nil, fmt.Errorf("no option %q in %v", name, c.Options)
			}
			values[i] = c.Options[at].Value
		}
	}
	if c.MinValues != nil && len(values) < *c.MinValues || c.MaxValues != nil && len(values) > *c.MaxValues {
		return nil, fmt.Errorf("%d chosen, the menu takes %d to %d", len(values), *c.MinValues, *c.MaxValues)
	}
	return values, nil
}

// use finds the component on the message as it stands now, and tells the bot.
func (p *Person) use(m *Message, name string, values func(Component) ([]string, error)) (*Interaction, error) {
	s := p.s
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := p.message(m.ChannelID, m.ID)
	if err != nil {
		return nil, err
	}
	c, ok := r.msg.Component(name)
	switch {
	case !ok:
		return nil, fmt.Errorf("no %q on the message", name)
	case c.Disabled:
		return nil, fmt.Errorf("%q is greyed out", name)
	}
	chosen, err := values(c)
	if err != nil {
		return nil, err
	}
	return p.press(ch, r, c, chosen), nil
}

// ForgePress sends a component that is perhaps not on the message (any more), on a message the person perhaps cannot
// see: what a client would never do.
func (p *Person) ForgePress(m *Message, kind int, customID string, values ...string) (*Interaction, error) {
	s := p.s
	s.world.Lock()
	defer s.world.Unlock()
	ch := s.world.channels[m.ChannelID]
	if ch == nil || ch.find(m.ID) == nil {
		return nil, errUnknownMessage()
	}
	if g := s.world.guilds[ch.GuildID]; g != nil && g.members[p.ID] == nil {
		return nil, errMissingAccess()
	}
	return p.press(ch, ch.find(m.ID), Component{Type: kind, CustomID: customID}, values), nil
}

func (p *Person) press(ch *channel, r *record, c Component, values []string) *Interaction {
	in := &Interaction{by: p, channel: ch, kind: kindComponent, source: r}
	if r.in != nil {
		in.owners = r.in.owners
	} else {
		in.owners = p.owners(ch, []int{0})
	}
	p.confine(in)
	data := map[string]any{"component_type": c.Type, "custom_id": c.CustomID, "id": c.ID}
	if values != nil {
		data["values"] = values
	}
	return p.s.ask(in, data)
}

// Submit sends a modal with these texts by custom id; what is left out keeps the value it was opened with. A menu in the
// modal takes its one value.
func (p *Person) Submit(m *Modal, texts map[string]string) (*Interaction, error) {
	if m == nil || m.interaction.by != p {
		return nil, errors.New("no such modal is open for " + p.Name)
	}
	for id := range texts {
		if !slices.ContainsFunc(slices.Collect(every(m.Components)), func(c Component) bool { return c.CustomID == id }) {
			return nil, fmt.Errorf("the modal has no input %q", id)
		}
	}
	filled, err := fillInputs(m.Components, texts)
	if err != nil {
		return nil, err
	}
	s, from := p.s, m.interaction
	s.world.Lock()
	defer s.world.Unlock()
	in := &Interaction{by: p, channel: from.channel, kind: kindModal, source: from.source, hidden: from.hidden, external: from.external, owners: from.owners}
	return s.ask(in, map[string]any{"custom_id": m.CustomID, "components": filled}), nil
}

// fillInputs answers with the tree as Discord submits it: only types, ids and values.
func fillInputs(cs []Component, texts map[string]string) ([]map[string]any, error) {
	out := []map[string]any{}
	for _, c := range cs {
		here := map[string]any{"type": c.Type, "id": c.ID}
		switch {
		case c.Child != nil:
			inner, err := fillInputs([]Component{*c.Child}, texts)
			if err != nil {
				return nil, err
			}
			here["component"] = inner[0]
		case c.Type == CompActionRow:
			inner, err := fillInputs(c.Components, texts)
			if err != nil {
				return nil, err
			}
			here["components"] = inner
		case c.Type == CompTextInput:
			text, err := c.typed(texts)
			if err != nil {
				return nil, err
			}
			here["custom_id"], here["value"] = c.CustomID, text
		case c.isSelect():
			here["custom_id"], here["values"] = c.CustomID, []string{texts[c.CustomID]}
		}
		out = append(out, here)
	}
	return out, nil
}

func (c Component) typed(texts map[string]string) (string, error) {
	text, given := texts[c.CustomID]
	if !given {
		text = c.Value
	}
	n := length(text)
	switch {
	case n == 0 && (c.Required == nil || *c.Required):
		return "", fmt.Errorf("input %q is required", c.CustomID)
	case n > 0 && c.MinLength != nil && n < *c.MinLength:
		return "", fmt.Errorf("input %q is shorter than %d", c.CustomID, *c.MinLength)
	case n > 4000 || c.MaxLength != nil && n > *c.MaxLength:
		return "", fmt.Errorf("input %q is too long", c.CustomID)
	}
	return text, nil
}
