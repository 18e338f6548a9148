// Package library keeps a server's own articles: what a moderator uploads or names by its address is looked at, kept, edited,
// fetched again, removed and given back.
//
// Start at [Library.Look] and [Library.Keep]. What a file says is package articles' matter, how it is stored package store's;
// which of it members are answered from, package scope's.
package library

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// A Library keeps the articles of servers. It may be used by many goroutines.
type Library struct {
	Store  *store.Store
	Limits articles.Limits
	Pages  *fetch.Client    // for articles by their address
	Clock  func() time.Time // nil: time.Now
}

func (l *Library) now() time.Time {
	if l.Clock == nil {
		return time.Now()
	}
	return l.Clock()
}

// A Look is what would be kept of an upload.
type Look struct {
	Upload   string // id for [Library.Keep]; empty where there is nothing to keep
	Previews []articles.Preview
	Feed     bool  // they are entries of a feed, which will be followed
	Refused  error // why they cannot be kept beside what is there; nil if they can
}

// Look reads an upload, and puts it aside for a moderator to decide.
func (l *Library) Look(ctx context.Context, guild string, u store.Upload) (Look, error) {
	if err := checkOverrides(u.Overrides); err != nil {
		return Look{}, err
	}
	there, _, err := l.Store.Articles.List(ctx, guild)
	if err != nil {
		return Look{}, err
	}
	look, err := l.preview(ctx, guild, u, there)
	if err != nil || !keepable(look.Previews) || look.Refused != nil {
		return look, err
	}
	look.Upload, err = l.Store.Uploads.Add(ctx, guild, u, l.now())
	return look, err
}

// preview is what would be kept of an upload, and why it cannot be.
func (l *Library) preview(ctx context.Context, guild string, u store.Upload, there []store.Article) (Look, error) {
	feed, err := l.followed(ctx, guild, u)
	if err != nil {
		return Look{}, err
	}
	read, err := l.read(u, there, feed)
	if err != nil {
		return Look{}, err
	}
	look := Look{Previews: read.Previews, Feed: isFeed(u)}
	if keepable(look.Previews) {
		look.Refused = l.Limits.Admit(look.Previews, kept(there, feed))
	}
	return look, nil
}

// LookAtPage is Look at what lies at an address. Errors of the fetch are *[fetch.Error].
func (l *Library) LookAtPage(ctx context.Context, guild, url, member string, o store.Overrides) (Look, error) {
	page, err := l.Pages.Fetch(ctx, fetch.Request{Server: guild, URL: url})
	if err != nil {
		return Look{}, err
	}
	return l.Look(ctx, guild, uploadOf(page, member, o))
}

func uploadOf(page fetch.Response, member string, o store.Overrides) store.Upload {
	return store.Upload{Name: page.Name, Data: page.Body, Overrides: o,
		Origin: store.Origin{URL: page.URL, Page: true, ETag: page.ETag, LastModified: page.LastModified, Member: member}}
}

// isFeed tells whether an upload is a feed that is followed. One that was saved as a file is an article.
func isFeed(u store.Upload) bool { return u.Origin.Page && corpus.IsFeed(u.Name) }

// followed is the id of the feed that an upload is, if the server follows it already; empty if not.
func (l *Library) followed(ctx context.Context, guild string, u store.Upload) (string, error) {
	if !isFeed(u) {
		return "", nil
	}
	feeds, err := l.Store.Pages.Feeds(ctx, guild)
	if err != nil {
		return "", err
	}
	for _, f := range feeds {
		if f.URL == u.Origin.URL {
			return f.ID, nil
		}
	}
	return "", nil
}

