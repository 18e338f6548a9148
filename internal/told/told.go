// Package told has what people are told in English on the command line and in logs, and in their own language elsewhere.
// Start at [New].
package told

import "fmt"

// A Text is in English as it stands. Its Kind names it in other languages.
type Text struct {
	Kind   string // empty for what is told in English alone
	Format string // of package fmt, in English
	Found  []any  // what is put into it; a *Text among them is told in the same language
}

// New makes a Text. Kind and format are written as literals, so that a test finds all of them and holds the languages together.
func New(kind, format string, found ...any) *Text { return &Text{kind, format, found} }

// English makes a Text that has no other language.
func English(text string) *Text { return &Text{Format: "%s", Found: []any{text}} }

// Error is the Text in English: what was found is an error of whoever wanted something else.
func (t *Text) Error() string { return fmt.Sprintf(t.Format, t.Found...) }

// Message names the text for whoever says it in another language, and what is put into it.
func (t *Text) Message() (name string, found []any) { return "problem." + t.Kind, t.Found }
