package discord

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	uploads "github.com/sitrep-bot/sitrep/internal/articles"
	"github.com/sitrep-bot/sitrep/internal/articles/fetch"
	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/direct"
	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/discord/gateway/wire"
	"github.com/sitrep-bot/sitrep/internal/discord/notices"
	"github.com/sitrep-bot/sitrep/internal/discord/ownarticles"
	"github.com/sitrep-bot/sitrep/internal/discord/pages"
	"github.com/sitrep-bot/sitrep/internal/discord/pinboard"
	"github.com/sitrep-bot/sitrep/internal/discord/render"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/discord/wait"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/library"
	"github.com/sitrep-bot/sitrep/internal/meaning"
	"github.com/sitrep-bot/sitrep/internal/scope"
	"github.com/sitrep-bot/sitrep/internal/store"
	"github.com/sitrep-bot/sitrep/internal/watch"
)

// Options say what a Bot is made of. Token, Desk, Index, Store and Log are needed; the zero value of the others is fine.
type Options struct {
	Token          string // without "Bot "
	Desk           scope.Desk
	Index          *index.Index
	Store          *store.Store
	Corpus         *watch.Folder                                                // moderators can have it read again; nil: they cannot
	Limits         uploads.Limits                                               // of a server's own articles; the zero value stands for uploads.Default
	Pages          *fetch.Client                                                // for articles by their address; nil: fetch.New(fetch.Options{})
	Clock          func() time.Time                                             // says when such a page is due; nil: time.Now
	Lend           func(*meaning.Library) bool                                  // opens a library for what a server's own passages mean; nil: words answer there alone
	Understand     func(context.Context) error                                  // returns when everyone's passages are known by their meaning; nil: words answer alone
	KeepGlances    func(used func() (map[meaning.Key]bool, error)) (int, error) // erases what other passages meant; nil: nothing is kept on disk
	Understood     func() (known, total int)                                    // passages known by their meaning, and all; nil: words answer alone
	Gaps           bool                                                         // keep the questions that were not answered, where the server allows it
	Secret         []byte                                                       // signs buttons; empty: made from the token, and buttons die with it
	Shards         int                                                          // over all processes; 0: as many as Discord advises, shared with the other processes of a PostgreSQL
	ShardIDs       []int                                                        // of this process; nil: all, or those that others leave
	Workers        int                                                          // questions answered at the same time; 0: 8
	Cooldown       time.Duration
	MessageContent bool              // ask for the privileged intent
	Transport      http.RoundTripper // of REST; nil: the usual one
	Dial           wire.Dial         // of a gateway without TLS; nil: the usual one
	Patience       time.Duration     // with a read of the store, a reply before "thinking…", suggestions, and at a stop; 0: the usual for each
	Hold           time.Duration     // of a briefing, see [pinboard.Config]; 0: the usual
	Beat           time.Duration     // between two times that a process that shares shards says that it lives; 0: the usual
	Observer       Observer          // hears what happens; nil: nobody does
	Log            *slog.Logger
}

// A Bot is sitrep in Discord. Make one with [New].
type Bot struct {
	options       Options
	scopes        *scope.Scopes
	desk          *fairDesk
	catalog       *catalogs
	store         *store.Store
	db            *cache.Database
	settings      *cache.Settings
	conversations *cache.Conversations
	pinboard      *pinboard.Keeper
	pages         *pages.Keeper
	render        render.Renderer
	rest          *rest.Client
	log           *slog.Logger
	timing        gateway.Timing

	identity  *identity
	registry  *registry
	guilds    *guilds
	rules     *rules
	router    *router
	delivery  *delivery
	help      *help
	articles  *articles
	own       *ownArticles
	direct    *directMessages
	briefings *briefings
	gaps      *gaps
	console   *console

	shards  atomic.Int64                    // over all processes; 0 until known
	sharing atomic.Pointer[gateway.Sharing] // nil where they are not shared, or it is not known yet
	stats   *stats

	observer Observer
	states   states

	queued       *keyedQueue
	typing       *typing
	eventsSeen   *cache.Recent[struct{}] // messages and interactions, as a resumed session repeats them
	noticesSent  *cache.Recent[struct{}] // notices that are given once a day
	recentQuotes recentQuotes
	cooldown     *cooldown

	serving context.Context // ends when the bot is to stop
	work    context.Context // ends when what is being answered has taken too long after that
}