// read reads an upload as its articles would be; one that is no feed has Previews alone. feed is as [Library.followed] says.
func (l *Library) read(u store.Upload, there []store.Article, feed string) (f articles.Feed, err error) {
	file := articles.File{Name: plainName(u.Name), Data: u.Data}
	if strings.HasPrefix(file.Name, ".") { // a hidden file, which is not taken out of a .zip
		file.Name = "_" + file.Name
	}
	if isFeed(u) {
		u.Overrides = store.Overrides{} // they are about one article
		if f, err = articles.LookAtFeed(file, nil, kept(there, feed), l.Limits); err != nil {
			return f, articles.Refuse(articles.NoFeed, err)
		}
	} else {
		f.Previews = articles.Look(file, kept(there, ""), l.Limits)
	}
	for i := range f.Previews {
		p := &f.Previews[i]
		p.Name = plainName(p.Name)
		if d := p.Document; d != nil {
			from := noted(u, p.File)
			apply(d, from.Overrides)
			if d.Source.URL == "" {
				d.Source.URL = from.Origin.URL
			}
		}
		for _, a := range there {
			if u.Origin.Page && !isFeed(u) && a.Origin.URL == u.Origin.URL && p.Replaces == "" {
				p.Replaces = a.Name
			}
		}
	}
	return f, nil
}

func keepable(previews []articles.Preview) bool {
	for _, p := range previews {
		if p.Document != nil && !p.Same {
			return true
		}
	}
	return false
}

// kept are articles as a new one is compared with them. feed is the id of the feed that is looked at; empty if it is none that the
// server follows.
func kept(there []store.Article, feed string) (all []articles.Kept) {
	for _, a := range there {
		all = append(all, articles.Kept{Name: a.Name, Sum: a.Sum, Title: a.Title, Bytes: a.Size, Passages: a.Passages,
			Entry: feed != "" && a.Origin.Feed == feed})
	}
	return all
}

// Keep keeps an upload that was looked at, and returns its articles. It returns [store.ErrNotFound] where the upload is not
// there, or not any more, and an *[articles.Refusal] where there is no room.
func (l *Library) Keep(ctx context.Context, guild, upload string) ([]store.Article, error) {
	now := l.now()
	u, err := l.Store.Uploads.Get(ctx, guild, upload, now)
	if err != nil {
		return nil, err
	}
	added, err := l.keep(ctx, guild, u, now)
	if err != nil {
		return nil, err
	}
	for i := range added {
		added[i].Added = now
	}
	return added, l.Store.Uploads.Remove(ctx, guild, upload)
}

func (l *Library) keep(ctx context.Context, guild string, u store.Upload, now time.Time) ([]store.Article, error) {
	there, _, err := l.Store.Articles.List(ctx, guild)
	if err != nil {
		return nil, err
	}
	feed, err := l.followed(ctx, guild, u)
	if err != nil {
		return nil, err
	}
	read, err := l.read(u, there, feed)
	if err != nil {
		return nil, err
	}
	if isFeed(u) {
		return l.keepFeed(ctx, guild, cmp.Or(feed, newID("feed")), u, read, there, now)
	}
	added, err := added(read.Previews, u, there)
	if err != nil {
		return nil, err
	}
	return added, l.Store.Articles.Keep(ctx, guild, added, now, l.admit)
}

