package library

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"time"

	"github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/articles/diff"
	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/store"
)

const (
	hold        = time.Minute // the longest a process looks at a page; if it dies, others wait as long
	tryAgain    = time.Hour   // after a page could not be read
	givenUp     = 3           // times in a row after which moderators are told so
	pagesLooked = 100         // at a time
)

// A Finding is what became of a page, or of a feed, since it was looked at last.
type Finding struct {
	Page    store.Page
	Article store.Article   // the page as it was
	Changes []diff.Change   // what it says otherwise; empty if nothing, or nothing that was not told already
	Version int             // of the article, that says it
	Waits   bool            // that version waits for a moderator; otherwise it was taken over
	New     []store.Article // what a feed brought
	Entries []Finding       // of a feed, that say something else than their articles
	Lost    error           // why the page cannot be read any more; nil if it can, or that was told already
}

// How says what to do with a page that has changed.
type How struct {
	TakeOver bool // at once; otherwise the change waits for a moderator
	Asked    bool // a moderator waits: everything that differs from the article is told, and every error
}

// DuePages lists pages of all servers that are to be looked at again.
func (l *Library) DuePages(ctx context.Context) ([]store.Page, error) {
	return l.Store.Pages.Due(ctx, l.now(), pagesLooked)
}

// LookAgain looks at a page or a feed of a server again. It returns [store.ErrHeld] while somebody else does.
func (l *Library) LookAgain(ctx context.Context, guild, id string, how How) (Finding, error) {
	page, err := l.Store.Pages.Claim(ctx, guild, id, l.now(), hold)
	if err != nil {
		return Finding{}, err
	}
	found, err := l.look(ctx, &page, how)
	switch {
	case err == nil:
		page.Failures, page.Due = 0, l.now().Add(store.LookAgain)
	case ctx.Err() == nil:
		found.Lost, err = l.fail(&page, how, err)
	}
	found.Page = page
	return found, errors.Join(err, l.Store.Pages.Save(context.WithoutCancel(ctx), page))
}

// Refresh is [Library.LookAgain] at the page of an article, or at the feed that brought it, for a moderator who waits.
func (l *Library) Refresh(ctx context.Context, guild string, a store.Article, takeOver bool) (Finding, error) {
	id := cmp.Or(a.Origin.Feed, a.ID)
	found, err := l.LookAgain(ctx, guild, id, How{TakeOver: takeOver, Asked: true})
	if errors.Is(err, store.ErrNotFound) {
		err = articles.Refuse(articles.Uploaded)
	}
	return found, err
}

// TakeOver makes a change that waits what members are answered from.
func (l *Library) TakeOver(ctx context.Context, guild, id string, version int) error {
	return l.Store.Articles.TakeOver(ctx, guild, id, version, l.now(), l.admit)
}

// Leave leaves an article as it is, and the change that waits is forgotten.
func (l *Library) Leave(ctx context.Context, guild, id string, version int) error {
	return l.Store.Articles.Leave(ctx, guild, id, version, l.now())
}

func (l *Library) look(ctx context.Context, page *store.Page, how How) (Finding, error) {
	if page.Feed != "" {
		return l.lookAtFeed(ctx, page, how)
	}
	return l.lookAtPage(ctx, page, how)
}

func (l *Library) lookAtPage(ctx context.Context, page *store.Page, how How) (Finding, error) {
	a, err := l.Store.Articles.Get(ctx, page.Guild, page.ID)
	if err != nil {
		return Finding{}, err
	}
	if a, err = l.Store.Articles.Version(ctx, page.Guild, a.ID, a.Version); err != nil {
		return Finding{}, err
	}
	was, err := Document(a)
	if err != nil {
		return Finding{}, err
	}
	known := *page
	if how.Asked && page.Sum != "" && page.Sum != diff.TextSum(&was) {
		known.ETag, known.LastModified = "", "" // the page may be as it was, and the article not
	}
	got, err := l.fetch(ctx, known, a.Origin.URL, how)
	if err != nil || got.NotModified {
		return Finding{Article: a}, err
	}
	u := uploadOf(got, a.Origin.Member, a.Overrides)
	u.Origin.URL = a.Origin.URL
	read, err := l.read(u, nil, "")
	if err != nil {
		return Finding{}, err
	}
	if len(read.Previews) != 1 || read.Previews[0].Document == nil {
		return Finding{}, refusalOf(read.Previews)
	}
	found := Finding{Article: a, Changes: diff.Documents(&was, read.Previews[0].Document)}
	sum := diff.TextSum(read.Previews[0].Document)
	told := page.Sum == sum && !how.Asked
	page.Sum, page.ETag, page.LastModified = sum, got.ETag, got.LastModified
	if told || len(found.Changes) == 0 {
		return Finding{Article: a}, nil
	}
	next, err := articleOf(read.Previews[0], u, a.ID)
	if err != nil {
		return Finding{}, err
	}
	next.Name = a.Name
	return found, l.change(ctx, page.Guild, next, how, &found)
}

