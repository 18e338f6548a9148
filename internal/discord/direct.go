package discord

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/sitrep-bot/sitrep/internal/discord/direct"
	"github.com/sitrep-bot/sitrep/internal/discord/ownarticles"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// directMessages are what is different there: a member chooses the server whose articles answer, and a moderator drops files for one.
type directMessages struct {
	servers  *direct.Servers
	articles *ownarticles.Commands
	rest     *rest.Client
	render   render.Renderer
	log      *slog.Logger
}

// chosenPatience is how long an answer waits until it is known whether a member is still one of the server they chose. That is known
// for a while once it was asked.
const chosenPatience = time.Second

// everyone is what the menu says where it names no server.
const everyone = "everyone"

// note puts into a request the server that was chosen for direct messages.
func (d *directMessages) note(ctx context.Context, r *request) {
	if r.direct {
		ctx, cancel := context.WithTimeout(ctx, chosenPatience)
		defer cancel()
		r.from = d.servers.Chosen(ctx, r.user)
	}
}

// button opens the menu of servers.
func (d *directMessages) button(r request) discordgo.MessageComponent {
	return d.render.Button(r.words().Text("serverAsk"), discordgo.SecondaryButton, render.State{Kind: render.KindServer, Asker: r.user}, false)
}

// list shows the servers that a member shares with the bot, to choose from.
func (d *directMessages) list(ctx context.Context, r request) (reply, error) {
	w := r.words()
	shared, err := d.servers.Shared(ctx, r.user)
	if err != nil {
		return reply{}, err
	}
	if len(shared) == 0 {
		return telling(w.Text("serverNone")), nil
	}
	options := []render.Option{{Label: w.Text("serverEveryone"), Value: everyone, Default: r.from.ID == ""}}
	for _, s := range shared[:min(len(shared), render.MostSuggestions-1)] {
		options = append(options, render.Option{Label: render.Shorten(lang.OneLine(s.Name), 100), Value: s.ID, Default: s.ID == r.from.ID})
	}
	menu := d.render.MenuOf(w.Text("serverMenu"), render.State{Kind: render.KindServer, Asker: r.user}, options)
	return reply{page: &render.Page{Text: w.Text("serverWhose"), Rows: [][]discordgo.MessageComponent{{menu}}}, private: true}, nil
}

// choose has a member answered from the server that they chose. Without one, it opens the menu.
func (d *directMessages) choose(ctx context.Context, r request) (reply, error) {
	w := r.words()
	switch {
	case !r.direct:
		return telling(w.Text("stale")), nil
	case len(r.values) != 1:
		return d.list(ctx, r)
	}
	guild := r.values[0]
	if guild == everyone {
		guild = ""
	}
	server, shares, err := d.servers.Choose(ctx, r.user, guild)
	said := w.Text("serverChosen", render.EscapeLine(server.Name))
	switch {
	case err != nil:
		return reply{}, err
	case !shares:
		said = w.Text("serverNotShared")
	case guild == "":
		said = w.Text("serverNotChosen")
	}
	return reply{page: &render.Page{Text: said}, replace: true, private: true}, nil
}

// dropped asks for which server a file is.
func (d *directMessages) dropped(ctx context.Context, r request) (reply, error) {
	w := r.words()
	if len(r.attachments) > 1 {
		return reply{page: &render.Page{Text: w.Text("dropOne")}}, nil
	}
	shared, err := d.servers.Shared(ctx, r.user)
	if err != nil {
		return reply{}, err
	}
	shared = slices.DeleteFunc(shared, func(s direct.Server) bool { return !s.MayAdd })
	if len(shared) == 0 {
		return reply{page: &render.Page{Text: w.Text("dropNone")}}, nil
	}
	var options []render.Option
	for _, s := range shared {
		options = append(options, render.Option{Label: render.Shorten(lang.OneLine(s.Name), 100), Value: s.ID})
	}
	menu := d.render.MenuOf(w.Text("serverMenu"), render.State{Kind: render.KindDropped, Asker: r.user, Target: render.Dropped(r.message)}, options)
	return reply{page: &render.Page{Text: w.Text("dropWhich"), Rows: [][]discordgo.MessageComponent{{menu}}}}, nil
}

// add previews a dropped file for the server that was chosen.
func (d *directMessages) add(ctx context.Context, r request) (reply, error) {
	w := r.words()
	if !r.direct || len(r.values) != 1 {
		return telling(w.Text("stale")), nil
	}
	server, _, err := d.servers.Look(ctx, r.user, r.values[0])
	switch {
	case err != nil:
		return reply{}, err
	case !server.MayAdd:
		return telling(w.Text("needsManage")), nil
	}
	var m message
	err = d.rest.Message(ctx, r.channel, string(target[render.Dropped](r)), &m)
	if rest.IsCode(err, rest.CodeUnknownMessage) || err == nil && (len(m.Attachments) != 1 || m.Author.ID != r.user) {
		return telling(w.Text("dropGone")), nil
	}
	if err != nil {
		return reply{}, err
	}
	r.guild = server.ID
	rep, err := d.articles.AddFile(ctx, ownRequest(r), m.Attachments[0])
	if err != nil || rep.Page == nil {
		return reply{}, err
	}
	rep.Page.Notes = append(rep.Page.Notes, w.Text("dropFor", render.EscapeLine(server.Name)))
	return reply{page: rep.Page, replace: len(rep.Page.Rows) > 0, private: true}, nil
}

// enter makes a button about an upload one of the server that the upload is for. It reports false where it is about none, or where
// who pressed it may not add articles there.
func (d *directMessages) enter(ctx context.Context, r *request) bool {
	upload := target[render.Upload](*r)
	if upload.Server == "" {
		return false
	}
	server, _, err := d.servers.Look(ctx, r.user, upload.Server)
	if err != nil || !server.MayAdd {
		logError(ctx, d.log, "cannot ask who may add articles", err)
		return false
	}
	r.guild = server.ID
	return true
}
