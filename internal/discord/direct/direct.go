// Package direct knows, of somebody who writes to the bot directly, which servers they share with it, and which of those they chose
// to be answered from. Start at [Servers.Shared] and [Servers.Chosen].
//
// Discord does not tell a bot who its servers have in common with it, and the list of a server's members takes a privileged intent.
// So single members are asked for: in all servers where there are few, and otherwise in those where somebody was heard of and in the one
// they chose. Of all this the choice alone is stored.
package direct

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sitrep-bot/sitrep/internal/discord/cache"
	"github.com/sitrep-bot/sitrep/internal/discord/rest"
	"github.com/sitrep-bot/sitrep/internal/store"
)

const (
	fewServers  = 50 // of the bot, in each of which somebody may be looked for
	mostServers = 25 // of somebody, as many as a menu has lines
	askedAtOnce = 4
	usersKept   = 16_384
	choiceFor   = 24 * time.Hour   // how long a choice is at hand; the store knows when it ends
	knownFor    = 10 * time.Minute // how long somebody who has left is still taken for a member, and a server is called by an old name
)

// A Server is one that somebody shares with the bot.
type Server struct {
	ID, Name string
	MayAdd   bool // they may add articles to it
}

// Servers knows them. Make one with [New].
type Servers struct {
	rest     *rest.Client
	settings *cache.Settings
	choices  *store.Choices
	db       *cache.Database
	heard    *cache.Recent[[]string] // by user: servers, the latest last
	chosen   *cache.Recent[string]   // by user: a server, or none
	members  *cache.Recent[known[[]string]]
	guilds   *cache.Recent[known[rest.Guild]]

	mu    sync.Mutex
	all   []rest.Guild // the bot's servers
	asked time.Time    // for them
}

// A known is something that was asked for a while ago.
type known[T any] struct {
	value T
	none  bool // there is no such thing
}

// New makes one that asks Discord.
func New(client *rest.Client, settings *cache.Settings, choices *store.Choices, db *cache.Database) *Servers {
	return &Servers{rest: client, settings: settings, choices: choices, db: db, heard: cache.NewRecent[[]string](usersKept, store.KeepFor), chosen: cache.NewRecent[string](usersKept, choiceFor),
		members: cache.NewRecent[known[[]string]](usersKept, knownFor), guilds: cache.NewRecent[known[rest.Guild]](fewServers*20, knownFor)}
}

// Expire forgets in memory what has been kept long enough: a choice, which the store has, too.
func (s *Servers) Expire(now time.Time) {
	s.heard.Expire(now)
	s.chosen.Expire(now)
	s.members.Expire(now)
	s.guilds.Expire(now)
}

// Heard notes that somebody is in a server. It does not wait.
func (s *Servers) Heard(user, guild string) {
	if user == "" || guild == "" {
		return
	}
	there, _ := s.heard.Get(user)
	if len(there) > 0 && there[len(there)-1] == guild {
		return
	}
	others := slices.DeleteFunc(slices.Clone(there), func(other string) bool { return other == guild })
	s.heard.Add(user, append(others[max(0, len(others)-mostServers+1):], guild))
}

// Shared lists the servers that somebody shares with the bot, by name: at most as many as a menu has lines.
func (s *Servers) Shared(ctx context.Context, user string) ([]Server, error) {
	candidates, _ := s.heard.Get(user)
	if chosen := s.choice(ctx, user); chosen != "" && !slices.Contains(candidates, chosen) {
		candidates = append(slices.Clone(candidates), chosen)
	}
	all, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) <= fewServers {
		candidates = nil
		for _, g := range all {
			candidates = append(candidates, g.ID)
		}
	}
	found := make([]*Server, len(candidates))
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(askedAtOnce)
	for i, guild := range candidates {
		asking.Go(func() error {
			server, shares, err := s.Find(ctx, user, guild)
			if shares {
				found[i] = &server
			}
			return err
		})
	}
	if err := asking.Wait(); err != nil {
		return nil, err
	}
	var shared []Server
	for _, server := range found {
		if server != nil {
			shared = append(shared, *server)
		}
	}
	slices.SortFunc(shared, func(a, b Server) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return shared[:min(len(shared), mostServers)], nil
}