// change takes a version of an article over, or has it wait.
func (l *Library) change(ctx context.Context, guild string, next store.Article, how How, found *Finding) (err error) {
	if !how.TakeOver {
		found.Waits = true
		if found.Version, err = l.waitsAlready(ctx, guild, next); err != nil || found.Version != 0 {
			return err
		}
		found.Version, err = l.Store.Articles.Propose(ctx, guild, next, l.now())
		return err
	}
	if err := l.Store.Articles.Keep(ctx, guild, []store.Article{next}, l.now(), l.admit); err != nil {
		return err
	}
	now, err := l.Store.Articles.Get(ctx, guild, next.ID)
	found.Version = now.Version
	return err
}

// waitsAlready is the version of an article that waits, if it says what another one would; else 0. Whoever is asked about it has the
// buttons for it, and they go on working.
func (l *Library) waitsAlready(ctx context.Context, guild string, next store.Article) (version int, err error) {
	all, err := l.Store.Articles.Waiting(ctx, guild)
	at := slices.IndexFunc(all, func(a store.Article) bool { return a.ID == next.ID })
	if err != nil || at < 0 {
		return 0, err
	}
	waiting, err := l.Store.Articles.Version(ctx, guild, next.ID, all[at].Version)
	if err != nil || waiting.Name != next.Name || waiting.Title != next.Title || waiting.Overrides != next.Overrides {
		return 0, err
	}
	there, err := Document(waiting)
	if err != nil {
		return 0, err
	}
	another, err := Document(next)
	if err != nil || diff.TextSum(&there) != diff.TextSum(&another) {
		return 0, err
	}
	return waiting.Version, nil
}

func (l *Library) lookAtFeed(ctx context.Context, page *store.Page, how How) (Finding, error) {
	known := *page
	if how.Asked { // what waits is told again
		known.ETag, known.LastModified = "", ""
		known.Seen = slices.DeleteFunc(slices.Clone(known.Seen), isSum)
	}
	got, err := l.fetch(ctx, known, page.URL, how)
	if err != nil || got.NotModified {
		return Finding{}, err
	}
	there, _, err := l.Store.Articles.List(ctx, page.Guild)
	if err != nil {
		return Finding{}, err
	}
	f, err := articles.LookAtFeed(articles.File{Name: got.Name, Data: got.Body}, known.Seen, kept(there, page.ID), l.Limits)
	if err != nil {
		return Finding{}, articles.Refuse(articles.NoFeed, err)
	}
	entries, err := entriesOf(f, page.ID, page.Member, there)
	if err != nil {
		return Finding{}, err
	}
	if len(entries) > 0 {
		err = l.Store.Articles.Keep(ctx, page.Guild, entries, l.now(), l.admit)
	}
	if err != nil {
		return Finding{}, err
	}
	found := Finding{New: entries}
	if found.Entries, err = l.corrected(ctx, page, f.Corrected, there, how); err != nil {
		return Finding{}, err
	}
	page.ETag, page.LastModified, page.Seen = got.ETag, got.LastModified, f.Entries
	return found, nil
}

// isSum tells a text that an entry had from the key of an entry.
func isSum(seen string) bool { return hexSum.MatchString(seen) }

var hexSum = regexp.MustCompile(`^[0-9a-f]{64}$`)

