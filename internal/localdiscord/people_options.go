package localdiscord

import (
	"errors"
	"fmt"
	"slices"
)

// form fills in a slash command as a client does.
type form struct {
	s        *Server
	ch       *channel
	focused  string // option being typed into; empty when the command is sent
	resolved map[string]map[string]any
}

// fill follows the names of subcommands down to the options to fill in.
func (f *form) fill(declared []CommandOption, path []string, opts []Opt) ([]map[string]any, error) {
	if len(declared) > 0 && declared[0].nests() {
		if len(path) == 0 {
			return nil, fmt.Errorf("a subcommand is missing: one of %v", optionNames(declared))
		}
		for _, o := range declared {
			if o.nests() && o.Name == path[0] {
				inner, err := f.fill(o.Options, path[1:], opts)
				return []map[string]any{{"name": o.Name, "type": o.Type, "options": orList(inner, []map[string]any{})}}, err
			}
		}
	}
	if len(path) > 0 {
		return nil, fmt.Errorf("no subcommand %q: there are %v", path[0], optionNames(declared))
	}
	return f.values(declared, opts)
}

func optionNames(options []CommandOption) (names []string) {
	for _, o := range options {
		names = append(names, o.Name)
	}
	return names
}

func (f *form) values(declared []CommandOption, opts []Opt) ([]map[string]any, error) {
	var out []map[string]any
	for _, opt := range opts {
		i := slices.IndexFunc(declared, func(o CommandOption) bool { return o.Name == opt.Name })
		if i < 0 {
			return nil, fmt.Errorf("no option %q: there are %v", opt.Name, optionNames(declared))
		}
		v, err := f.value(declared[i], opt.Value)
		if err != nil {
			return nil, fmt.Errorf("option %s: %w", opt.Name, err)
		}
		filled := map[string]any{"name": opt.Name, "type": declared[i].Type, "value": v}
		if opt.Name == f.focused {
			if !declared[i].Autocomplete {
				return nil, fmt.Errorf("option %s has no autocomplete", opt.Name)
			}
			filled["focused"] = true
		}
		out = append(out, filled)
	}
	for _, o := range declared {
		given := slices.ContainsFunc(opts, func(opt Opt) bool { return opt.Name == o.Name })
		if o.Required && !given && f.focused == "" {
			return nil, fmt.Errorf("required option %s is missing", o.Name)
		}
	}
	return out, nil
}

func (f *form) value(o CommandOption, v any) (any, error) {
	switch o.Type {
	case OptString:
		return f.text(o, v)
	case OptInteger, OptNumber:
		return f.number(o, v)
	case OptBoolean:
		if b, ok := v.(bool); ok {
			return b, nil
		}
		return nil, fmt.Errorf("%v is not true or false", v)
	case OptAttachment:
		return f.attachment(v)
	}
	return f.entity(o, v)
}

func (f *form) text(o CommandOption, v any) (any, error) {
	text, ok := v.(string)
	switch {
	case !ok:
		return nil, fmt.Errorf("%v is not text", v)
	case f.focused != "":
		return text, nil
	case o.MinLength != nil && length(text) < *o.MinLength:
		return nil, fmt.Errorf("shorter than %d", *o.MinLength)
	case length(text) > 6000 || o.MaxLength != nil && length(text) > *o.MaxLength:
		return nil, errors.New("too long")
	}
	return text, choiceOf(o, text)
}

// number is as JSON has it. While it is typed into, a client sends the text.
func (f *form) number(o CommandOption, v any) (any, error) {
	if text, ok := v.(string); ok && o.Name == f.focused {
		return text, nil
	}
	var n float64
	switch v := v.(type) {
	case int:
		n = float64(v)
	case int64:
		n = float64(v)
	case float64:
		n = v
	default:
		return nil, fmt.Errorf("%v is not a number", v)
	}
	switch {
	case o.Type == OptInteger && n != float64(int64(n)):
		return nil, fmt.Errorf("%v is not a whole number", v)
	case o.MinValue != nil && n < *o.MinValue || o.MaxValue != nil && n > *o.MaxValue:
		return nil, fmt.Errorf("%v is out of range", v)
	}
	return n, choiceOf(o, n)
}

func choiceOf(o CommandOption, v any) error {
	if len(o.Choices) == 0 || slices.ContainsFunc(o.Choices, func(c CommandChoice) bool { return c.Value == v }) {
		return nil
	}
	return fmt.Errorf("%v is none of the choices", v)
}

// attachment uploads a file, as a client does before it sends the command. The world must be locked.
func (f *form) attachment(v any) (any, error) {
	file, ok := v.(File)
	if !ok {
		return nil, fmt.Errorf("%v is not a file", v)
	}
	a := f.s.attach("ephemeral-attachments", file)
	f.resolve("attachments", a.ID, a)
	return a.ID, nil
}

// entity resolves a user, channel or role. The world must be locked.
func (f *form) entity(o CommandOption, v any) (any, error) {
	id := ""
	switch v := v.(type) {
	case string:
		id = v
	case *Person:
		id = v.ID
	case *Channel:
		id = v.ID
	case *Role:
		id = v.ID
	}
	w, g := f.s.world, f.s.world.guilds[f.ch.GuildID]
	users := o.Type == OptUser || o.Type == OptMentionable
	switch {
	case users && w.users[id] != nil:
		f.resolve("users", id, w.users[id])
		if g != nil && g.members[id] != nil {
			m := g.members[id].json(false)
			m.Permissions = w.permissions(f.ch, id).String()
			f.resolve("members", id, m)
		}
	case o.Type == OptChannel && w.channels[id] != nil && w.channels[id].GuildID == f.ch.GuildID:
		c := w.channels[id]
		if len(o.ChannelTypes) > 0 && !slices.Contains(o.ChannelTypes, c.Type) {
			return nil, fmt.Errorf("a channel of type %d is not offered", c.Type)
		}
		f.resolve("channels", id, w.channelJSON(c))
	case (o.Type == OptRole || o.Type == OptMentionable) && g != nil && g.roles[id] != nil:
		f.resolve("roles", id, g.roles[id])
	default:
		return nil, fmt.Errorf("%v is nothing that option type %d takes", v, o.Type)
	}
	return id, nil
}

func (f *form) resolve(kind, id string, v any) {
	if f.resolved[kind] == nil {
		f.resolved[kind] = map[string]any{}
	}
	f.resolved[kind][id] = v
}
