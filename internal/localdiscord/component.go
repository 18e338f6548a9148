package localdiscord

import (
	"cmp"
	"encoding/json"
	"iter"
)

// Component types. https://discord.com/developers/docs/components/reference
const (
	CompActionRow         = 1
	CompButton            = 2
	CompStringSelect      = 3
	CompTextInput         = 4
	CompUserSelect        = 5
	CompRoleSelect        = 6
	CompMentionableSelect = 7
	CompChannelSelect     = 8
	CompSection           = 9
	CompTextDisplay       = 10
	CompThumbnail         = 11
	CompMediaGallery      = 12
	CompFile              = 13
	CompSeparator         = 14
	CompContainer         = 17
	CompLabel             = 18
)

// StyleLink is the style of a button that opens a URL and reaches no bot.
const StyleLink = 5

// A Component is any component of a message or modal; Type says which fields mean something.
type Component struct {
	Type        int             `json:"type"`
	ID          int             `json:"id,omitempty"` // numbered by the double where the bot left it out
	CustomID    string          `json:"custom_id,omitempty"`
	Label       string          `json:"label,omitempty"`
	Description string          `json:"description,omitempty"`
	Style       int             `json:"style,omitempty"`
	URL         string          `json:"url,omitempty"`
	Emoji       *Emoji          `json:"emoji,omitempty"`
	Disabled    bool            `json:"disabled,omitempty"`
	Placeholder string          `json:"placeholder,omitempty"`
	MinValues   *int            `json:"min_values,omitempty"` // nil means 1
	MaxValues   *int            `json:"max_values,omitempty"` // nil means 1
	Options     []SelectOption  `json:"options,omitempty"`
	Content     string          `json:"content,omitempty"`
	Value       string          `json:"value,omitempty"`
	Required    *bool           `json:"required,omitempty"` // nil means true
	MinLength   *int            `json:"min_length,omitempty"`
	MaxLength   *int            `json:"max_length,omitempty"`
	Components  []Component     `json:"components,omitempty"`
	Accessory   *Component      `json:"accessory,omitempty"`
	Child       *Component      `json:"component,omitempty"` // the input inside a label
	Media       json.RawMessage `json:"media,omitempty"`
	Items       json.RawMessage `json:"items,omitempty"`
	File        json.RawMessage `json:"file,omitempty"`
	Spoiler     *bool           `json:"spoiler,omitempty"`
	Divider     *bool           `json:"divider,omitempty"`
	Spacing     int             `json:"spacing,omitempty"`
	AccentColor json.RawMessage `json:"accent_color,omitempty"` // a number or null
	Values      []string        `json:"values,omitempty"`       // in a submitted modal: what was chosen
}

// An Emoji stands on a button or an option.
type Emoji struct {
	ID       *string `json:"id"`
	Name     string  `json:"name"`
	Animated bool    `json:"animated,omitempty"`
}

// A SelectOption is one line of a string menu.
type SelectOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Emoji       *Emoji `json:"emoji,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

func (c Component) isSelect() bool {
	return c.Type == CompStringSelect || c.Type >= CompUserSelect && c.Type <= CompChannelSelect
}

func (c Component) interactive() bool {
	return c.Type == CompButton && c.Style != StyleLink || c.isSelect() || c.Type == CompTextInput
}

// every walks a tree of components in reading order, parents before children.
func every(cs []Component) iter.Seq[Component] {
	return func(yield func(Component) bool) { walk(cs, yield) }
}

func walk(cs []Component, yield func(Component) bool) bool {
	for _, c := range cs {
		if !yield(c) || !walk(c.Components, yield) {
			return false
		}
		for _, one := range []*Component{c.Accessory, c.Child} {
			if one != nil && !walk([]Component{*one}, yield) {
				return false
			}
		}
	}
	return true
}

// number gives every component without an id the next free one, as Discord does, and fills in the defaults it answers with.
func number(cs []Component) {
	used := map[int]bool{}
	for c := range every(cs) {
		used[c.ID] = true
	}
	next := 1
	numberFrom(cs, used, &next)
}

func numberFrom(cs []Component, used map[int]bool, next *int) {
	for i := range cs {
		c := &cs[i]
		if c.ID == 0 {
			for used[*next] {
				*next++
			}
			c.ID, used[*next] = *next, true
		}
		c.fillDefaults()
		numberFrom(c.Components, used, next)
		for _, one := range []*Component{c.Accessory, c.Child} {
			if one != nil {
				kept := []Component{*one}
				numberFrom(kept, used, next)
				*one = kept[0]
			}
		}
	}
}

// fillDefaults adds what Discord's answers always have, though requests may leave it out.
func (c *Component) fillDefaults() {
	switch {
	case c.isSelect():
		c.MinValues, c.MaxValues = orPtr(c.MinValues, 1), orPtr(c.MaxValues, 1)
	case c.Type == CompSeparator:
		c.Divider, c.Spacing = orPtr(c.Divider, true), cmp.Or(c.Spacing, 1)
	case c.Type == CompContainer:
		c.Spoiler = orPtr(c.Spoiler, false)
		if c.AccentColor == nil {
			c.AccentColor = json.RawMessage("null")
		}
	}
}

func orPtr[T any](p *T, otherwise T) *T {
	if p == nil {
		return &otherwise
	}
	return p
}

func ptr[T any](v T) *T { return &v }
