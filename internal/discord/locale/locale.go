// Package locale is everything the bot says, in every language it speaks. Start at [For].
//
// A language is one file: en.json, fr.json, de.json. A text is a format of package fmt, in Discord's markdown; a translator
// may turn its arguments round with %[2]s. Where a number decides the wording, a text has a form for each of its language's
// plurals: {"one": "%d passage", "other": "%d passages"}. A language that lacks a text of another, or gives it other
// arguments, does not pass the tests.
package locale

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/sitrep-bot/sitrep/internal/dates"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

//go:embed *.json
var files embed.FS

// fallback is the language of those whose own the bot does not speak.
const fallback = "en"

var printers = load()

// A Printer says things in one language. What is put into a text must have been escaped.
type Printer struct {
	tag   language.Tag
	texts map[string]message
}

// A message is a text, by the plural form it is for; one without plurals has the form "other" alone.
type message map[string]string

// UnmarshalJSON reads a text, or its plural forms.
func (m *message) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*m = message{"other": text}
		return nil
	}
	return json.Unmarshal(raw, (*map[string]string)(m))
}

// load reads the files, which are part of the program.
func load() map[string]*Printer {
	all := map[string]*Printer{}
	names, _ := files.ReadDir(".")
	for _, entry := range names {
		raw, _ := files.ReadFile(entry.Name())
		code := strings.TrimSuffix(entry.Name(), path.Ext(entry.Name()))
		p := &Printer{tag: language.Make(code)}
		if err := json.Unmarshal(raw, &p.texts); err != nil {
			panic(entry.Name() + ": " + err.Error()) // a program with that file does not pass the tests
		}
		all[code] = p
	}
	return all
}

// Languages are the codes of the languages the bot speaks, in order.
func Languages() []string { return slices.Sorted(maps.Keys(printers)) }

// For picks the Printer for a person: by the locale of their client, as "pt-BR", or else, where that is empty, by the
// language of their question. It is English where the bot does not speak theirs.
func For(locale, asked string) *Printer {
	code := lang.Base(locale)
	if code == "" {
		code = asked
	}
	if p, ok := printers[code]; ok {
		return p
	}
	return printers[fallback]
}

// Language is the code of the language that things are said in.
func (p *Printer) Language() string {
	base, _ := p.tag.Base()
	return base.String()
}

// Has tells whether there is a text with a name.
func (p *Printer) Has(name string) bool { return p.texts[name] != nil }

// Text is the text with a name, its arguments filled in. A name that does not exist comes back as it is.
func (p *Printer) Text(name string, args ...any) string {
	return p.texts[name].format("other", name, args)
}

// A translated error has a text in each language.
type translated interface {
	error
	Message() (name string, found []any)
}

// Reason says what is wrong, and what to do about it, of an error that has a text: in English where this language has none.
// It is empty for other errors.
func (p *Printer) Reason(err error) string {
	var t translated
	if !errors.As(err, &t) {
		return ""
	}
	name, found := t.Message()
	if !p.Has(name) {
		return t.Error()
	}
	said := slices.Clone(found)
	for i, part := range found {
		if err, ok := part.(translated); ok {
			said[i] = p.Reason(err)
		}
	}
	return p.Text(name, said...)
}

// Plural is Text in the form that goes with a number, which is among the arguments where the text shows it.
func (p *Printer) Plural(name string, n int, args ...any) string {
	return p.texts[name].format(forms[plural.Cardinal.MatchPlural(p.tag, n, 0, 0, 0, 0)], name, args)
}

// forms are the names of the plural forms in the files, as CLDR has them.
// https://cldr.unicode.org/index/cldr-spec/plural-rules
var forms = map[plural.Form]string{plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many"}

func (m message) format(form, name string, args []any) string {
	text, ok := m[form]
	if !ok {
		text, ok = m["other"]
	}
	switch {
	case !ok:
		return name
	case len(args) == 0:
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Enumerate lists a few of many; more is how many others there are.
func (p *Printer) Enumerate(some []string, more int) string {
	list := strings.Join(some, ", ")
	if more == 0 {
		return list
	}
	return p.Plural("andMore", more, list, more)
}

// Page says which page of a list this is; empty where there is only one.
func (p *Printer) Page(number, of int) string {
	if of < 2 {
		return ""
	}
	return p.Text("pageOf", number, of)
}

// LanguageNames lists languages by their names, as "English, French".
func (p *Printer) LanguageNames(codes []string) string {
	named := display.Languages(p.tag)
	var names []string
	for _, code := range codes {
		names = append(names, named.Name(language.Make(code)))
	}
	return p.Enumerate(names, 0)
}

// IsThanks tells whether a text has a word of thanks in one of the bot's languages.
func IsThanks(text string) bool {
	for tok := range lang.Tokens(text) {
		for _, p := range printers {
			if slices.Contains(strings.Fields(p.Text("thanksWords")), lang.Fold(text[tok.Start:tok.End])) {
				return true
			}
		}
	}
	return false
}

// Date is a date in words: "30 June 2023", "June 2023", "2023", "8 June 2023 – 1 July 2023".
func (p *Printer) Date(d dates.Date) string {
	switch d.Precision() {
	case dates.Day:
		return p.day(d.From)
	case dates.Month:
		return p.Text("dateMonth", p.month(d.From), d.From.Year())
	case dates.Year:
		return fmt.Sprint(d.From.Year())
	}
	return p.day(d.From) + " – " + p.day(d.To)
}

func (p *Printer) day(t time.Time) string {
	if t.Day() == 1 {
		return p.Text("dateFirst", t.Day(), p.month(t), t.Year())
	}
	return p.Text("dateDay", t.Day(), p.month(t), t.Year())
}

func (p *Printer) month(t time.Time) string { return p.Text("month." + fmt.Sprint(int(t.Month()))) }

// IsQuestion tells a question from a remark: by its mark, or by how it begins in one of the bot's languages.
func IsQuestion(text string) bool {
	first, _, _ := strings.Cut(strings.ToLower(text), " ")
	if strings.ContainsAny(text, lang.QuestionMarks) {
		return true
	}
	for _, p := range printers {
		if slices.Contains(strings.Fields(p.Text("questionWords")), first) {
			return true
		}
	}
	return false
}
