package discord

import "strconv"

// request turns an interaction into what handlers see.
func (i interaction) request() request {
	r := request{guild: i.Guild, channel: i.Channel, locale: i.Locale, options: map[string]string{}}
	switch {
	case i.Member != nil:
		r.user = i.Member.User.ID
		r.may, _ = strconv.ParseUint(i.Member.Permissions, 10, 64)
	case i.User != nil:
		r.user = i.User.ID
	}
	r.fill(i.Data.Options)
	for _, c := range i.Data.Components {
		r.fillFrom(c)
	}
	if m := i.Message; m != nil {
		r.shown, r.menu = m.ID, menuOf(m.Components)
		r.private = m.Flags&flagEphemeral != 0
	}
	return r
}

const optionSubcommand = 1

// fill takes the options of a command, those of its subcommand included.
func (r *request) fill(options []option) {
	for _, o := range options {
		switch v := o.Value.(type) {
		case string:
			r.options[o.Name] = v
		case bool:
			r.options[o.Name] = strconv.FormatBool(v)
		case float64:
			r.options[o.Name] = strconv.FormatFloat(v, 'f', -1, 64)
		}
		if o.Type == optionSubcommand {
			r.sub = o.Name
		}
		if o.Focused {
			r.focused = o.Name
		}
		r.fill(o.Options)
	}
}

// fillFrom takes the inputs of a form.
func (r *request) fillFrom(c component) {
	if c.CustomID != "" {
		r.options[c.CustomID] = c.Value
	}
	for _, inner := range c.Components {
		r.fillFrom(inner)
	}
	if c.Inner != nil {
		r.fillFrom(*c.Inner)
	}
}

// menuOf finds the menu of other matches on a message of ours.
func menuOf(components []component) []menuOption {
	for _, c := range components {
		if c.Type == componentMenu {
			return c.Options
		}
		if found := menuOf(c.Components); found != nil {
			return found
		}
	}
	return nil
}
