package localdiscord

import (
	"encoding/json"
	"strings"
)

// opt is a field that may be absent, null or set: an edit treats the three differently.
type opt[T any] struct {
	set   bool
	value T // zero after null
}

// UnmarshalJSON notes that the field is there, and reads it unless it is null.
func (o *opt[T]) UnmarshalJSON(raw []byte) error {
	o.set = true
	if string(raw) == "null" {
		return nil
	}
	return json.Unmarshal(raw, &o.value)
}

// draft is the body of every request that writes a message.
type draft struct {
	Content      opt[string]       `json:"content"`
	Embeds       opt[[]Embed]      `json:"embeds"`
	Components   opt[[]Component]  `json:"components"`
	Attachments  opt[[]Attachment] `json:"attachments"`
	Flags        opt[int]          `json:"flags"`
	Allowed      *allowedMentions  `json:"allowed_mentions"`
	Reference    *Reference        `json:"message_reference"`
	Nonce        json.RawMessage   `json:"nonce"`
	EnforceNonce bool              `json:"enforce_nonce"`
	Stickers     []string          `json:"sticker_ids"`
	Poll         json.RawMessage   `json:"poll"`

	files []Attachment
}

func (c *call) draft() (draft, *apiError) {
	d := draft{files: c.files}
	err := c.decode(&d)
	return d, err
}

// The flags a bot may set when it creates a message; an edit may change the first two.
const (
	creatableFlags = FlagSuppressEmbeds | FlagComponentsV2 | FlagSuppressNotifications | FlagEphemeral
	editableFlags  = FlagSuppressEmbeds | FlagComponentsV2
)

// apply writes the draft onto m, which is new or a copy, and judges the result.
func (d draft) apply(m *Message, created bool) *apiError {
	p := &problems{}
	d.Allowed.check(p)
	d.applyFlags(m, created, p)
	if d.Content.set {
		m.Content = strings.TrimSpace(d.Content.value)
	}
	if d.Embeds.set {
		m.Embeds = trimmedEmbeds(d.Embeds.value)
	}
	if d.Components.set {
		m.Components = append([]Component{}, d.Components.value...)
		checkComponents(m.Components, m.Flags&FlagComponentsV2 != 0, p)
		number(m.Components)
	}
	m.Attachments = append(d.keptAttachments(m), d.files...)
	checkContent(m, d, p)
	checkEmbeds(m.Embeds, p)
	if err := p.err(); err != nil {
		return err
	}
	if m.empty() && len(d.Stickers) == 0 && !isSet(d.Poll) {
		return errEmptyMessage()
	}
	return nil
}

func isSet(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

func (d draft) applyFlags(m *Message, created bool, p *problems) {
	if !d.Flags.set {
		return
	}
	if !created && m.Flags&FlagComponentsV2 != 0 && d.Flags.value&FlagComponentsV2 == 0 {
		p.add("flags", "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The message flag IS_COMPONENTS_V2 cannot be removed.")
		return
	}
	mask := editableFlags
	if created {
		mask = creatableFlags
	}
	m.Flags = m.Flags&^mask | d.Flags.value&mask
}

// keptAttachments: an edit keeps the files unless it lists those to keep.
func (d draft) keptAttachments(m *Message) []Attachment {
	if !d.Attachments.set {
		return append([]Attachment{}, m.Attachments...)
	}
	kept := []Attachment{}
	for _, a := range m.Attachments {
		for _, want := range d.Attachments.value {
			if want.ID == a.ID {
				kept = append(kept, a)
			}
		}
	}
	return kept
}

func (m *Message) empty() bool {
	return m.Content == "" && len(m.Embeds) == 0 && len(m.Components) == 0 && len(m.Attachments) == 0
}