// Find tells of one server whether somebody shares it with the bot, and its moderators let them ask.
func (s *Servers) Find(ctx context.Context, user, guild string) (server Server, shares bool, err error) {
	if user == "" || guild == "" {
		return Server{}, false, nil
	}
	roles, isMember, err := ask(s.members, guild+" "+user, func() ([]string, error) { return s.rest.MemberRoles(ctx, guild, user) })
	if err != nil || !isMember {
		return Server{}, false, err
	}
	g, isThere, err := ask(s.guilds, guild, func() (rest.Guild, error) { return s.rest.Guild(ctx, guild) })
	if err != nil || !isThere {
		return Server{}, false, err
	}
	settings, err := s.settings.Of(ctx, guild)
	if err != nil || settings.Ignores(user) {
		return Server{}, false, err
	}
	return Server{ID: guild, Name: g.Name, MayAdd: mayAdd(g, user, roles, settings)}, true, nil
}

// Look is Find for what must not depend on what was true a while ago.
func (s *Servers) Look(ctx context.Context, user, guild string) (server Server, shares bool, err error) {
	s.members.Remove(guild + " " + user)
	s.guilds.Remove(guild)
	return s.Find(ctx, user, guild)
}

// mayAdd tells whether a member manages a server, or has the role for adding articles.
func mayAdd(g rest.Guild, user string, roles []string, settings store.Settings) bool {
	if g.Owner == user || settings.LetsAdd(roles) {
		return true
	}
	for _, role := range g.Roles {
		if (role.ID == g.ID || slices.Contains(roles, role.ID)) && role.Permissions&(rest.MayAdminister|rest.MayManageServer) != 0 {
			return true
		}
	}
	return false
}

// ask returns what is known, or asks Discord. There is nothing where Discord knows of nothing, or does not tell the bot.
func ask[T any](cached *cache.Recent[known[T]], key string, get func() (T, error)) (value T, there bool, err error) {
	if k, ok := cached.Get(key); ok {
		return k.value, !k.none, nil
	}
	value, err = get()
	none := rest.IsCode(err, rest.CodeUnknownMember, rest.CodeUnknownGuild, rest.CodeNoAccess)
	if err != nil && !none {
		return value, false, err
	}
	cached.Add(key, known[T]{value, none})
	return value, !none, nil
}

// own lists the servers the bot is in.
func (s *Servers) own(ctx context.Context) ([]rest.Guild, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.asked) < knownFor {
		return s.all, nil
	}
	all, err := s.rest.Guilds(ctx)
	if err == nil {
		s.all, s.asked = all, time.Now()
	}
	return all, err
}

// Choose has somebody answered from a server's articles from now on; guild empty: from everyone's alone. It reports false where
// they do not share that server with the bot.
func (s *Servers) Choose(ctx context.Context, user, guild string) (server Server, shares bool, err error) {
	if shares = guild == ""; !shares {
		server, shares, err = s.Find(ctx, user, guild)
	}
	if shares && err == nil {
		s.chosen.Add(user, guild)
		at := time.Now()
		s.db.Later("which server a member chose", func(ctx context.Context) error { return s.choices.Set(ctx, user, guild, at) })
	}
	return server, shares, err
}

// choice is the server that somebody chose, whether or not they still share it with the bot; empty where they chose none, or where
// the store does not answer.
func (s *Servers) choice(ctx context.Context, user string) string {
	if guild, ok := s.chosen.Get(user); ok {
		return guild
	}
	guild, err := cache.Read(ctx, s.db, func(ctx context.Context) (string, error) { return s.choices.Of(ctx, user, time.Now()) })
	if err != nil {
		return ""
	}
	now, _ := s.chosen.GetOrAdd(user, guild) // they may just have chosen another
	return now
}

// Forget has nobody answered from a server any more, whose data was deleted.
func (s *Servers) Forget(guild string) {
	s.chosen.RemoveFunc(func(chosen string) bool { return chosen == guild })
}

// Chosen is the server from whose articles somebody is answered; the zero value where they chose none, are no member of it any
// more, or that cannot be found out.
func (s *Servers) Chosen(ctx context.Context, user string) Server {
	guild := s.choice(ctx, user)
	if guild == "" {
		return Server{}
	}
	server, shares, err := s.Find(ctx, user, guild)
	if err != nil || !shares {
		return Server{}
	}
	return server
}
