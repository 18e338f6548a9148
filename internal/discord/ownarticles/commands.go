package ownarticles

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/pages"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// Add previews a file or what lies at an address.
func (c *Commands) Add(ctx context.Context, r Request) (Reply, error) {
	w, facts := r.Words, overrides(r)
	if address := strings.TrimSpace(r.Options["url"]); address != "" {
		look, err := c.Library.LookAtPage(ctx, r.Guild, address, r.User, facts)
		return c.previewed(look, err, r)
	}
	file, ok := r.Attachments[r.Options["file"]]
	if !ok {
		return telling(w.Text("articlesAddWhat")), nil
	}
	return c.AddFile(ctx, r, file)
}

// AddFile previews a file that a moderator sent.
func (c *Commands) AddFile(ctx context.Context, r Request, file rest.Attachment) (Reply, error) {
	w := r.Words
	most := c.Library.Limits.Upload(file.Name)
	if file.Size > most {
		return telling(w.Text("articlesTooLarge", most>>20)), nil
	}
	data, err := c.REST.Download(ctx, file.URL, most)
	if err != nil {
		c.Log.Warn("cannot download an attachment", "guild", r.Guild, "error", err)
		return telling(w.Text("articlesNoDownload")), nil
	}
	look, err := c.Library.Look(ctx, r.Guild, store.Upload{Name: file.Name, Data: data, Overrides: overrides(r), Origin: store.Origin{Member: r.User}})
	return c.previewed(look, err, r)
}

func overrides(r Request) store.Overrides {
	return store.Overrides{Title: strings.TrimSpace(r.Options["title"]), Date: strings.TrimSpace(r.Options["date"]),
		Lang:    strings.ToLower(strings.TrimSpace(r.Options["language"])),
		Aliases: strings.TrimSpace(r.Options["aliases"]), Supersedes: strings.TrimSpace(r.Options["supersedes"])}
}

// AddMessage previews a message as an article whose source is that message.
func (c *Commands) AddMessage(ctx context.Context, r Request) (Reply, error) {
	if strings.TrimSpace(r.Text) == "" {
		return telling(r.Words.Text("messageEmpty")), nil
	}
	link := render.MessageLink(r.Guild, r.Channel, r.Message)
	data, err := messageArticle(r, link)
	if err != nil {
		return Reply{}, err
	}
	look, err := c.Library.Look(ctx, r.Guild, store.Upload{Name: "message-" + r.Message + ".md", Data: data, Origin: store.Origin{URL: link, Member: r.User}})
	return c.previewed(look, err, r)
}

// previewed shows what would be kept, or why nothing can be.
func (c *Commands) previewed(look library.Look, err error, r Request) (Reply, error) {
	if said := r.Words.Reason(err); said != "" {
		return telling(render.EscapeHint(said)), nil
	}
	if err != nil {
		return Reply{}, err
	}
	page := previewPage(look, r.Words)
	if look.Upload != "" {
		to := func(kind string) render.State {
			return render.State{Kind: kind, Asker: r.User, Target: r.upload(look.Upload)}
		}
		page.Rows = append(page.Rows, []discordgo.MessageComponent{
			c.Render.Button(r.Words.Text("articlesKeep"), discordgo.PrimaryButton, to(render.KindKeep), look.Refused != nil),
			c.Render.Button(r.Words.Text("articlesChange"), discordgo.SecondaryButton, to(render.KindChange), len(look.Previews) != 1),
			c.Render.Button(r.Words.Text("articlesCancel"), discordgo.SecondaryButton, to(render.KindCancel), false)})
	}
	return Reply{Page: page}, nil
}

