package localdiscord

import (
	"slices"
	"strings"
)

// Command types and option types.
const (
	CommandSlash   = 1
	CommandUser    = 2
	CommandMessage = 3

	OptSubcommand  = 1
	OptGroup       = 2
	OptString      = 3
	OptInteger     = 4
	OptBoolean     = 5
	OptUser        = 6
	OptChannel     = 7
	OptRole        = 8
	OptMentionable = 9
	OptNumber      = 10
	OptAttachment  = 11
)

// A Command is one the bot registered, as Discord lists it.
type Command struct {
	ID                       string            `json:"id"`
	ApplicationID            string            `json:"application_id"`
	GuildID                  string            `json:"guild_id,omitempty"` // empty for global commands
	Version                  string            `json:"version"`
	Type                     int               `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations"`
	Options                  []CommandOption   `json:"options,omitempty"`
	DefaultMemberPermissions *string           `json:"default_member_permissions"` // nil: everybody
	DMPermission             *bool             `json:"dm_permission,omitempty"`
	Contexts                 []int             `json:"contexts"`          // nil: everywhere the installs allow
	IntegrationTypes         []int             `json:"integration_types"` // 0 guild, 1 user
	NSFW                     bool              `json:"nsfw"`
}

// A CommandOption is a parameter, a subcommand or a group of them.
type CommandOption struct {
	Type                     int               `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations,omitempty"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations,omitempty"`
	Required                 bool              `json:"required,omitempty"`
	Choices                  []CommandChoice   `json:"choices,omitempty"`
	Options                  []CommandOption   `json:"options,omitempty"`
	ChannelTypes             []int             `json:"channel_types,omitempty"`
	MinValue                 *float64          `json:"min_value,omitempty"`
	MaxValue                 *float64          `json:"max_value,omitempty"`
	MinLength                *int              `json:"min_length,omitempty"`
	MaxLength                *int              `json:"max_length,omitempty"`
	Autocomplete             bool              `json:"autocomplete,omitempty"`
}

// A CommandChoice is a fixed value of an option.
type CommandChoice struct {
	Name              string            `json:"name"`
	NameLocalizations map[string]string `json:"name_localizations,omitempty"`
	Value             any               `json:"value"`
}

type command = Command

// Commands lists what the bot registered: the global commands, and those of a guild where guildID is not empty.
func (s *Server) Commands(guildID string) []Command {
	s.world.Lock()
	defer s.world.Unlock()
	out := s.world.commandsIn("")
	if guildID != "" {
		out = append(out, s.world.commandsIn(guildID)...)
	}
	return out
}

// CommandWrites counts the requests that changed commands: PUT, POST, PATCH and DELETE.
func (s *Server) CommandWrites() int {
	n := 0
	for _, r := range s.Requests() {
		if strings.Contains(r.Route, "/commands") && r.Method != "GET" {
			n++
		}
	}
	return n
}

func (w *world) commandsIn(guildID string) []Command {
	out := []Command{}
	for _, id := range w.order {
		if c := w.commands[id]; c.GuildID == guildID {
			out = append(out, *c)
		}
	}
	return out
}

// scope checks application and guild of a commands route. The world must be locked.
func (s *Server) scope(c *call) (guildID string, err *apiError) {
	if c.PathValue("application_id") != s.appID {
		return "", errUnknownApplication()
	}
	guildID = c.PathValue("guild_id")
	if guildID == "" {
		return "", nil
	}
	_, err = s.guildOf(c.Request)
	return guildID, err
}

func (s *Server) listCommands(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	guild, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	list := s.world.commandsIn(guild)
	if c.URL.Query().Get("with_localizations") != "true" {
		for i := range list {
			list[i] = list[i].withoutLocalizations()
		}
	}
	return list, nil
}

// withoutLocalizations is how Discord lists commands unless asked for them.
func (c Command) withoutLocalizations() Command {
	c.NameLocalizations, c.DescriptionLocalizations = nil, nil
	c.Options = withoutLocalizations(c.Options)
	return c
}

func withoutLocalizations(in []CommandOption) []CommandOption {
	out := slices.Clone(in)
	for i := range out {
		out[i].NameLocalizations, out[i].DescriptionLocalizations = nil, nil
		out[i].Options = withoutLocalizations(out[i].Options)
	}
	return out
}

func (s *Server) getCommand(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	known, err := s.commandOf(c)
	if err != nil {
		return nil, err
	}
	return known, nil
}

func (s *Server) commandOf(c *call) (*Command, *apiError) {
	guild, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	known := s.world.commands[c.PathValue("command_id")]
	if known == nil || known.GuildID != guild {
		return nil, errUnknownCommand()
	}
	return known, nil
}
