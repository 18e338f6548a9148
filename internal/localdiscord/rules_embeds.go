package localdiscord

import (
	"fmt"
	"strings"
)

// trimmedEmbeds are as Discord keeps them: without space around the texts, and of type rich.
func trimmedEmbeds(in []Embed) []Embed {
	out := make([]Embed, 0, len(in))
	for _, e := range in {
		e.Type = "rich"
		e.Title, e.Description = strings.TrimSpace(e.Title), strings.TrimSpace(e.Description)
		if e.Footer != nil {
			f := *e.Footer
			f.Text = strings.TrimSpace(f.Text)
			e.Footer = &f
		}
		if e.Author != nil {
			a := *e.Author
			a.Name = strings.TrimSpace(a.Name)
			e.Author = &a
		}
		e.Fields = append([]EmbedField(nil), e.Fields...)
		for i := range e.Fields {
			e.Fields[i].Name, e.Fields[i].Value = strings.TrimSpace(e.Fields[i].Name), strings.TrimSpace(e.Fields[i].Value)
		}
		out = append(out, e)
	}
	return out
}

// checkEmbeds holds Discord's embed limits. https://discord.com/developers/docs/resources/message#embed-object-embed-limits
func checkEmbeds(embeds []Embed, p *problems) {
	if len(embeds) > maxEmbeds {
		p.add("embeds", "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maxEmbeds)
	}
	total := 0
	for i, e := range embeds {
		checkEmbed(fmt.Sprintf("embeds.%d", i), e, p)
		for _, text := range e.texts() {
			total += length(text)
		}
	}
	if total > maxEmbedsTotal {
		p.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of %d", maxEmbedsTotal)
	}
}

func checkEmbed(at string, e Embed, p *problems) {
	p.tooLong(at+".title", e.Title, 256)
	p.tooLong(at+".description", e.Description, 4096)
	if e.Footer != nil {
		p.tooLong(at+".footer.text", e.Footer.Text, 2048)
	}
	if e.Author != nil {
		p.required(at+".author.name", e.Author.Name)
		p.tooLong(at+".author.name", e.Author.Name, 256)
	}
	if len(e.Fields) > 25 {
		p.add(at+".fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	for i, f := range e.Fields {
		field := fmt.Sprintf("%s.fields.%d", at, i)
		p.required(field+".name", f.Name)
		p.required(field+".value", f.Value)
		p.tooLong(field+".name", f.Name, 256)
		p.tooLong(field+".value", f.Value, 1024)
	}
}
