package localdiscord_test

import (
	"fmt"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

func slash(name string) object { return object{"name": name, "description": "a"} }

func opts(n int, o object) list {
	out := list{}
	for i := range n {
		out = append(out, with(o, "name", fmt.Sprint("o", i)))
	}
	return out
}

func TestCommandsThatDiscordRefuses(t *testing.T) {
	text := object{"type": 3, "name": "text", "description": "a"}
	sub := object{"type": 1, "name": "sub", "description": "a"}
	group := object{"type": 2, "name": "group", "description": "a", "options": list{sub}}
	options := func(os ...any) object { return with(slash("a"), "options", os) }
	for _, c := range []struct {
		name    string
		refused object
		field   string
		taken   any // nil: nothing to show
	}{
		{"an upper-case name", slash("Ask"), "INVALID_NAME", slash("ask")},
		{"a name with a space", slash("ask me"), "INVALID_NAME", slash("ask-me")},
		{"a name over 32", slash(x(33)), "INVALID_NAME", slash(x(32))},
		{"no name", slash(""), "INVALID_NAME", nil},
		{"no description", with(slash("a"), "description", ""), "description", nil},
		{"a description over 100", with(slash("a"), "description", x(101)), "description", with(slash("a"), "description", x(100))},
		{"an unknown locale", with(slash("a"), "description_localizations", object{"fr-FR": "b"}), "locale", with(slash("a"), "description_localizations", object{"fr": "b"})},
		{"a localized name in upper case", with(slash("a"), "name_localizations", object{"fr": "Demande"}), "INVALID_NAME", with(slash("a"), "name_localizations", object{"fr": "demande"})},
		{"26 options", options(opts(26, text)...), "options", options(opts(25, text)...)},
		{"an option name twice", options(text, text), "ALREADY_EXISTS", nil},
		{"a required option after another", options(text, with(with(text, "name", "b"), "required", true)), "REQUIRED_INVALID", options(with(with(text, "name", "b"), "required", true), text)},
		{"a subcommand beside an option", options(sub, text), "TYPE_INVALID", options(sub)},
		{"a group in a group", options(with(group, "options", list{group})), "NESTING", options(group)},
		{"an option without description", options(with(text, "description", "")), "description", nil},
		{"an unknown option type", options(with(text, "type", 12)), "type", nil},
		{"choices and autocomplete", options(with(with(text, "autocomplete", true), "choices", list{object{"name": "a", "value": "a"}})), "AUTOCOMPLETE", options(with(text, "autocomplete", true))},
		{"autocomplete of a boolean", options(with(with(text, "type", 5), "autocomplete", true)), "AUTOCOMPLETE", nil},
		{"26 choices", options(with(text, "choices", times(26, object{"name": "a", "value": "a"}))), "choices", options(with(text, "choices", times(25, object{"name": "a", "value": "a"})))},
		{"a choice name over 100", options(with(text, "choices", list{object{"name": x(101), "value": "a"}})), "name", nil},
		{"a message command with a description", object{"type": 3, "name": "Find", "description": "a"}, "NOT_ALLOWED", object{"type": 3, "name": "Find it"}},
		{"a message command with options", object{"type": 3, "name": "Find", "options": list{text}}, "NOT_ALLOWED", nil},
		{"more than 8000 characters", options(opts(25, with(text, "choices", times(5, object{"name": x(100), "value": x(100)})))...), "TOO_LARGE", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := rest{t, start(t, localdiscord.Config{OpenAPI: "none"})}
			path := "/applications/" + s.d.Bot().ID + "/commands"
			s.refused("PUT", path, list{c.refused}, 400, 50035, c.field)
			if c.taken != nil {
				s.accepted("PUT", path, list{c.taken}, nil)
			}
		})
	}
}

func TestCommandsAreCountedAndKept(t *testing.T) {
	s := rest{t, start(t, localdiscord.Config{Limits: localdiscord.Limits{CommandCreates: 104}})}
	path := "/applications/" + s.d.Bot().ID + "/commands"
	many := func(n int, kind int) list {
		out := list{}
		for i := range n {
			c := object{"name": fmt.Sprint("c", i), "type": kind}
			if kind == 1 {
				c["description"] = "a"
			}
			out = append(out, c)
		}
		return out
	}
	s.refused("PUT", path, many(101, 1), 400, 30032, "")
	s.refused("PUT", path, many(16, 3), 400, 30032, "")
	s.refused("PUT", path, list{slash("a"), slash("a")}, 400, 50035, "DUPLICATE_NAME")
	var first, again []localdiscord.Command
	s.accepted("PUT", path, list{slash("a"), slash("b")}, &first)
	s.accepted("PUT", path, list{slash("b"), with(slash("c"), "description", "new")}, &again)
	if len(again) != 2 || again[0].ID != first[1].ID || again[0].Version != first[1].Version {
		t.Errorf("overwriting kept %v of %v, want b under its id and version", again, first)
	}
	s.refused("PUT", "/applications/1/commands", list{}, 404, 10002, "")
	s.accepted("PUT", path, many(100, 1), nil) // with a, b and c that makes 103 creations
	s.refused("PUT", path, list{slash("x"), slash("y")}, 400, 30034, "")

	if n := s.d.CommandWrites(); n != 8 {
		t.Errorf("%d writes are counted, want 8", n)
	}
}