const (
	usualWorkers  = 8
	keysRunning   = 256 // most wait for Discord, not for a worker
	eventsWaiting = 20_000
	eventsKept    = 20_000
	noticesKept   = 4096
	parentsKept   = 16_384
	draftsKept    = 1024

	// How long is kept what is of no use afterwards.
	eventsFor  = time.Hour // a session can be resumed for some minutes
	noticesFor = 24 * time.Hour
	draftsFor  = store.UploadFor

	grace       = 5 * time.Second // for what is being answered when the bot is to stop
	longestStop = 7 * time.Second // whatever hangs; those who stop programs often kill them after 10, and the store may take 2 to close
)

// New makes a Bot. It does nothing before [Bot.Run].
func New(o Options) *Bot {
	if o.Workers == 0 {
		o.Workers = usualWorkers
	}
	if o.Limits == (uploads.Limits{}) {
		o.Limits = uploads.Default
	}
	if o.Pages == nil {
		o.Pages = fetch.New(fetch.Options{})
	}
	if len(o.Secret) == 0 {
		mac := hmac.New(sha256.New, []byte(o.Token))
		mac.Write([]byte("custom ids"))
		o.Secret = mac.Sum(nil)
	}
	if o.Observer == nil {
		o.Observer = unobserved{}
	}
	db, client, renderer := cache.NewDatabase(o.Log), rest.New(o.Token, o.Transport, o.Observer, o.Log), render.Renderer{Signer: render.Signer{Secret: o.Secret}}
	db.Patience = cmp.Or(o.Patience, db.Patience)
	settings, scopes := cache.NewSettings(o.Store, db), scope.New(scope.Config{Shared: scope.Corpus{Index: o.Index, Desk: o.Desk}, Store: o.Store, Log: o.Log, UnderstandShared: o.Understand, Lend: o.Lend, KeepGlances: o.KeepGlances})
	known := &catalogs{scopes, settings}
	b := &Bot{options: o, identity: new(identity), registry: &registry{rest: client, log: o.Log}, scopes: scopes, desk: &fairDesk{newSeats(o.Workers), o.Observer}, catalog: known, store: o.Store, db: db, settings: settings,
		conversations: cache.NewConversations(o.Store.Exchanges, db), stats: newStats(time.Now()), observer: o.Observer, states: states{now: map[int]gateway.State{}}, cooldown: newCooldown(o.Cooldown),
		pinboard: pinboard.New(pinboard.Config{Store: o.Store, Database: db, Settings: settings, Scopes: scopes, REST: client, Render: renderer, Hold: o.Hold, Log: o.Log}),
		render:   renderer, rest: client, log: o.Log, timing: gateway.DefaultTiming(),
		queued: newKeyedQueue(keysRunning, eventsWaiting), typing: newTyping(), recentQuotes: newRecentQuotes(),
		eventsSeen: cache.NewRecent[struct{}](eventsKept, eventsFor), noticesSent: cache.NewRecent[struct{}](noticesKept, noticesFor)}
	b.timing.Beat = cmp.Or(o.Beat, b.timing.Beat)
	parents := cache.NewRecent[string](parentsKept, 0)
	servers := direct.New(client, settings, o.Store.Choices, db)
	b.guilds = &guilds{identity: b.identity, store: o.Store, db: db, pinboard: b.pinboard, servers: servers, settings: settings, conversations: b.conversations, parents: parents, log: o.Log}
	b.delivery = &delivery{rest: client, conversations: b.conversations, quotes: b.recentQuotes, observer: o.Observer, log: o.Log, transientFor: 10 * time.Second}
	b.articles = &articles{desk: b.desk, catalog: known, render: renderer, conversations: b.conversations}
	b.gaps = &gaps{store: o.Store, db: db, desk: b.desk, catalog: known, notices: notices.Sender{Settings: settings, REST: client, Log: o.Log}, render: renderer,
		grouper: newGrouper(o.Lend), secret: o.Secret, kept: o.Gaps, serves: b.serves, patience: 10 * time.Second}
	b.gaps.rechecks = newRechecker(b.gaps.recheckGuild, o.Log)
	b.briefings = &briefings{store: o.Store, db: db, catalog: known, pinboard: b.pinboard, articles: b.articles, render: renderer,
		drafts: cache.NewRecent[draft](draftsKept, draftsFor), posted: cache.NewRecent[struct{}](draftsKept, draftsFor), log: o.Log}
	b.console = &console{store: o.Store, db: db, catalog: known, settings: settings, servers: servers, conversations: b.conversations, stats: b.stats, gaps: b.gaps, corpus: o.Corpus,
		index: o.Index, understood: o.Understood, refresh: b.refresh, cooldown: o.Cooldown, identity: b.identity, render: renderer, log: o.Log}
	own := &library.Library{Store: o.Store, Limits: o.Limits, Pages: o.Pages, Clock: o.Clock}
	b.own = &ownArticles{&ownarticles.Commands{Library: own, Settings: settings, REST: client, Render: renderer, Log: o.Log}, b.articles, known, db}
	b.direct = &directMessages{servers: servers, articles: b.own.commands, rest: client, render: renderer, log: o.Log}
	b.rules = &rules{settings: settings, direct: b.direct, parents: parents, log: o.Log}
	b.gaps.own = b.own
	b.help = &help{identity: b.identity, desk: b.desk, catalog: known, articles: b.articles, settings: settings, gaps: b.gaps}
	b.pages = &pages.Keeper{Library: own, Settings: settings, Notices: b.gaps.notices, Render: renderer, Log: o.Log}
	b.guilds.aging = []aging{b.conversations, servers, client, b.cooldown, b.recentQuotes.links, b.eventsSeen, b.noticesSent, b.briefings.drafts, b.briefings.posted, b.gaps.grouper.known}
	b.router = b.routes()
	return b
}