// Keep keeps what was previewed. The button names the upload, not the server: it works on this server's alone.
func (c *Commands) Keep(ctx context.Context, r Request) (Reply, error) {
	w := r.Words
	kept, err := c.Library.Keep(ctx, r.Guild, target[render.Upload](r).ID)
	if errors.Is(err, store.ErrNotFound) {
		return telling(w.Text("articlesOldPreview")), nil
	}
	if said := r.Words.Reason(err); said != "" {
		return telling(render.EscapeHint(said)), nil
	}
	if err != nil {
		return Reply{}, err
	}
	c.Log.Info("a server keeps articles", "guild", r.Guild, "count", len(kept))
	page := &render.Page{Text: w.Plural("articlesKept", len(kept), len(kept))}
	for _, a := range kept[:min(len(kept), articlesAPage)] {
		page.Text += "\n- " + articleLine(a, w)
	}
	if len(kept) > 0 && kept[0].Origin.Feed != "" {
		page.Foot = append(page.Foot, w.Text("feedFollowed"))
	}
	return Reply{Page: page, Replace: true}, nil
}

// Change opens a form with what was read of an upload, and previews it again as the form says.
func (c *Commands) Change(ctx context.Context, r Request) (Reply, error) {
	upload := target[render.Upload](r).ID
	if _, submitted := r.Options["title"]; !submitted {
		return c.changeForm(ctx, r, upload)
	}
	look, err := c.Library.Change(ctx, r.Guild, upload, overrides(r))
	if errors.Is(err, store.ErrNotFound) {
		return telling(r.Words.Text("articlesOldPreview")), nil
	}
	rep, failed := c.previewed(look, err, r)
	rep.Replace = err == nil
	return rep, failed
}

func (c *Commands) changeForm(ctx context.Context, r Request, upload string) (Reply, error) {
	w := r.Words
	look, err := c.Library.Uploaded(ctx, r.Guild, upload)
	if errors.Is(err, store.ErrNotFound) || err == nil && (len(look.Previews) != 1 || look.Previews[0].Document == nil) {
		return telling(w.Text("articlesOldPreview")), nil
	}
	if err != nil {
		return Reply{}, err
	}
	read, published := look.Previews[0].Document.Source, ""
	if !read.Published.IsZero() {
		published = read.Published.Format(time.DateOnly)
	}
	id := c.Render.Sign(render.State{Kind: render.KindChange, Asker: r.User, Target: r.upload(upload)})
	return Reply{Form: &render.Form{ID: id, Title: w.Text("articlesForm"), Inputs: []render.Input{
		{Name: "title", Label: w.Text("formTitle"), Value: render.Shorten(read.Title, 200), Longest: 200},
		{Name: "date", Label: w.Text("formDate"), Value: published, Optional: true, Longest: 10},
		{Name: "language", Label: w.Text("formLanguage"), Value: read.Lang, Optional: true, Longest: 2}}}}, nil
}

// Cancel forgets what was previewed.
func (c *Commands) Cancel(ctx context.Context, r Request) (Reply, error) {
	if err := c.Library.Store.Uploads.Remove(ctx, r.Guild, target[render.Upload](r).ID); err != nil {
		return Reply{}, err
	}
	return Reply{Page: &render.Page{Text: r.Words.Text("articlesCancelled")}, Replace: true}, nil
}

// Find is the article that a moderator named. Where there is none, the Reply says so.
func (c *Commands) Find(ctx context.Context, r Request) (a store.Article, none Reply, err error) {
	there, _, err := c.Library.Store.Articles.List(ctx, r.Guild)
	if err != nil {
		return store.Article{}, Reply{}, err
	}
	text := strings.TrimSpace(r.Options["which"])
	at := slices.IndexFunc(there, func(a store.Article) bool { return a.ID == text || strings.EqualFold(a.Title, text) || a.Name == text })
	if at < 0 {
		return store.Article{}, telling(r.Words.Text("articlesNoSuch", render.EscapeLine(render.Shorten(text, render.LongestNote)))), nil
	}
	return there[at], Reply{}, nil
}

