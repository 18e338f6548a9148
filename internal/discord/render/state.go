package render

import (
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

// Kinds of buttons and menus, as they stand in custom ids: they must never change their meaning.
const (
	KindPassage  = "p" // ◀ ▶, read on: show a passage in place
	KindMatches  = "m" // other matches: show the chosen one in place
	KindFollowUp = "f" // opens the form, and is the form
	KindHelpful  = "y"
	KindNotIt    = "n"
	KindShare    = "s"
	KindDismiss  = "d"
	KindArticle  = "a" // the pages of an article
	KindSources  = "c" // the pages of the list of articles
	KindOthers   = "h" // opens the menu of other matches
	KindMore     = "z" // opens what else can be done about an answer
	KindSaid     = "S" // the pages of what somebody said
	KindTimeline = "T" // the pages of the timeline
	KindSearch   = "F" // the pages of what was found
	KindOpen     = "O" // a passage of a list: shown to who wants it, the list stays

	// Those of moderators.
	KindBriefing    = "b" // the menu of a briefing: read an article
	KindPost        = "o"
	KindPostAndPin  = "i"
	KindUnpinOldest = "u"
	KindGaps        = "g" // the pages of the gaps
	KindGapDone     = "e"
	KindGapReopen   = "U" // takes back what the one before did
	KindGapWrite    = "W" // opens the form for an answer, and is the form
	KindForget      = "x"
	KindKeep        = "k" // an upload that was previewed
	KindCancel      = "q"
	KindChange      = "j" // opens the form about an upload, and is the form
	KindRestore     = "r" // a removed article of the server's own
	KindOwnArticles = "l" // the pages of their list
	KindTakeOver    = "t" // a change of one that waits
	KindLeave       = "v"
	KindRestoreFeed = "w"
	KindServer      = "D" // in direct messages: opens the menu of servers, and is the menu
	KindDropped     = "A" // in direct messages: the menu of servers that a file is for
)

// A State is what a button or menu means. All of it stands in the component's custom id, so that buttons work after a
// restart; it is signed, as clients can send any custom id they like.
type State struct {
	Kind   string // one of the kinds
	Asker  string // id of the member who asked
	Target Target // what it is about; nil where the kind says everything
}

// A Target is what a button is about. Each kind of button has one type of it, see [targetOf].
type Target interface{ fields() fields }

// fields are a Target as it stands in a custom id. A Target must never change what it writes where.
type fields struct {
	id      string
	numbers [5]int
	message string // id of one; empty for none
}

// A Passage is the Target of the buttons under an answer.
type Passage struct {
	Document string       // its key, see [DocumentKey]
	Ordinal  int          // from 1
	Part     int          // of a long passage, from 0
	Home     int          // ordinal of the passage that was the answer, in the same Document; 0 if there was none
	Mark     answers.Span // the sentence in that one that answers
}

func (p Passage) fields() fields {
	return fields{id: p.Document, numbers: [5]int{p.Ordinal, p.Part, p.Home, p.Mark.Start, p.Mark.End}}
}

// Place is where the passage is, with the sentence to mark if it is the one that was the answer.
func (p Passage) Place() Place {
	place := Place{Document: p.Document, Ordinal: p.Ordinal}
	if p.Ordinal == p.Home {
		place.Highlight = p.Mark
	}
	return place
}

// An Answer is the Target of buttons that do something about one.
type Answer struct {
	Passage
	Message string // id of the message it is in; empty: the one that the button stands on
}

func (a Answer) fields() fields {
	f := a.Passage.fields()
	f.message = a.Message
	return f
}

// An ArticlePage is a page of an article.
type ArticlePage struct {
	Document string // its key, see [DocumentKey]
	Page     int    // from 1
}

func (a ArticlePage) fields() fields { return fields{id: a.Document, numbers: [5]int{a.Page}} }

// A ListPage is a page of a list.
type ListPage struct {
	Page int // from 1
	List int // which of several lists, from 0
}

func (l ListPage) fields() fields { return fields{numbers: [5]int{l.Page, l.List}} }

// An Entry is a sentence in a list, which may have the same sentence twice.
type Entry struct {
	Place
	Number int // on its page, from 1
}

func (e Entry) fields() fields {
	return fields{id: e.Document, numbers: [5]int{e.Ordinal, e.Number, e.Highlight.Start, e.Highlight.End}}
}

// A SaidPage is a page of what somebody said.
type SaidPage struct {
	Speaker string // see [SpeakerKey]
	Page    int    // from 1
	About   bool   // the list is narrowed by a question, which is kept with the message
}

func (s SaidPage) fields() fields {
	return fields{id: s.Speaker, numbers: [5]int{s.Page, number(s.About)}}
}

// A TimelinePage is a page of the timeline.
type TimelinePage struct {
	Page     int       // from 1
	About    bool      // as of a SaidPage
	From, To time.Time // days, midnight UTC; a zero bound is none
}

func (t TimelinePage) fields() fields {
	return fields{numbers: [5]int{t.Page, number(t.About), dayNumber(t.From), dayNumber(t.To)}}
}

// A SearchPage is a page of what was found; the words that were looked for are kept with the message.
type SearchPage struct {
	Document string // key of the Document that alone is searched, see [DocumentKey]; empty for all
	Page     int    // from 1
	From, To time.Time
}

func (s SearchPage) fields() fields {
	return fields{id: s.Document, numbers: [5]int{s.Page, dayNumber(s.From), dayNumber(s.To)}}
}

func number(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// firstDay is the day before the first that has a number.
var firstDay = time.Date(0, time.December, 31, 0, 0, 0, 0, time.UTC)

// dayNumber counts days; the zero time is 0.
func dayNumber(day time.Time) int {
	if day.IsZero() {
		return 0
	}
	return int((day.Unix() - firstDay.Unix()) / (24 * 60 * 60))
}

func dayOf(n int) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return firstDay.AddDate(0, 0, n)
}

// A Gap is one of those on a page of a list.
type Gap struct {
	ID string
	ListPage
}

func (g Gap) fields() fields { return fields{id: g.ID, numbers: g.ListPage.fields().numbers} }

// A Removed is an article of a server's own that was removed, and can be brought back.
type Removed struct {
	Article string // its id
	Version int
}

func (r Removed) fields() fields { return fields{id: r.Article, numbers: [5]int{r.Version}} }

// A Waiting is a change of an article of a server's own about which nobody has decided.
type Waiting struct {
	Article string // its id
	Version int    // that waits
}

func (w Waiting) fields() fields { return fields{id: w.Article, numbers: [5]int{w.Version}} }

// An Upload is a file that was previewed.
type Upload struct {
	ID     string
	Server string // id of the server it is for, where the preview is in a direct message; empty: the one the preview is in
}

func (u Upload) fields() fields { return fields{id: u.ID, message: u.Server} }

// Targets that are named by an id alone.
type (
	Briefing string
	Draft    string // of a briefing
	Server   string
	Feed     string // that was removed
	Dropped  string // id of a message with a file
)

func (b Briefing) fields() fields { return fields{id: string(b)} }
func (d Draft) fields() fields    { return fields{id: string(d)} }
func (s Server) fields() fields   { return fields{id: string(s)} }
func (f Feed) fields() fields     { return fields{id: string(f)} }
func (d Dropped) fields() fields  { return fields{message: string(d)} }

// targetOf is what a button of a kind is about; nil where the kind says everything.
func targetOf(kind string, f fields) Target {
	n := f.numbers
	switch kind {
	case KindOpen:
		return Entry{Place{f.id, n[0], answers.Span{Start: n[2], End: n[3]}}, n[1]}
	case KindSaid:
		return SaidPage{f.id, n[0], n[1] != 0}
	case KindTimeline:
		return TimelinePage{n[0], n[1] != 0, dayOf(n[2]), dayOf(n[3])}
	case KindSearch:
		return SearchPage{f.id, n[0], dayOf(n[1]), dayOf(n[2])}
	case KindPassage, KindOthers, KindMore:
		return Passage{f.id, n[0], n[1], n[2], answers.Span{Start: n[3], End: n[4]}}
	case KindHelpful, KindNotIt, KindShare, KindDismiss:
		return Answer{Passage{f.id, n[0], n[1], n[2], answers.Span{Start: n[3], End: n[4]}}, f.message}
	case KindArticle:
		return ArticlePage{f.id, n[0]}
	case KindSources, KindGaps, KindOwnArticles:
		return ListPage{n[0], n[1]}
	case KindGapDone, KindGapReopen, KindGapWrite:
		return Gap{f.id, ListPage{n[0], n[1]}}
	case KindRestore:
		return Removed{f.id, n[0]}
	case KindTakeOver, KindLeave:
		return Waiting{f.id, n[0]}
	case KindRestoreFeed:
		return Feed(f.id)
	case KindBriefing, KindUnpinOldest:
		return Briefing(f.id)
	case KindPost, KindPostAndPin:
		return Draft(f.id)
	case KindKeep, KindCancel, KindChange:
		return Upload{f.id, f.message}
	case KindDropped:
		return Dropped(f.message)
	case KindForget:
		return Server(f.id)
	}
	return nil
}
