package articles

import "fmt"

// A Reason is why something that a moderator wants cannot be.
type Reason string

// The Reasons. Reasons says what each is.
const (
	ManyArticles Reason = "articles"
	ManyPassages Reason = "passages"
	ManyBytes    Reason = "bytes"
	NoFeed       Reason = "feed"
	Unreadable   Reason = "unreadable"
	Uploaded     Reason = "uploaded"
	BadDay       Reason = "day"
	BadLanguage  Reason = "language"
	LongTitle    Reason = "title"
	ManyAliases  Reason = "aliases"
	NoSuccessor  Reason = "supersedes"
	BadName      Reason = "name"
	NameTaken    Reason = "taken"
)

// Reasons are what a Refusal for each Reason says: what was wanted, what was found, and what to do about it.
var Reasons = map[Reason]string{
	ManyArticles: "wanted at most %d articles and found %d with these; remove articles that are not needed, or ask the operator for more",
	ManyPassages: "wanted at most %d passages and found %d with these; remove articles that are not needed, or ask the operator for more",
	ManyBytes:    "wanted at most %s and found more with these; remove articles that are not needed, or ask the operator for more",
	NoFeed:       "%v; give the address that the site's feed button leads to",
	Unreadable:   "%v; %v",
	Uploaded:     "wanted an article that came from a web page and found one that was uploaded; add its new file, which takes its place",
	BadDay:       "wanted a day as 2023-06-30 and found %q",
	BadLanguage:  "wanted a language as two letters (en, fr, de) and found %q",
	LongTitle:    "wanted a title of at most %d characters and found a longer one",
	ManyAliases:  "wanted at most %d other names, with commas between, and found %d",
	NoSuccessor:  "wanted another article of this server, whose place this one takes; choose one of the suggestions",
	BadName:      "wanted a name of a file, as %q, and found %q",
	NameTaken:    "wanted a name that no other article has and found %q; rename or remove that one first",
}

// A Refusal says why something that a moderator wants cannot be, and what to do about it.
type Refusal struct {
	Reason Reason
	Found  []any // what is put into its text
}

// Refuse makes a Refusal.
func Refuse(why Reason, found ...any) *Refusal { return &Refusal{why, found} }

// Error is the text of the Reason, with what was found.
func (r *Refusal) Error() string { return fmt.Sprintf(Reasons[r.Reason], r.Found...) }

// Message names the text for whoever says it in another language, and what is put into it.
func (r *Refusal) Message() (name string, found []any) { return "refusal." + string(r.Reason), r.Found }
