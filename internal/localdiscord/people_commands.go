package localdiscord

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// An Opt is one filled-in option of a slash command. Value is a string, bool, int, int64 or float64; for users, channels
// and roles their id, a [*Person] or a [*Channel]; for attachments a [File].
type Opt struct {
	Name  string
	Value any
}

// Slash runs a slash command as "ask" or "briefing post". Like a client it refuses what is not registered, not shown to
// this person here, or not filled in.
func (p *Person) Slash(channelID, command string, opts ...Opt) (*Interaction, error) {
	return p.slash(channelID, command, opts, "", true)
}

// ForgeSlash runs a slash command that the client would not show: default permissions and contexts are not looked at, as
// after an admin changed them under Integrations.
func (p *Person) ForgeSlash(channelID, command string, opts ...Opt) (*Interaction, error) {
	return p.slash(channelID, command, opts, "", false)
}

// Suggest types into the focused option, the last of opts, and waits for what the bot suggests.
func (p *Person) Suggest(ctx context.Context, channelID, command string, opts ...Opt) ([]Choice, error) {
	if len(opts) == 0 {
		return nil, fmt.Errorf("no option of /%s to type into", command)
	}
	in, err := p.slash(channelID, command, opts, opts[len(opts)-1].Name, true)
	if err != nil {
		return nil, err
	}
	ack, err := in.Wait(ctx)
	return ack.Choices, err
}

func (p *Person) slash(channelID, path string, opts []Opt, focused string, shown bool) (*Interaction, error) {
	s := p.s
	s.world.Lock()
	defer s.world.Unlock()
	ch, err := p.channel(channelID)
	if err != nil {
		return nil, err
	}
	names := strings.Fields(strings.TrimPrefix(path, "/"))
	if len(names) == 0 {
		return nil, fmt.Errorf("no command named")
	}
	c, in, err := p.invoke(ch, CommandSlash, names[0], shown)
	if err != nil {
		return nil, err
	}
	f := &form{s: s, ch: ch, focused: focused, resolved: map[string]map[string]any{}}
	options, err := f.fill(c.Options, names[1:], opts)
	if err != nil {
		return nil, fmt.Errorf("/%s: %w", strings.Join(names, " "), err)
	}
	in.command = strings.Join(names, " ")
	if focused != "" {
		in.kind = kindAutocomplete
	}
	return s.ask(in, f.data(c, options)), nil
}

func (f *form) data(c *Command, options []map[string]any) map[string]any {
	data := map[string]any{"id": c.ID, "name": c.Name, "type": c.Type}
	if options != nil {
		data["options"] = options
	}
	if len(f.resolved) > 0 {
		data["resolved"] = f.resolved
	}
	return data
}

// UseOn runs a message command such as "Find answer" on a message.
func (p *Person) UseOn(channelID, messageID, command string) (*Interaction, error) {
	s := p.s
	s.world.Lock()
	defer s.world.Unlock()
	ch, r, err := p.message(channelID, messageID)
	if err != nil {
		return nil, err
	}
	c, in, err := p.invoke(ch, CommandMessage, command, true)
	if err != nil {
		return nil, err
	}
	f := &form{resolved: map[string]map[string]any{"messages": {messageID: r.msg}}}
	data := f.data(c, nil)
	data["target_id"] = messageID
	return s.ask(in, data), nil
}

// invoke finds the command for p in ch and who authorized it. The world must be locked.
func (p *Person) invoke(ch *channel, kind int, name string, shown bool) (*Command, *Interaction, error) {
	w := p.s.world
	c := w.commandNamed(kind, name)
	if c == nil {
		return nil, nil, fmt.Errorf("the bot has registered no command %q of type %d here", name, kind)
	}
	in := &Interaction{by: p, channel: ch, kind: kindCommand, use: kind, command: name, owners: p.owners(ch, c.IntegrationTypes)}
	if len(in.owners) == 0 {
		return nil, nil, fmt.Errorf("command %q is not installed for this server or person", name)
	}
	p.confine(in)
	if shown {
		if why := p.hides(ch, c); why != "" {
			return nil, nil, fmt.Errorf("the client does not show %q to %s here: %s", name, p.Name, why)
		}
	}
	return c, in, nil
}

// owners says by whose install the app may act: "0" the guild ("0" in the bot's DM), "1" the user.
func (p *Person) owners(ch *channel, types []int) map[string]string {
	out := map[string]string{}
	if slices.Contains(types, 0) {
		if ch.Type == ChannelDM {
			out["0"] = "0"
		} else if p.s.world.guilds[ch.GuildID].bot {
			out["0"] = ch.GuildID
		}
	}
	if slices.Contains(types, 1) && p.installed {
		out["1"] = p.ID
	}
	return out
}

// confine applies the rules for apps that only the user installed.
func (p *Person) confine(in *Interaction) {
	_, in.external = in.owners["1"]
	if _, byGuild := in.owners["0"]; byGuild {
		in.external = false
	}
	in.hidden = in.external && in.channel.GuildID != "" && !p.s.world.permissions(in.channel, p.ID).Has(UseExternalApps)
}

// hides says why a client would not offer the command; empty if it would.
func (p *Person) hides(ch *channel, c *Command) string {
	if !slices.Contains(orList(c.Contexts, []int{0, 1, 2}), contextOf(ch)) {
		return "not in this context"
	}
	if ch.Type == ChannelDM {
		if c.DMPermission != nil && !*c.DMPermission {
			return "not in DMs"
		}
		return ""
	}
	may := p.s.world.permissions(ch, p.ID)
	if !may.Has(UseCommands) {
		return "no permission to use commands"
	}
	if c.DefaultMemberPermissions == nil || may.Has(Administrator) {
		return ""
	}
	need, _ := strconv.ParseUint(*c.DefaultMemberPermissions, 10, 64)
	if need == 0 || !may.Has(Permissions(need)) {
		return "default member permissions"
	}
	return ""
}

func orList[T any](v, otherwise []T) []T {
	if v == nil {
		return otherwise
	}
	return v
}
