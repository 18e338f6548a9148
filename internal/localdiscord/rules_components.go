package localdiscord

import (
	"fmt"
	"net/url"
	"slices"
)

const (
	maxComponents = 40   // in one message, nested ones counted
	maxTextSum    = 4000 // of all text displays of a message
	maxRows       = 5    // without the V2 flag
	maxOptions    = 25
	maxLabel      = 80
	maxCustomID   = 100
	maxURL        = 512
)

// checker walks the components of one message or modal.
type checker struct {
	p     *problems
	ids   map[string]bool
	nums  map[int]bool
	count int
	text  int
}

func checkComponents(cs []Component, v2 bool, p *problems) {
	k := &checker{p: p, ids: map[string]bool{}, nums: map[int]bool{}}
	allowed := []int{CompActionRow}
	if v2 {
		allowed = []int{CompActionRow, CompSection, CompTextDisplay, CompMediaGallery, CompFile, CompSeparator, CompContainer}
	} else if len(cs) > maxRows {
		p.add("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and %d in length.", maxRows)
	}
	k.list("components", cs, allowed)
	if k.count > maxComponents {
		p.add("components", "BASE_TYPE_BAD_LENGTH", "The maximum number of components is %d.", maxComponents)
	}
	if k.text > maxTextSum {
		p.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "Maximum displayable text size exceeded. Must be %d or fewer in length.", maxTextSum)
	}
}

func (k *checker) list(at string, cs []Component, allowed []int) {
	for i, c := range cs {
		k.one(fmt.Sprintf("%s.%d", at, i), c, allowed)
	}
}

func (k *checker) one(at string, c Component, allowed []int) {
	k.count++
	if !slices.Contains(allowed, c.Type) {
		k.p.add(at+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of %v.", allowed)
		return
	}
	if c.ID != 0 && k.nums[c.ID] {
		k.p.add(at+".id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
	}
	k.nums[c.ID] = true
	if c.interactive() {
		k.customID(at, c.CustomID)
	}
	switch {
	case c.Type == CompActionRow:
		k.row(at, c)
	case c.Type == CompButton:
		k.button(at, c)
	case c.isSelect():
		k.menu(at, c)
	case c.Type == CompTextDisplay:
		k.text += length(c.Content)
		k.p.required(at+".content", c.Content)
	case c.Type == CompSection:
		k.section(at, c)
	case c.Type == CompContainer:
		k.list(at+".components", c.Components, []int{CompActionRow, CompSection, CompTextDisplay, CompMediaGallery, CompFile, CompSeparator})
	}
}

func (k *checker) customID(at, id string) {
	k.p.required(at+".custom_id", id)
	k.p.tooLong(at+".custom_id", id, maxCustomID)
	if id != "" && k.ids[id] {
		k.p.add(at+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	k.ids[id] = true
}

func (k *checker) row(at string, c Component) {
	width := 0
	for _, inner := range c.Components {
		width++
		if inner.isSelect() {
			width += 4 // a menu takes a whole row
		}
	}
	if width < 1 || width > 5 {
		k.p.add(at+".components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
	k.list(at+".components", c.Components, []int{CompButton, CompStringSelect, CompUserSelect, CompRoleSelect, CompMentionableSelect, CompChannelSelect})
}

func (k *checker) button(at string, c Component) {
	k.p.tooLong(at+".label", c.Label, maxLabel)
	if c.Label == "" && c.Emoji == nil && c.Style != 6 {
		k.p.add(at, "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji")
	}
	if c.Style < 1 || c.Style > 6 {
		k.p.add(at+".style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
	}
	if c.Style != StyleLink {
		if c.URL != "" {
			k.p.add(at, "BUTTON_COMPONENT_INVALID_URL", "A url is only for link buttons")
		}
		return
	}
	if c.CustomID != "" {
		k.p.add(at, "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", "A custom id and url cannot both be specified")
	}
	k.link(at, c.URL)
}

func (k *checker) link(at, link string) {
	k.p.required(at+".url", link)
	k.p.tooLong(at+".url", link, maxURL)
	u, err := url.Parse(link)
	if link != "" && (err != nil || !slices.Contains([]string{"http", "https", "discord"}, u.Scheme)) {
		k.p.add(at+".url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'discord').")
	}
}

func (k *checker) menu(at string, c Component) {
	k.p.tooLong(at+".placeholder", c.Placeholder, 150)
	if c.Type != CompStringSelect {
		return
	}
	if len(c.Options) < 1 || len(c.Options) > maxOptions {
		k.p.add(at+".options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and %d in length.", maxOptions)
	}
	values, defaults := map[string]bool{}, 0
	for i, o := range c.Options {
		option := fmt.Sprintf("%s.options.%d", at, i)
		k.p.required(option+".label", o.Label)
		k.p.required(option+".value", o.Value)
		k.p.tooLong(option+".label", o.Label, 100)
		k.p.tooLong(option+".value", o.Value, 100)
		k.p.tooLong(option+".description", o.Description, 100)
		if values[o.Value] {
			k.p.add(option+".value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		values[o.Value] = true
		if o.Default {
			defaults++
		}
	}
	k.bounds(at, c, len(c.Options), defaults)
}

func (k *checker) bounds(at string, c Component, options, defaults int) {
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
	}
	if least < 0 || most < 1 || least > most || most > options {
		k.p.add(at, "SELECT_COMPONENT_INVALID_RANGE", "min_values and max_values do not fit %d options", options)
	}
	if defaults > most {
		k.p.add(at, "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "Too many options are selected by default")
	}
}

func (k *checker) section(at string, c Component) {
	if len(c.Components) < 1 || len(c.Components) > 3 {
		k.p.add(at+".components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 3 in length.")
	}
	k.list(at+".components", c.Components, []int{CompTextDisplay})
	if c.Accessory == nil {
		k.p.add(at+".accessory", "BASE_TYPE_REQUIRED", "This field is required")
		return
	}
	k.one(at+".accessory", *c.Accessory, []int{CompButton, CompThumbnail})
}
