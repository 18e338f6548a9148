package localdiscord

import (
	"encoding/json"
	"slices"
	"time"
)

// replaceCommands makes the given list all there is, whatever the types; a command of the same name and type keeps its id.
func (s *Server) replaceCommands(c *call) (any, *apiError) {
	var list []Command
	if err := c.decode(&list); err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	guild, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	if err := checkCommands(list, guild != ""); err != nil {
		return nil, err
	}
	news := 0
	for i := range list {
		list[i].normalize()
		if s.world.commandNamed(guild, list[i].Type, list[i].Name) == nil {
			news++
		}
	}
	if !s.mayCreate(guild, news) {
		return nil, errTooManyCreates()
	}
	return s.keepOnly(guild, list), nil
}

func (s *Server) keepOnly(guild string, list []Command) []Command {
	old := map[string]*Command{}
	for _, known := range s.world.commandsIn(guild) {
		old[known.key()] = s.world.commands[known.ID]
		s.world.drop(known.ID)
	}
	for i := range list {
		s.keepCommand(&list[i], guild, old[list[i].key()])
	}
	s.publish(Event{Kind: CommandsChanged})
	return s.world.commandsIn(guild)
}

// keepCommand stores c, under the id of the one it takes the place of; a change gives it a new version.
func (s *Server) keepCommand(c *Command, guild string, old *Command) {
	c.ID, c.ApplicationID, c.GuildID, c.Version = s.id(), s.appID, guild, s.id()
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
	c.Type = or(c.Type, CommandSlash)
	if c.IntegrationTypes == nil {
		c.IntegrationTypes = []int{0}
	}
}

func (w *world) commandNamed(guild string, kind int, name string) *Command {
	for _, c := range w.commands {
		if c.GuildID == guild && c.Type == kind && c.Name == name {
			return c
		}
	}
	return nil
}

// mayCreate counts creations of the last day. The world must be locked.
func (s *Server) mayCreate(guild string, n int) bool {
	recent := slices.DeleteFunc(s.world.creates[guild], func(t time.Time) bool { return s.now().Sub(t) > 24*time.Hour })
	if len(recent)+n > s.cfg.Limits.CommandCreates {
		return false
	}
	for range n {
		recent = append(recent, s.now())
	}
	s.world.creates[guild] = recent
	return true
}

// createCommand adds one, or overwrites the one of the same name and type.
func (s *Server) createCommand(c *call) (any, *apiError) {
	var body Command
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	guild, err := s.scope(c)
	if err != nil {
		return nil, err
	}
	body.normalize()
	old := s.world.commandNamed(guild, body.Type, body.Name)
	others := slices.DeleteFunc(s.world.commandsIn(guild), func(x Command) bool { return old != nil && x.ID == old.ID })
	if err := checkNewCommand(others, body, guild != ""); err != nil {
		return nil, err
	}
	if old == nil && !s.mayCreate(guild, 1) {
		return nil, errTooManyCreates()
	}
	if old != nil {
		s.world.drop(old.ID)
	}
	s.keepCommand(&body, guild, old)
	s.publish(Event{Kind: CommandsChanged})
	return &body, nil
}

func (s *Server) editCommand(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	old, err := s.commandOf(c)
	if err != nil {
		return nil, err
	}
	changed := *old
	if json.Unmarshal(c.body, &changed) != nil {
		return nil, errBadJSON()
	}
	changed.Type = old.Type
	others := slices.DeleteFunc(s.world.commandsIn(old.GuildID), func(x Command) bool { return x.ID == old.ID })
	if err := checkNewCommand(others, changed, old.GuildID != ""); err != nil {
		return nil, err
	}
	s.world.drop(old.ID)
	s.keepCommand(&changed, old.GuildID, old)
	s.publish(Event{Kind: CommandsChanged})
	return &changed, nil
}

func (s *Server) deleteCommand(c *call) (any, *apiError) {
	s.world.Lock()
	defer s.world.Unlock()
	known, err := s.commandOf(c)
	if err != nil {
		return nil, err
	}
	s.world.drop(known.ID)
	s.publish(Event{Kind: CommandsChanged})
	return nil, nil
}