// corrected does with entries whose text, title or address has changed what is done with a page that has.
func (l *Library) corrected(ctx context.Context, feed *store.Page, entries []articles.Preview, there []store.Article, how How) (all []Finding, err error) {
	for _, p := range entries {
		at := slices.IndexFunc(there, func(a store.Article) bool { return a.Name == p.Replaces && a.Origin.Feed == feed.ID })
		if at < 0 || p.Document == nil {
			continue
		}
		a, err := l.Store.Articles.Version(ctx, feed.Guild, there[at].ID, there[at].Version)
		if err != nil {
			return all, err
		}
		was, err := Document(a)
		if err != nil {
			return all, err
		}
		apply(p.Document, a.Overrides)
		found := Finding{Page: store.Page{Guild: feed.Guild, ID: a.ID, Due: feed.Due}, Article: there[at],
			Changes: slices.Concat(diff.Sources(was.Source, p.Document.Source), diff.Documents(&was, p.Document))}
		if len(found.Changes) == 0 {
			continue
		}
		origin := a.Origin
		origin.URL = cmp.Or(p.Document.Source.URL, origin.URL)
		next, err := articleOf(p, store.Upload{Overrides: a.Overrides, Origin: origin}, a.ID)
		if err != nil {
			return all, err
		}
		next.Name = a.Name
		if err := l.change(ctx, feed.Guild, next, how, &found); err != nil {
			return all, err
		}
		all = append(all, found)
	}
	return all, nil
}

// entriesOf are the new entries of a feed as articles. What moderators said of one that is there already stays.
func entriesOf(f articles.Feed, feed, member string, there []store.Article) (all []store.Article, err error) {
	for i, p := range f.Previews {
		u := store.Upload{Origin: store.Origin{URL: f.Addresses[i], Feed: feed, Member: member}}
		if at := slices.IndexFunc(there, func(a store.Article) bool { return a.Name == p.Replaces }); at >= 0 && p.Document != nil {
			p.Name, u.Overrides = there[at].Name, there[at].Overrides
			apply(p.Document, u.Overrides)
		}
		one, err := added([]articles.Preview{p}, u, there)
		if err != nil {
			return nil, err
		}
		all = append(all, one...)
	}
	return all, nil
}

// keepFeed keeps the newest entries of a feed and has it followed under an id.
func (l *Library) keepFeed(ctx context.Context, guild, id string, u store.Upload, f articles.Feed, there []store.Article, now time.Time) ([]store.Article, error) {
	feed := store.Page{Guild: guild, ID: id, Feed: cmp.Or(f.Title, hostOf(u.Origin.URL), "?"), URL: u.Origin.URL, Member: u.Origin.Member,
		ETag: u.Origin.ETag, LastModified: u.Origin.LastModified, Seen: f.Entries, Due: now.Add(store.LookAgain)}
	entries, err := entriesOf(f, feed.ID, feed.Member, there)
	if err != nil {
		return nil, err
	}
	return entries, l.Store.Pages.KeepFeed(ctx, feed, entries, now, l.admit)
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// fetch gets what lies at an address, if it is not what is known of it. What is looked at unasked leaves moderators their fetches.
func (l *Library) fetch(ctx context.Context, known store.Page, address string, how How) (fetch.Response, error) {
	server := known.Guild
	if !how.Asked {
		server += " unasked"
	}
	return l.Pages.Fetch(ctx, fetch.Request{Server: server, URL: address, ETag: known.ETag, LastModified: known.LastModified})
}

// LostPages are the ids of the articles and feeds of a server whose source cannot be read any more, of which its moderators were
// told.
func (l *Library) LostPages(ctx context.Context, guild string) (map[string]bool, error) {
	all, err := l.Store.Pages.Failing(ctx, guild, givenUp)
	lost := map[string]bool{}
	for _, p := range all {
		lost[p.ID] = true
	}
	return lost, err
}

// fail notes that a page could not be read. It returns what moderators are to be told of it, once, or the error where it is not
// about the page.
func (l *Library) fail(page *store.Page, how How, err error) (lost, other error) {
	var unfetched *fetch.Error
	var refused *articles.Refusal
	isUnfetched := errors.As(err, &unfetched)
	switch {
	case how.Asked:
		return nil, err
	case isUnfetched && unfetched.Kind == fetch.TooOften:
		page.Due = l.now().Add(time.Minute)
		return nil, nil
	case !isUnfetched && !errors.As(err, &refused):
		page.Due = l.now().Add(tryAgain)
		return nil, err
	}
	before := page.Failures
	page.Failures++
	if isUnfetched && unfetched.Kind == fetch.Gone {
		page.Failures = max(page.Failures, givenUp)
	}
	if page.Failures < givenUp {
		page.Due = l.now().Add(tryAgain)
		return nil, nil
	}
	page.Due = l.now().Add(store.LookAgain)
	if before < givenUp {
		return err, nil
	}
	return nil, nil
}
