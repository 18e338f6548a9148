package localdiscord

import (
	"cmp"
	"slices"
	"time"
)

// mine checks the application of a commands route.
func (s rest) mine(c *call) *apiError {
	if c.PathValue("application_id") != s.appID {
		return errUnknownApplication()
	}
	return nil
}

func (s rest) listCommands(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	if err := s.mine(c); err != nil {
		return nil, err
	}
	list := s.world.commandList()
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

// replaceCommands makes the given list all there is, whatever the types; a command of the same name and type keeps its id.
func (s rest) replaceCommands(c *call) (any, *apiError) {
	var list []Command
	if err := c.decode(&list); err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	if err := s.mine(c); err != nil {
		return nil, err
	}
	if err := checkCommands(list); err != nil {
		return nil, err
	}
	news := 0
	for i := range list {
		list[i].normalize()
		if s.world.commandNamed(list[i].Type, list[i].Name) == nil {
			news++
		}
	}
	if !s.mayCreate(news) {
		return nil, errTooManyCreates()
	}
	return s.keepOnly(list), nil
}

func (s rest) keepOnly(list []Command) []Command {
	old := map[string]*Command{}
	for _, known := range s.world.commandList() {
		old[known.key()] = s.world.commands[known.ID]
		s.world.drop(known.ID)
	}
	for i := range list {
		s.keepCommand(&list[i], old[list[i].key()])
	}
	s.publish(Event{Kind: CommandsChanged})
	return s.world.commandList()
}

// keepCommand stores c, under the id of the one it takes the place of; a change gives it a new version.
func (s rest) keepCommand(c *Command, old *Command) {
	c.ID, c.ApplicationID, c.Version = s.id(), s.appID, s.id()
	if old != nil {
		c.ID = old.ID
		same := *c
		same.Version = old.Version
		if string(mustJSON(same)) == string(mustJSON(old)) {
			c.Version = old.Version
		}
	}
	kept := *c
	s.world.commands[c.ID] = &kept
	s.world.order = append(s.world.order, c.ID)
}

func (w *world) drop(id string) {
	delete(w.commands, id)
	w.order = slices.DeleteFunc(w.order, func(x string) bool { return x == id })
}

func (c *Command) key() string { return string(rune('0'+c.Type)) + c.Name }

// normalize fills in Discord's defaults.
func (c *Command) normalize() {
	c.Type = cmp.Or(c.Type, CommandSlash)
	if c.IntegrationTypes == nil {
		c.IntegrationTypes = []int{0}
	}
}

func (w *world) commandNamed(kind int, name string) *Command {
	for _, c := range w.commands {
		if c.Type == kind && c.Name == name {
			return c
		}
	}
	return nil
}

// mayCreate counts creations of the last day. The world must be locked.
func (s rest) mayCreate(n int) bool {
	recent := slices.DeleteFunc(s.world.creates, func(t time.Time) bool { return s.now().Sub(t) > 24*time.Hour })
	if len(recent)+n > s.cfg.Limits.CommandCreates {
		return false
	}
	for range n {
		recent = append(recent, s.now())
	}
	s.world.creates = recent
	return true
}