// Run connects, serves until ctx ends, finishes what is being answered, and returns nil; or it returns the reason why
// Discord does not want this bot, with what to do about it. It may be called once.
func (b *Bot) Run(ctx context.Context) error {
	serving, stop := context.WithCancel(ctx)
	defer stop()
	work, giveUp := wait.Longer(serving, max(grace, b.options.Patience))
	defer giveUp()
	b.serving, b.work, b.delivery.serving, b.gaps.serving = serving, work, serving, serving
	if err := untilReached(ctx, b.timing.Retry, b.log, func(ctx context.Context) error { return b.identity.learn(ctx, b.rest) }); err != nil {
		return unlessStopped(ctx, err)
	}
	if err := b.registry.register(ctx, b.identity.app); err != nil {
		b.log.Error("cannot register commands; those Discord has stay", "error", err)
	}
	b.log.Info("invite the bot", "url", b.identity.invite())
	var connections gateway.Config
	err := untilReached(ctx, b.timing.Retry, b.log, func(ctx context.Context) (err error) {
		connections, err = b.connections(ctx)
		return err
	})
	if err != nil {
		return unlessStopped(ctx, err)
	}
	longest := max(longestStop, 2*b.options.Patience)
	last, noMore := wait.Longer(serving, longest)
	defer noMore()
	ended := make(chan error, 1)
	go func() { ended <- b.serve(connections, stop) }()
	select {
	case err := <-ended:
		return err
	case <-last.Done():
		b.log.Error("stopped, though not everything has ended: something hangs", "waited", longest)
		return nil
	}
}

// serve returns when the connections have ended, and everything that was begun.
func (b *Bot) serve(connections gateway.Config, stop func()) error {
	writing, stopWriting := context.WithCancel(b.work)
	defer stopWriting()
	var writer, keepers sync.WaitGroup
	writer.Go(func() { b.db.Run(writing) })
	keepers.Go(func() { b.pinboard.Run(b.serving) })
	keepers.Go(func() { b.pages.Run(b.serving) })
	keepers.Go(func() { b.gaps.rechecks.run(b.serving) })
	keepers.Go(func() { b.guilds.sweep(b.serving) })
	keepers.Go(func() { b.scopes.Run(b.serving) })
	err := gateway.Run(b.serving, connections)
	stop()
	keepers.Wait()
	b.queued.close()
	b.delivery.transient.Wait()
	b.db.Settle(b.work)
	stopWriting()
	writer.Wait()
	b.rest.HTTP().CloseIdleConnections()
	return err
}
