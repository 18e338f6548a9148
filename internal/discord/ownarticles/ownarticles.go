// Package ownarticles is what moderators do with the articles of their server: add, look through, change, remove and bring back,
// follow pages and feeds. Start at [Commands.Add]. What is kept is package library's matter, and whether somebody may do any of it
// that of who calls.
package ownarticles

import (
	"context"
	"log/slog"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/locale"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/library"
)

// Commands are what stands behind /articles and the buttons of its replies. All of it is needed.
type Commands struct {
	Library  *library.Library
	Settings *cache.Settings
	REST     *rest.Client
	Render   render.Renderer
	Log      *slog.Logger
}

// A Request is what a moderator of a server wants.
type Request struct {
	Guild, Channel, User string // ids
	Words                *locale.Printer
	Direct               bool // they are in a direct message, where buttons must name the server

	Options     map[string]string          // of the command, or of the form, by name
	Attachments map[string]rest.Attachment // sent with the command, by id
	Sub         string                     // the subcommand
	Focused     string                     // the option being typed, for [Commands.Suggest]
	Target      render.Target              // of the button that was pressed; nil for a command

	Message, Text, Author string    // that the command was used on: its id, what it says, who wrote it
	Sent                  time.Time // when
}

// A Reply is shown to the moderator alone.
type Reply struct {
	Page    *render.Page
	Replace bool                // in place of what the button is on
	Form    *render.Form        // to be filled in, instead of a page
	File    *rest.File          // goes along
	Choices []render.Suggestion // of [Commands.Suggest]
	Spoken  bool                // its text is the bot's own words, in which commands are named
}

// A Handler answers one kind of Request.
type Handler func(ctx context.Context, r Request) (Reply, error)

// upload is what a button under a preview is about.
func (r Request) upload(id string) render.Upload {
	if r.Direct {
		return render.Upload{ID: id, Server: r.Guild}
	}
	return render.Upload{ID: id}
}

func telling(text string) Reply { return Reply{Page: &render.Page{Text: text}, Spoken: true} }

// target is what the pressed button is about; the zero value where it is about something else.
func target[T render.Target](r Request) T {
	t, _ := r.Target.(T)
	return t
}

// MayAdd tells whether one of the roles is that whose members may add articles.
func (c *Commands) MayAdd(ctx context.Context, guild string, roles []string) bool {
	s, err := c.Settings.Of(ctx, guild)
	return err == nil && s.LetsAdd(roles)
}
