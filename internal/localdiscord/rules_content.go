package localdiscord

import "unicode/utf16"

const (
	maxContent     = 2000
	maxNonce       = 25
	maxEmbeds      = 10
	maxEmbedsTotal = 6000
)

// length counts UTF-16 units, as Discord's own client does. Its documentation does not say what a character is; this
// is the reading that refuses more.
func length(s string) (n int) {
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

func (p *problems) tooLong(path, text string, most int) {
	if length(text) > most {
		p.add(path, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", most)
	}
}

func (p *problems) required(path, text string) {
	if text == "" {
		p.add(path, "BASE_TYPE_REQUIRED", "This field is required")
	}
}

// checkContent is about the body as a whole: what may not stand together.
func checkContent(m *Message, d draft, p *problems) {
	p.tooLong("content", m.Content, maxContent)
	if len(d.Nonce) > maxNonce+2 { // with its quotes
		p.add("nonce", "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maxNonce)
	}
	if m.Flags&FlagComponentsV2 == 0 {
		return
	}
	legacy := func(field string, present bool) {
		if present {
			p.add(field, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The '%s' field cannot be used when using MessageFlags.IS_COMPONENTS_V2", field)
		}
	}
	legacy("content", m.Content != "")
	legacy("embeds", len(m.Embeds) > 0)
	legacy("sticker_ids", len(d.Stickers) > 0)
	legacy("poll", isSet(d.Poll))
}
