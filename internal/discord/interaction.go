package discord

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// request turns an interaction into what handlers see.
func (i interaction) request() request {
	r := request{guild: i.Guild, channel: i.Channel, parent: i.Place.Parent, locale: i.Locale, options: map[string]string{},
		attachments: i.Data.Resolved.Attachments}
	r.botMay, _ = strconv.ParseUint(i.AppPermissions, 10, 64)
	r.direct = i.Context == inDirectMessage && i.Guild == ""
	_, member := i.Owners[installedInServer]
	r.absent = i.Guild != "" && len(i.Owners) > 0 && !member
	switch {
	case i.Member != nil:
		r.user, r.roles = i.Member.User.ID, i.Member.Roles
		r.may, _ = strconv.ParseUint(i.Member.Permissions, 10, 64)
	case i.User != nil:
		r.user = i.User.ID
	}
	r.fill(i.Data.Options)
	for _, c := range i.Data.Components {
		r.fillFrom(c)
	}
	if m := i.Message; m != nil {
		r.shown, r.menu, r.asking = m.ID, menuOf(m.Components), askingLines(m.Content, m.Components)
		r.private = m.Flags&rest.FlagEphemeral != 0
	}
	return r
}

// who is what the user calls themselves.
func (i interaction) who() string {
	switch {
	case i.Member != nil:
		return cmp.Or(i.Member.Nick, i.Member.User.Name, i.Member.User.Username)
	case i.User != nil:
		return cmp.Or(i.User.Name, i.User.Username)
	}
	return ""
}

const (
	optionSubcommand  = 1
	installedInServer = "0" // kind of installation
)

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
func (r *request) fillFrom(c render.Component) {
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

const componentMenu = 3

// menuOf finds the menu of other matches on a message of ours.
func menuOf(components []render.Component) []render.Option {
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

// askingLines are the lines of small print at the head of a message of ours that name a member or a message: who asked what.
func askingLines(content string, components []render.Component) (asking []string) {
	if content == "" {
		content = firstText(components)
	}
	for line := range strings.SplitSeq(content, "\n") {
		line, small := strings.CutPrefix(line, "-# ")
		if !small || !strings.Contains(line, "<@") && !strings.Contains(line, "](https://discord.com/channels/") {
			break
		}
		asking = append(asking, line)
	}
	return asking
}

// firstText is the first text among components.
func firstText(components []render.Component) string {
	for _, c := range components {
		if c.Content != "" {
			return c.Content
		}
		if found := firstText(c.Components); found != "" {
			return found
		}
	}
	return ""
}

// isOnItsMessage tells whether the component that was used stands on the message it is said to be on. A client can send the
// custom id of one message with the id of another. A form is no part of a message.
func (i interaction) isOnItsMessage() bool {
	return i.Type == interactionModal || i.Message != nil && has(i.Message.Components, i.Data.CustomID)
}

func has(components []render.Component, customID string) bool {
	return slices.ContainsFunc(components, func(c render.Component) bool {
		return c.CustomID == customID || has(c.Components, customID)
	})
}