// added are the previews as articles, but for what cannot be read or is there.
func added(previews []articles.Preview, u store.Upload, there []store.Article) (all []store.Article, err error) {
	ids := map[string]string{}
	for _, a := range there {
		ids[a.Name] = a.ID
	}
	for _, p := range previews {
		if p.Document == nil || p.Same {
			continue
		}
		a, err := articleOf(p, u, ids[p.Replaces])
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

func (l *Library) admit(after []store.Article) error {
	return l.Limits.Within(kept(after, ""))
}

// articleOf is a preview as it is stored. id is that of the article it takes the place of; empty for a new one.
func articleOf(p articles.Preview, u store.Upload, id string) (store.Article, error) {
	if id == "" {
		id = newID(cmp.Or(p.Document.ID, corpus.IDOf(p.Name)))
	}
	u = noted(u, p.File)
	document, err := json.Marshal(p.Document)
	if err != nil {
		return store.Article{}, fmt.Errorf("cannot write down what was read of %s: %w", p.Name, err)
	}
	return store.Article{ID: id, Name: p.Name, Sum: p.Sum(), Size: len(p.Data), Data: p.Data, Document: string(document),
		Passages: len(p.Document.Passages), Title: p.Document.Source.Title, Overrides: u.Overrides, Origin: u.Origin}, nil
}

// longestStem leaves room for the rest of an id.
const longestStem = 40

// newID names an article: by what its file is called, for people, and by chance, so that the id of one server's article is none
// of another's, and none of a shared one.
func newID(stem string) string {
	stem = strings.TrimRight(stem[:min(len(stem), longestStem)], "-")
	return stem + "-" + strings.ToLower(rand.Text()[:10])
}

// Document is what was read of an article that was listed with its Document.
func Document(a store.Article) (d corpus.Document, err error) {
	if err := json.Unmarshal([]byte(a.Document), &d); err != nil {
		return d, fmt.Errorf("cannot read article %s as it was stored: %w", a.ID, err)
	}
	d.ID, d.Path, d.Sum = a.ID, a.Name, fmt.Sprintf("%s %d %v", a.Sum, a.Version, a.Overrides)
	apply(&d, a.Overrides)
	return d, nil
}

// apply puts what moderators say in place of what the file says.
func apply(d *corpus.Document, o store.Overrides) {
	if o.Title != "" {
		d.Source.Title = o.Title
	}
	if day, err := time.Parse(time.DateOnly, o.Date); err == nil {
		d.Source.Published = day
	}
	if o.Lang != "" {
		d.Source.Lang = o.Lang
	}
	if o.Aliases != "" {
		d.Aliases = aliases(o.Aliases)
	}
	if o.Supersedes != "" {
		d.Supersedes = o.Supersedes
	}
}

// aliases reads names with commas between.
func aliases(text string) (all []string) {
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			all = append(all, name)
		}
	}
	return all
}

var langCode = regexp.MustCompile(`^[a-z]{2}$`)

// mostAliases keeps one article from being found by everything.
const mostAliases = 20

// longestTitle is what a message has room for.
const longestTitle = 200

// checkOverrides says what of what a moderator typed cannot be taken.
func checkOverrides(o store.Overrides) error {
	if _, err := time.Parse(time.DateOnly, o.Date); o.Date != "" && err != nil {
		return articles.Refuse(articles.BadDay, o.Date)
	}
	if o.Lang != "" && !langCode.MatchString(o.Lang) {
		return articles.Refuse(articles.BadLanguage, o.Lang)
	}
	if len([]rune(o.Title)) > longestTitle {
		return articles.Refuse(articles.LongTitle, longestTitle)
	}
	if n := len(aliases(o.Aliases)); n > mostAliases {
		return articles.Refuse(articles.ManyAliases, mostAliases, n)
	}
	return nil
}

// plainName makes a file's name one that any database and any message can hold.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	if ext := path.Ext(name); len(name) > longestFileName && len(ext) < 10 {
		name = strings.ToValidUTF8(name[:longestFileName-len(ext)], "") + ext
	}
	return name
}

// longestFileName is that of common file systems, in bytes.
const longestFileName = 255

// Edit changes what moderators say of an article; a field that is empty stays as it is. It returns the article as it is then.
func (l *Library) Edit(ctx context.Context, guild, id string, o store.Overrides) (store.Article, error) {
	if err := checkOverrides(o); err != nil {
		return store.Article{}, err
	}
	a, err := l.Store.Articles.Get(ctx, guild, id)
	if err != nil {
		return store.Article{}, err
	}
	a.Title = cmp.Or(o.Title, a.Title)
	a.Overrides = merged(a.Overrides, o)
	if o.Supersedes != "" {
		if _, err := l.Store.Articles.Get(ctx, guild, o.Supersedes); err != nil || o.Supersedes == id {
			return store.Article{}, articles.Refuse(articles.NoSuccessor)
		}
	}
	return a, l.Store.Articles.Edit(ctx, guild, a)
}

