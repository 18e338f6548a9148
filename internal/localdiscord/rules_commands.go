package localdiscord

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const (
	maxSlash       = 100
	maxContextMenu = 15
	maxCommandSize = 8000 // characters of names, descriptions and values of one command
)

// commandName is Discord's own expression, https://discord.com/developers/docs/interactions/application-commands
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// https://discord.com/developers/docs/reference#locales
var locales = strings.Fields(`id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th
	zh-CN ja zh-TW ko ar he`)

// checkCommands judges a whole list: each command, and their number by type.
func checkCommands(list []Command) *apiError {
	p := &problems{}
	count, seen := map[int]int{}, map[string]bool{}
	for i, c := range list {
		c.normalize()
		count[c.Type]++
		if seen[c.key()] {
			p.add(fmt.Sprint(i), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		}
		seen[c.key()] = true
		checkCommand(fmt.Sprint(i), c, p)
	}
	if err := p.err(); err != nil {
		return err
	}
	if count[CommandSlash] > maxSlash || count[CommandUser] > maxContextMenu || count[CommandMessage] > maxContextMenu {
		return refuse(400, 30032, "Maximum number of application commands reached (100)")
	}
	return nil
}

func checkCommand(at string, c Command, p *problems) {
	f := fieldsOf(at, p)
	if c.Type == CommandSlash {
		f.slashName(c.Name, c.NameLocalizations)
		f.description(c.Description, c.DescriptionLocalizations)
	} else {
		p.required(f.at("name"), c.Name)
		p.tooLong(f.at("name"), c.Name, 32)
		f.knownLocales("name_localizations", c.NameLocalizations)
		if c.Description != "" {
			p.add(f.at("description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_NOT_ALLOWED", "Context menu commands cannot have description")
		}
		if len(c.Options) > 0 {
			p.add(f.at("options"), "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_NOT_ALLOWED", "Context menu commands cannot have options")
		}
	}
	checkOptions(f.at("options"), c.Options, 1, p)
	if size := c.size(); size > maxCommandSize {
		p.add(at, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (%d): %d", maxCommandSize, size)
	}
}

// fields adds problems below one path.
type fields struct {
	path string
	p    *problems
}

func fieldsOf(at string, p *problems) fields { return fields{at, p} }

func (f fields) at(name string) string {
	if f.path == "" {
		return name
	}
	return f.path + "." + name
}

func (f fields) slashName(name string, localized map[string]string) {
	check := func(at, name string) {
		if !commandName.MatchString(name) || strings.ToLower(name) != name {
			f.p.add(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid: %q", name)
		}
	}
	check(f.at("name"), name)
	for locale, name := range localized {
		check(f.at("name_localizations."+locale), name)
	}
	f.knownLocales("name_localizations", localized)
}

func (f fields) description(text string, localized map[string]string) {
	f.p.required(f.at("description"), text)
	f.p.tooLong(f.at("description"), text, 100)
	for locale, text := range localized {
		f.p.required(f.at("description_localizations."+locale), text)
		f.p.tooLong(f.at("description_localizations."+locale), text, 100)
	}
	f.knownLocales("description_localizations", localized)
}

func (f fields) knownLocales(field string, localized map[string]string) {
	for locale := range localized {
		if !slices.Contains(locales, locale) {
			f.p.add(f.at(field), "DICT_TYPE_KEY_CHOICES", "Unknown locale %q.", locale)
		}
	}
}

// checkOptions: depth is 1 for a command's own options, 2 inside a subcommand or group, 3 inside a group's subcommand.
func checkOptions(at string, options []CommandOption, depth int, p *problems) {
	if len(options) > maxOptions {
		p.add(at, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maxOptions)
	}
	optional, names, nested := false, map[string]bool{}, 0
	for i, o := range options {
		here := fmt.Sprintf("%s.%d", at, i)
		if o.Required && optional {
			p.add(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || !o.Required
		if names[o.Name] {
			p.add(here, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
		}
		names[o.Name] = true
		if o.nests() {
			nested++
		}
		checkOption(here, o, depth, p)
	}
	if nested > 0 && nested < len(options) {
		p.add(at, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
	}
}

func (o CommandOption) nests() bool { return o.Type == OptSubcommand || o.Type == OptGroup }

func checkOption(at string, o CommandOption, depth int, p *problems) {
	f := fieldsOf(at, p)
	f.slashName(o.Name, o.NameLocalizations)
	f.description(o.Description, o.DescriptionLocalizations)
	if o.Type < OptSubcommand || o.Type > OptAttachment {
		p.add(f.at("type"), "BASE_TYPE_CHOICES", "Value must be one of (1..11).")
	}
	if o.Type == OptGroup && depth != 1 || o.Type == OptSubcommand && depth > 2 {
		p.add(f.at("type"), "APPLICATION_COMMAND_OPTIONS_NESTING", "Sub-commands cannot be nested this deep")
	}
	if o.Autocomplete && len(o.Choices) > 0 {
		p.add(f.at("autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", "autocomplete may not be set to true if choices are present")
	}
	if o.Autocomplete && o.Type != OptString && o.Type != OptInteger && o.Type != OptNumber {
		p.add(f.at("autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_TYPE", "autocomplete is only for strings and numbers")
	}
	if len(o.Choices) > maxChoices {
		p.add(f.at("choices"), "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maxChoices)
	}
	for i, c := range o.Choices {
		choice := fieldsOf(f.at(fmt.Sprintf("choices.%d", i)), p)
		p.required(choice.at("name"), c.Name)
		p.tooLong(choice.at("name"), c.Name, maxChoiceText)
		choice.knownLocales("name_localizations", c.NameLocalizations)
		if text, ok := c.Value.(string); ok {
			p.tooLong(choice.at("value"), text, maxChoiceText)
		}
	}
	checkOptions(f.at("options"), o.Options, depth+1, p)
}

// size is what counts towards the 8000: the longest localization of each text.
func (c Command) size() int {
	return longest(c.Name, c.NameLocalizations) + longest(c.Description, c.DescriptionLocalizations) + sizeOf(c.Options)
}

func sizeOf(options []CommandOption) (n int) {
	for _, o := range options {
		n += longest(o.Name, o.NameLocalizations) + longest(o.Description, o.DescriptionLocalizations) + sizeOf(o.Options)
		for _, c := range o.Choices {
			n += longest(c.Name, c.NameLocalizations) + length(fmt.Sprint(c.Value))
		}
	}
	return n
}

func longest(text string, localized map[string]string) int {
	n := length(text)
	for _, t := range localized {
		n = max(n, length(t))
	}
	return n
}
