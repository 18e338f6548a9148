package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// An identity is who the bot is at Discord.
type identity struct {
	user, app, name string   // ids, and how it is called; known once learn has asked
	roles           sync.Map // ids of the roles that came with the bot
}

var errUnknownToken = errors.New("the token is not known to Discord: copy it from the Bot page of the Discord Developer Portal into DISCORD_TOKEN")

// learn asks Discord who the bot is, which also tells whether the token is good.
func (i *identity) learn(ctx context.Context, client *rest.Client) error {
	me, err := client.Me(ctx)
	var app rest.Application
	if err == nil {
		app, err = client.Application(ctx)
	}
	if rest.IsStatus(err, http.StatusUnauthorized) {
		return errUnknownToken
	}
	if err != nil {
		return fmt.Errorf("cannot ask Discord who this bot is; check the network, HTTPS_PROXY and SSL_CERT_FILE: %w", err)
	}
	i.user, i.app, i.name = me.ID, app.ID, me.Name
	return nil
}

// invite is the link that adds the bot to a server.
func (i *identity) invite() string {
	q := url.Values{"client_id": {i.app}, "scope": {"bot applications.commands"}, "permissions": {strconv.Itoa(neededPermissions)}}
	return "https://discord.com/oauth2/authorize?" + q.Encode()
}

// isOurRole tells whether a role came with the bot.
func (i *identity) isOurRole(id string) bool {
	_, ours := i.roles.Load(id)
	return ours
}

// withoutMention takes mentions of the bot, or of the role that came with it, out of a text.
func (i *identity) withoutMention(text string) (rest string, found bool) {
	var kept strings.Builder
	for {
		before, after, ok := strings.Cut(text, "<@")
		kept.WriteString(before)
		if !ok {
			return strings.TrimSpace(kept.String()), found
		}
		id, after2, closed := strings.Cut(after, ">")
		role, isRole := strings.CutPrefix(id, "&")
		if closed && (strings.TrimPrefix(id, "!") == i.user || isRole && i.isOurRole(role)) {
			text, found = after2, true
			continue
		}
		kept.WriteString("<@")
		text = after
	}
}