// Remove removes an article. Restore brings it back for [store.UndoFor].
func (l *Library) Remove(ctx context.Context, guild, id string) error {
	return l.Store.Articles.Remove(ctx, guild, id, l.now())
}

// RemoveFeed has a feed no longer looked at, and removes what it brought. RestoreFeed brings both back for [store.UndoFor].
func (l *Library) RemoveFeed(ctx context.Context, guild, id string) error {
	return l.Store.Pages.RemoveFeed(ctx, guild, id, l.now())
}

// merged are what moderators say once they say more.
func merged(before, now store.Overrides) store.Overrides {
	return store.Overrides{Title: cmp.Or(now.Title, before.Title), Date: cmp.Or(now.Date, before.Date), Lang: cmp.Or(now.Lang, before.Lang),
		Aliases: cmp.Or(now.Aliases, before.Aliases), Supersedes: cmp.Or(now.Supersedes, before.Supersedes)}
}

// Rename gives the file of an article another name, under which it is exported and which a new file with that name takes the place
// of. Its ending says the format, and stays.
func (l *Library) Rename(ctx context.Context, guild, id, name string) (store.Article, error) {
	there, _, err := l.Store.Articles.List(ctx, guild)
	if err != nil {
		return store.Article{}, err
	}
	at := slices.IndexFunc(there, func(a store.Article) bool { return a.ID == id })
	if at < 0 {
		return store.Article{}, store.ErrNotFound
	}
	a := there[at]
	name = plainName(strings.TrimSpace(name))
	if ext := path.Ext(a.Name); !strings.EqualFold(path.Ext(name), ext) {
		name += ext
	}
	if !fs.ValidPath(name) || strings.HasPrefix(path.Base(name), ".") {
		return store.Article{}, articles.Refuse(articles.BadName, "rules"+path.Ext(a.Name), name)
	}
	if slices.ContainsFunc(there, func(other store.Article) bool { return other.ID != id && other.Name == name }) {
		return store.Article{}, articles.Refuse(articles.NameTaken, name)
	}
	a.Name = name
	return a, l.Store.Articles.Edit(ctx, guild, a)
}

// Change changes what a moderator says of an upload that was looked at, and looks at it again. It returns [store.ErrNotFound]
// where the upload is not there any more.
func (l *Library) Change(ctx context.Context, guild, upload string, o store.Overrides) (Look, error) {
	if err := checkOverrides(o); err != nil {
		return Look{}, err
	}
	u, err := l.Store.Uploads.Get(ctx, guild, upload, l.now())
	if err != nil {
		return Look{}, err
	}
	u.Overrides = merged(u.Overrides, o)
	there, _, err := l.Store.Articles.List(ctx, guild)
	if err != nil {
		return Look{}, err
	}
	look, err := l.preview(ctx, guild, u, there)
	if err != nil {
		return Look{}, err
	}
	look.Upload = upload
	return look, l.Store.Uploads.Edit(ctx, guild, upload, u.Overrides, l.now())
}

// Uploaded is what would be kept of an upload that was looked at, or [store.ErrNotFound].
func (l *Library) Uploaded(ctx context.Context, guild, upload string) (Look, error) {
	return l.Change(ctx, guild, upload, store.Overrides{})
}

// Restore brings back an earlier version of an article.
func (l *Library) Restore(ctx context.Context, guild, id string, version int) error {
	return l.Store.Articles.Restore(ctx, guild, id, version, l.now(), l.admit)
}

// RestoreFeed brings back a feed and what went with it.
func (l *Library) RestoreFeed(ctx context.Context, guild, id string) error {
	return l.Store.Pages.RestoreFeed(ctx, guild, id, l.now(), l.admit)
}

// refusalOf says why a page cannot be read any more.
func refusalOf(previews []articles.Preview) error {
	for _, p := range previews {
		for _, problem := range p.Problems {
			return articles.Refuse(articles.Unreadable, problem.Reason, problem.Next)
		}
	}
	return errors.New("wanted one article and found none")
}
