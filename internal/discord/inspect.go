package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord/rest"
)

// An Inspector asks Discord what it knows of a bot, without connecting it. Each method returns what is well in a few words, or
// an error that says what is not and what to do next. Make one with [NewInspector].
type Inspector struct{ rest *rest.Client }

// NewInspector makes an Inspector. The token is without "Bot "; transport nil means the usual one.
func NewInspector(token string, transport http.RoundTripper) *Inspector {
	return &Inspector{rest.New(token, transport, nil, slog.New(slog.DiscardHandler))}
}

// Token tells whose token it is.
func (i *Inspector) Token(ctx context.Context) (string, error) {
	me, err := i.rest.Me(ctx)
	switch {
	case rest.IsStatus(err, http.StatusUnauthorized):
		return "", errUnknownToken
	case err != nil:
		return "", fmt.Errorf("whose it is could not be asked of Discord; check the network, HTTPS_PROXY and SSL_CERT_FILE: %w", err)
	}
	return "of " + me.Name, nil
}

// Application tells whether what was set in the Developer Portal fits the bot.
func (i *Inspector) Application(ctx context.Context) (string, error) {
	app, err := i.rest.Application(ctx)
	switch {
	case err != nil:
		return "", err
	case app.InteractionsURL != "":
		return "", errors.New("it has an Interactions Endpoint URL, so no command reaches the bot: empty it on the General Information page of the Developer Portal")
	case app.CodeGrant:
		return "", errors.New("\"Requires OAuth2 Code Grant\" is on, so invites fail: switch it off on the Bot page of the Developer Portal")
	}
	return "as the bot needs it", nil
}

// Flags of an application. https://discord.com/developers/docs/resources/application#application-object-application-flags
const (
	hasMessageContent        = 1 << 18
	hasMessageContentLimited = 1 << 19 // in fewer than 100 servers
)

// Intents tells whether the bot may have the privileged intent, where it is to ask for it.
func (i *Inspector) Intents(ctx context.Context, messageContent bool) (string, error) {
	if !messageContent {
		return "none that is privileged is asked for", nil
	}
	app, err := i.rest.Application(ctx)
	if err != nil {
		return "", err
	}
	if app.Flags&(hasMessageContent|hasMessageContentLimited) == 0 {
		return "", errors.New("MESSAGE_CONTENT is true, but the intent is off: switch Message Content Intent on in the Bot page of the Developer Portal, or unset MESSAGE_CONTENT")
	}
	return "Message Content is on", nil
}

// fewStarts are so few sessions that a bot which loses some connections has none left.
const fewStarts = 50

// Sessions tells how many may still be begun today.
func (i *Inspector) Sessions(ctx context.Context) (string, error) {
	shards, starts, err := i.rest.Gateway(ctx)
	if err != nil {
		return "", err
	}
	said := fmt.Sprintf("%d of %d can still be begun today; Discord advises SHARDS=%d", starts.Remaining, starts.Total, shards)
	if starts.Remaining < fewStarts {
		reset := time.Duration(starts.ResetAfter) * time.Millisecond
		return "", fmt.Errorf("only %s: find out what restarts the bot, and wait %s", said, reset.Round(time.Minute))
	}
	return said, nil
}

// skewed is a clock so wrong that edits, cooldowns and "a moment ago" are as well.
const skewed = 5 * time.Second

// Clock compares this machine's with Discord's.
func (i *Inspector) Clock(ctx context.Context) (string, error) {
	theirs, err := i.rest.Time(ctx)
	if err != nil {
		return "", err
	}
	off := time.Since(theirs).Round(time.Second) // Discord's is in whole seconds
	if off.Abs() > skewed {
		return "", fmt.Errorf("it is %s off Discord's: set it by NTP", off)
	}
	return "as Discord's", nil
}

// permissionNames are those that the bot needs, as Discord's server settings call them.
var permissionNames = []struct {
	bit  uint64
	name string
}{
	{mayViewChannel, "View Channels"}, {maySendMessages, "Send Messages"}, {maySendInThreads, "Send Messages in Threads"},
	{mayReadHistory, "Read Message History"}, {mayPinMessages, "Pin Messages"},
}

// Permissions tells in which servers the bot's roles lack a permission it needs. What single channels allow is not looked at:
// there somebody may have meant it.
func (i *Inspector) Permissions(ctx context.Context) (string, error) {
	servers, err := i.rest.Guilds(ctx)
	if err != nil {
		return "", err
	}
	var lacking []error
	for _, s := range servers {
		if names := missing(s.Permissions); len(names) > 0 {
			lacking = append(lacking, fmt.Errorf("in %q the bot has no %s", s.Name, strings.Join(names, ", ")))
		}
	}
	switch {
	case len(servers) == 0:
		return "", errors.New("the bot is in no server: bot serve logs a link that invites it")
	case len(lacking) > 0:
		lacking = append(lacking, errors.New("give the bot's role there what it lacks, in Server Settings, Roles; without Pin Messages it pins no briefing, without the others it does not answer"))
		return "", errors.Join(lacking...)
	}
	return fmt.Sprintf("all it needs, in %d servers", len(servers)), nil
}

// missing names the permissions the bot needs and has not.
func missing(has uint64) (names []string) {
	if has&mayAdminister != 0 {
		return nil
	}
	for _, p := range permissionNames {
		if has&p.bit == 0 {
			names = append(names, p.name)
		}
	}
	return names
}