// Edit changes what moderators say of the article that one of them named.
func (c *Commands) Edit(ctx context.Context, r Request) (Reply, error) {
	a, none, err := c.Find(ctx, r)
	if err != nil || none.Page != nil {
		return none, err
	}
	if overrides(r) == (store.Overrides{}) {
		return telling(r.Words.Text("articlesEditWhat")), nil
	}
	edited, err := c.Library.Edit(ctx, r.Guild, a.ID, overrides(r))
	return c.changed(edited, err, r.Words.Text("articlesEdited"), r)
}

// Rename gives the file of an article another name.
func (c *Commands) Rename(ctx context.Context, r Request) (Reply, error) {
	a, none, err := c.Find(ctx, r)
	if err != nil || none.Page != nil {
		return none, err
	}
	renamed, err := c.Library.Rename(ctx, r.Guild, a.ID, r.Options["name"])
	return c.changed(renamed, err, r.Words.Text("articlesEdited"), r)
}

// changed tells of a changed article, or why it was not.
func (c *Commands) changed(a store.Article, err error, text string, r Request) (Reply, error) {
	w := r.Words
	switch said := w.Reason(err); {
	case said != "":
		return telling(render.EscapeHint(said)), nil
	case errors.Is(err, store.ErrNotFound):
		return telling(w.Text("articlesStale")), nil
	case err != nil:
		return Reply{}, err
	}
	if a.ID == "" {
		return telling(text), nil
	}
	return telling(text + "\n" + articleLine(a, w)), nil
}

// Remove removes an article, or a feed with what it brought.
func (c *Commands) Remove(ctx context.Context, r Request) (Reply, error) {
	feeds, err := c.Library.Store.Pages.Feeds(ctx, r.Guild)
	if err != nil {
		return Reply{}, err
	}
	text := strings.TrimSpace(r.Options["which"])
	if at := slices.IndexFunc(feeds, func(f store.Page) bool { return f.ID == text || f.URL == text }); at >= 0 {
		return c.removeFeed(ctx, r, feeds[at])
	}
	a, none, err := c.Find(ctx, r)
	if err != nil || none.Page != nil {
		return none, err
	}
	return c.remove(ctx, r, a)
}

func (c *Commands) removeFeed(ctx context.Context, r Request, f store.Page) (Reply, error) {
	if err := c.Library.RemoveFeed(ctx, r.Guild, f.ID); err != nil {
		return c.changed(store.Article{}, err, "", r)
	}
	rep := telling(r.Words.Text("feedRemoved") + "\n" + feedLine(f, r.Words))
	rep.Page.Rows = [][]discordgo.MessageComponent{{c.undo(r, render.KindRestoreFeed, render.Feed(f.ID))}}
	return rep, nil
}

// remove removes an article, with a button that brings it back for a day.
func (c *Commands) remove(ctx context.Context, r Request, a store.Article) (Reply, error) {
	rep, err := c.changed(a, c.Library.Remove(ctx, r.Guild, a.ID), r.Words.Text("articlesRemoved"), r)
	if err == nil {
		rep.Page.Rows = [][]discordgo.MessageComponent{{c.undo(r, render.KindRestore, render.Removed{Article: a.ID, Version: a.Version})}}
	}
	return rep, err
}

// undo is the button that brings back what was removed.
func (c *Commands) undo(r Request, kind string, removed render.Target) discordgo.MessageComponent {
	return c.Render.Button(r.Words.Text("articlesUndo"), discordgo.SecondaryButton, render.State{Kind: kind, Asker: r.User, Target: removed}, false)
}

// Restore brings an article back. An id of another server's is not here.
func (c *Commands) Restore(ctx context.Context, r Request) (Reply, error) {
	removed := target[render.Removed](r)
	err := c.Library.Restore(ctx, r.Guild, removed.Article, removed.Version)
	if err != nil {
		return c.changed(store.Article{}, err, "", r)
	}
	a, err := c.Library.Store.Articles.Get(ctx, r.Guild, removed.Article)
	rep, err := c.changed(a, err, r.Words.Text("articlesRestored"), r)
	rep.Replace = err == nil
	return rep, err
}

