package localdiscord_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// rest is a client that shows status and body as they come.
type rest struct {
	t testing.TB
	d *localdiscord.Server
}

// do answers with status, Discord's error code and the body. body is a string of JSON, or something to marshal.
func (c rest) do(method, path string, body any) (status, code int, answer string) {
	c.t.Helper()
	raw, isText := body.(string)
	if !isText && body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		raw = string(b)
	}
	r, err := http.NewRequest(method, "http://"+c.d.Addr()+"/api/v9"+path, bytes.NewReader([]byte(raw)))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+c.d.Token())
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	var e struct{ Code int }
	_ = json.Unmarshal(text, &e)
	return response.StatusCode, e.Code, string(text)
}

// refused expects the answer to have this code, and to name the field.
func (c rest) refused(method, path string, body any, status, code int, field string) {
	c.t.Helper()
	gotStatus, gotCode, answer := c.do(method, path, body)
	if gotStatus != status || gotCode != code || !strings.Contains(answer, field) {
		c.t.Errorf("got %d %s; want %d with code %d and %q", gotStatus, answer, status, code, field)
	}
}

// accepted expects a good answer and reads it into v.
func (c rest) accepted(method, path string, body, v any) {
	c.t.Helper()
	status, _, answer := c.do(method, path, body)
	if status >= 300 {
		c.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	if v != nil {
		if err := json.Unmarshal([]byte(answer), v); err != nil {
			c.t.Fatal(err)
		}
	}
}

type object = map[string]any
type list = []any

func x(n int) string { return strings.Repeat("x", n) }

func times(n int, v any) list {
	out := list{}
	for range n {
		out = append(out, v)
	}
	return out
}

func row(cs ...any) object              { return object{"type": 1, "components": cs} }
func button(id string) object           { return object{"type": 2, "style": 1, "label": "Go", "custom_id": id} }
func link(url string) object            { return object{"type": 2, "style": 5, "label": "Go", "url": url} }
func textDisplay(text string) object    { return object{"type": 10, "content": text} }
func embed(key string, v any) object    { return object{"embeds": list{object{key: v}}} }
func v2(cs ...any) object               { return object{"flags": localdiscord.FlagComponentsV2, "components": cs} }
func rows(cs ...any) object             { return object{"content": "a", "components": cs} }
func menu(options ...any) object        { return object{"type": 3, "custom_id": "m", "options": options} }
func option(label, value string) object { return object{"label": label, "value": value} }

func with(o object, key string, v any) object {
	out := object{key: v}
	for k, old := range o {
		if k != key {
			out[k] = old
		}
	}
	return out
}

func numbers(n int) list {
	out := list{}
	for i := range n {
		out = append(out, fmt.Sprint(i+1))
	}
	return out
}

func options(n int) list {
	out := list{}
	for i := range n {
		out = append(out, option("o", fmt.Sprint(i)))
	}
	return out
}

func buttons(n int) list {
	out := list{}
	for i := range n {
		out = append(out, button(fmt.Sprint("b", i)))
	}
	return out
}

// A messageRule is a body that Discord refuses and the nearest one that it takes.
type messageRule struct {
	name    string
	refused any
	code    int
	field   string
	taken   any // nil: nothing to show
}

func messageRules() []messageRule {
	const form = 50035
	return []messageRule{
		{"an empty message", object{}, 50006, "", object{"content": "a"}},
		{"only spaces", object{"content": " \n "}, 50006, "", nil},
		{"content over 2000", object{"content": x(2001)}, form, "content", object{"content": x(2000)}},
		{"content over 2000 in UTF-16", object{"content": strings.Repeat("😀", 1001)}, form, "content", object{"content": strings.Repeat("😀", 1000)}},
		{"not JSON", "{", 50109, "", nil},
		{"a nonce over 25", object{"content": "a", "nonce": x(26)}, form, "nonce", object{"content": "a", "nonce": x(25)}},

		{"11 embeds", object{"embeds": times(11, object{"title": "a"})}, form, "embeds", object{"embeds": times(10, object{"title": "a"})}},
		{"an embed title over 256", embed("title", x(257)), form, "title", embed("title", x(256))},
		{"an embed description over 4096", embed("description", x(4097)), form, "description", embed("description", x(4096))},
		{"an embed footer over 2048", embed("footer", object{"text": x(2049)}), form, "footer", embed("footer", object{"text": x(2048)})},
		{"an embed author over 256", embed("author", object{"name": x(257)}), form, "author", embed("author", object{"name": x(256)})},
		{"26 embed fields", embed("fields", times(26, object{"name": "a", "value": "b"})), form, "fields", embed("fields", times(25, object{"name": "a", "value": "b"}))},
		{"an embed field name over 256", embed("fields", list{object{"name": x(257), "value": "b"}}), form, "name", embed("fields", list{object{"name": x(256), "value": "b"}})},
		{"an embed field value over 1024", embed("fields", list{object{"name": "a", "value": x(1025)}}), form, "value", embed("fields", list{object{"name": "a", "value": x(1024)}})},
		{"an embed field without value", embed("fields", list{object{"name": "a", "value": " "}}), form, "value", nil},
		{"6001 characters over two embeds", object{"embeds": list{object{"description": x(3000)}, object{"description": x(3001)}}}, form, "MAX_EMBED_SIZE", object{"embeds": list{object{"description": x(3000)}, object{"description": x(3000)}}}},

		{"six rows", rows(times(6, row(link("https://a.example")))...), form, "components", rows(times(5, row(link("https://a.example")))...)},
		{"six buttons in a row", rows(row(buttons(6)...)), form, "components", rows(row(buttons(5)...))},
		{"an empty row", rows(row()), form, "components", nil},
		{"a menu beside a button", rows(row(menu(option("a", "a")), button("b"))), form, "components", rows(row(menu(option("a", "a"))))},
		{"a button outside a row", rows(button("a")), form, "type", nil},
		{"a button label over 80", rows(row(with(button("a"), "label", x(81)))), form, "label", rows(row(with(button("a"), "label", x(80))))},
		{"a button without a label", rows(row(with(button("a"), "label", ""))), form, "BUTTON", rows(row(with(with(button("a"), "label", ""), "emoji", object{"name": "👍"})))},
		{"a button without a style", rows(row(with(button("a"), "style", 0))), form, "style", nil},
		{"a button without a custom id", rows(row(with(button("a"), "custom_id", ""))), form, "custom_id", nil},
		{"a custom id over 100", rows(row(button(x(101)))), form, "custom_id", rows(row(button(x(100))))},
		{"a custom id twice", rows(row(button("a"), button("a"))), form, "DUPLICATED", rows(row(button("a"), button("b")))},
		{"a link without an address", rows(row(link(""))), form, "url", nil},
		{"a link over 512", rows(row(link("https://a.example/" + x(495)))), form, "url", rows(row(link("https://a.example/" + x(494))))},
		{"a link of another scheme", rows(row(link("javascript:alert(1)"))), form, "SCHEME", rows(row(link("discord://a")))},
		{"a link with a custom id", rows(row(with(link("https://a.example"), "custom_id", "a"))), form, "CUSTOM_ID_AND_URL", nil},
		{"26 options", rows(row(menu(options(26)...))), form, "options", rows(row(menu(options(25)...)))},
		{"no options", rows(row(menu())), form, "options", nil},
		{"an option label over 100", rows(row(menu(option(x(101), "a")))), form, "label", rows(row(menu(option(x(100), "a"))))},
		{"an option value over 100", rows(row(menu(option("a", x(101))))), form, "value", rows(row(menu(option("a", x(100)))))},
		{"an option value twice", rows(row(menu(option("a", "a"), option("b", "a")))), form, "DUPLICATED", nil},
		{"two defaults in a menu of one", rows(row(menu(with(option("a", "a"), "default", true), with(option("b", "b"), "default", true)))), form, "DEFAULT", nil},
		{"more to choose than there is", rows(row(with(menu(option("a", "a")), "max_values", 2))), form, "RANGE", nil},
		{"a placeholder over 150", rows(row(with(menu(option("a", "a")), "placeholder", x(151)))), form, "placeholder", rows(row(with(menu(option("a", "a")), "placeholder", x(150))))},

		{"V2 components without the flag", object{"content": "a", "components": list{textDisplay("a")}}, form, "type", v2(textDisplay("a"))},
		{"content beside V2", with(v2(textDisplay("a")), "content", "a"), form, "LEGACY_FIELDS", nil},
		{"embeds beside V2", with(v2(textDisplay("a")), "embeds", list{object{"title": "a"}}), form, "LEGACY_FIELDS", nil},
		{"a poll beside V2", with(v2(textDisplay("a")), "poll", object{}), form, "LEGACY_FIELDS", nil},
		{"stickers beside V2", with(v2(textDisplay("a")), "sticker_ids", list{"1"}), form, "LEGACY_FIELDS", nil},
		{"V2 without components", v2(), 50006, "", nil},
		{"41 components, nested ones counted", v2(object{"type": 17, "components": times(40, textDisplay("a"))}), form, "components", v2(object{"type": 17, "components": times(39, textDisplay("a"))})},
		{"text displays of 4001 in sum", v2(textDisplay(x(4000)), textDisplay("a")), form, "TEXT_SIZE", v2(textDisplay(x(3999)), textDisplay("a"))},
		{"an empty text display", v2(textDisplay("")), form, "content", nil},
		{"a container in a container", v2(object{"type": 17, "components": list{object{"type": 17, "components": list{textDisplay("a")}}}}), form, "type", nil},
		{"a section without accessory", v2(object{"type": 9, "components": list{textDisplay("a")}}), form, "accessory", v2(object{"type": 9, "components": list{textDisplay("a")}, "accessory": button("a")})},
		{"four texts in a section", v2(object{"type": 9, "components": times(4, textDisplay("a")), "accessory": button("a")}), form, "components", v2(object{"type": 9, "components": times(3, textDisplay("a")), "accessory": button("a")})},
		{"a component id twice", v2(with(textDisplay("a"), "id", 7), with(textDisplay("b"), "id", 7)), form, "DUPLICATED", v2(with(textDisplay("a"), "id", 7), with(textDisplay("b"), "id", 8))},

		{"parse and a list of users", object{"content": "a", "allowed_mentions": object{"parse": list{"users"}, "users": list{"1"}}}, form, "EXCLUSIVE", object{"content": "a", "allowed_mentions": object{"parse": list{"roles"}, "users": list{"1"}}}},
		{"an unknown kind of mention", object{"content": "a", "allowed_mentions": object{"parse": list{"all"}}}, form, "parse", object{"content": "a", "allowed_mentions": object{"parse": nil}}},
		{"101 allowed users", object{"content": "a", "allowed_mentions": object{"users": numbers(101)}}, form, "users", object{"content": "a", "allowed_mentions": object{"users": numbers(100)}}},
		{"a reply to nothing", object{"content": "a", "message_reference": object{"message_id": "1"}}, form, "REPLIES_UNKNOWN", object{"content": "a", "message_reference": object{"message_id": "1", "fail_if_not_exists": false}}},
	}
}

func TestMessagesThatDiscordRefuses(t *testing.T) {
	d := start(t, localdiscord.Config{OpenAPI: "none"}) // the double's own rules, without help
	general := d.AddGuild("Watchers").AddChannel("general")
	for _, r := range messageRules() {
		t.Run(r.name, func(t *testing.T) {
			c := rest{t, d}
			c.refused("POST", "/channels/"+general.ID+"/messages", r.refused, 400, r.code, r.field)
			if r.taken != nil {
				c.accepted("POST", "/channels/"+general.ID+"/messages", r.taken, nil)
			}
		})
	}
}

// TestTheRulesDoNotForbidWhatDiscordDescribes: what the double takes, Discord's description takes too.
func TestTheRulesDoNotForbidWhatDiscordDescribes(t *testing.T) {
	d := start(t, localdiscord.Config{})
	general := d.AddGuild("Watchers").AddChannel("general")
	for _, r := range messageRules() {
		if r.taken != nil {
			t.Run(r.name, func(t *testing.T) { rest{t, d}.accepted("POST", "/channels/"+general.ID+"/messages", r.taken, nil) })
		}
	}
}
