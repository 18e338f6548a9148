package localdiscord

import "strings"

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

// Commands lists what the bot registered. The double knows commands of all servers only, not those of one.
func (s *Server) Commands() []Command {
	s.world.Lock()
	defer s.world.Unlock()
	return s.world.commandList()
}

// CommandWrites counts the requests that changed commands.
func (s *Server) CommandWrites() int {
	n := 0
	for _, r := range s.Requests() {
		if strings.Contains(r.Route, "/commands") && r.Method != "GET" {
			n++
		}
	}
	return n
}

func (w *world) commandList() []Command {
	out := []Command{}
	for _, id := range w.order {
		out = append(out, *w.commands[id])
	}
	return out
}