// RestoreFeed brings a feed back, with what went with it.
func (c *Commands) RestoreFeed(ctx context.Context, r Request) (Reply, error) {
	id := string(target[render.Feed](r))
	if err := c.Library.RestoreFeed(ctx, r.Guild, id); err != nil {
		return c.changed(store.Article{}, err, "", r)
	}
	feeds, err := c.Library.Store.Pages.Feeds(ctx, r.Guild)
	if err != nil {
		return Reply{}, err
	}
	rep := telling(r.Words.Text("articlesRestored"))
	for _, f := range feeds {
		if f.ID == id {
			rep.Page.Text += "\n" + feedLine(f, r.Words)
		}
	}
	rep.Replace = true
	return rep, nil
}

// Refresh looks at the page of an article now, or at the feed that brought it.
func (c *Commands) Refresh(ctx context.Context, r Request) (Reply, error) {
	a, none, err := c.Find(ctx, r)
	if err != nil || none.Page != nil {
		return none, err
	}
	settings, err := c.Settings.Of(ctx, r.Guild)
	if err != nil {
		return Reply{}, err
	}
	found, err := c.Library.Refresh(ctx, r.Guild, a, !settings.Wait)
	switch {
	case err != nil:
		return c.changed(a, err, "", r)
	case len(found.New) == 0 && len(found.Entries) > 0:
		at := slices.IndexFunc(found.Entries, func(f library.Finding) bool { return f.Article.ID == a.ID })
		found = found.Entries[max(at, 0)] // the moderators' channel has the others, or will have them
	case len(found.Changes) == 0 && len(found.New) == 0:
		return telling(r.Words.Text("articlesUnchanged")), nil
	}
	return Reply{Page: pages.Show(c.Render, found, r.Words)}, nil
}

// TakeOver makes a change that waits part of its article.
func (c *Commands) TakeOver(ctx context.Context, r Request) (Reply, error) {
	return c.decided(ctx, r, c.Library.TakeOver, r.Words.Text("articlesTaken", mention(r.User)))
}

// Leave leaves an article as it is, though its page has changed.
func (c *Commands) Leave(ctx context.Context, r Request) (Reply, error) {
	return c.decided(ctx, r, c.Library.Leave, r.Words.Text("articlesLeft", mention(r.User)))
}

// mention names a member, whom that does not notify.
func mention(user string) string { return "<@" + user + ">" }

// decided does what a moderator decided about a change that waits, and says so in the place of the buttons.
func (c *Commands) decided(ctx context.Context, r Request, do func(ctx context.Context, guild, id string, version int) error, text string) (Reply, error) {
	waiting := target[render.Waiting](r)
	err := do(ctx, r.Guild, waiting.Article, waiting.Version)
	a := store.Article{}
	if err == nil {
		a, err = c.Library.Store.Articles.Get(ctx, r.Guild, waiting.Article)
	}
	rep, failed := c.changed(a, err, text, r)
	rep.Replace = err == nil
	return rep, failed
}

// Export hands out all articles of the server, as they were uploaded.
func (c *Commands) Export(ctx context.Context, r Request) (Reply, error) {
	packed, err := c.Library.Export(ctx, r.Guild)
	if err != nil {
		return Reply{}, err
	}
	if packed == nil {
		return telling(r.Words.Text("articlesNone")), nil
	}
	if len(packed) > largestUpload {
		return telling(r.Words.Text("articlesExportTooLarge", largestUpload>>20)), nil
	}
	name := "articles-" + time.Now().UTC().Format(time.DateOnly) + ".zip"
	return Reply{Page: &render.Page{Text: r.Words.Text("articlesExported"), Plain: true}, File: &rest.File{Name: name, Data: packed}, Spoken: true}, nil
}

// largestUpload is what a bot may upload in a server without boosts, in bytes.
// https://discord.com/developers/docs/reference#uploading-files
const largestUpload = 10 << 20
