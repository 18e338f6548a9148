package localdiscord

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const testSpec = "../../../shared/discord/openapi.json"

func described(t *testing.T) *Server {
	t.Helper()
	if _, err := os.Stat(testSpec); err != nil {
		t.Skip("Discord's API description is not there: ", err)
	}
	s, err := New(Config{OpenAPI: testSpec})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestBodiesThatDiscordDoesNotDescribe(t *testing.T) {
	s := described(t)
	const messages = "POST /channels/{channel_id}/messages"
	commands := func(field string) string {
		return `[{"name":"a","description":"b",` + field + `}]`
	}
	for _, c := range []struct{ name, route, refused, taken string }{
		{"a colour as text", messages, `{"embeds":[{"color":"red"}]}`, `{"embeds":[{"color":1}]}`},
		{"a bad id", messages, `{"sticker_ids":["x"]}`, `{"sticker_ids":["1"]}`},
		{"flags as text", messages, `{"flags":"4"}`, `{"flags":4}`},
		{"a button without a style", messages, `{"components":[{"type":1,"components":[{"type":2,"label":"a","custom_id":"b"}]}]}`, `{"components":[{"type":1,"components":[{"type":2,"style":1,"label":"a","custom_id":"b"}]}]}`},
		{"an embed address that is none", messages, `{"embeds":[{"url":"not an address"}]}`, `{"embeds":[{"url":"https://a.example"}]}`},
		{"a callback of type 3", "POST /interactions/{interaction_id}/{interaction_token}/callback", `{"type":3}`, `{"type":5}`},
		{"26 choices", "POST /interactions/{interaction_id}/{interaction_token}/callback", `{"type":8,"data":{"choices":[` + strings.Repeat(`{"name":"a","value":"a"},`, 25) + `{"name":"a","value":"a"}]}}`, `{"type":8,"data":{"choices":[{"name":"a","value":"a"}]}}`},
		{"an edit of the original with text as components", "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original", `{"components":"a"}`, `{"components":null}`},
		{"a command type that is none", "PUT /applications/{application_id}/commands", commands(`"type":"chat"`), commands(`"type":1`)},
		{"permissions as a list, though text is taken", "PUT /applications/{application_id}/commands", commands(`"default_member_permissions":[]`), commands(`"default_member_permissions":"32"`)},
	} {
		if err := s.spec.check(c.route, []byte(c.refused)); err == nil || err.Code != 50035 {
			t.Errorf("%s: got %v, want 50035", c.name, err)
		}
		if err := s.spec.check(c.route, []byte(c.taken)); err != nil {
			t.Errorf("%s: what should pass got %v", c.name, err)
		}
	}
}

func TestWithoutTheDescriptionTheLogSaysSo(t *testing.T) {
	var log bytes.Buffer
	s, err := New(Config{OpenAPI: "nowhere.json", Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if strings.Count(log.String(), "not checked") != 1 {
		t.Errorf("the log says %q, want once that nothing is checked", log.String())
	}
	if err := s.spec.check("POST /channels/{channel_id}/messages", []byte(`{"flags":"4"}`)); err != nil {
		t.Errorf("without the description a body got %v", err)
	}
}

// TestAnswersAreAsDiscordDescribesThem holds the double's own answers against the response schemas.
func TestAnswersAreAsDiscordDescribesThem(t *testing.T) {
	s := described(t)
	guild := s.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	asked, err := ana.Say(general.ID, s.BotMention()+" hello")
	if err != nil {
		t.Fatal(err)
	}
	c := schemaClient{t, s}
	channel := "/channels/" + general.ID
	c.call("GET /gateway", "/gateway", "")
	c.call("GET /gateway/bot", "/gateway/bot", "")
	c.call("GET /users/@me", "/users/@me", "")
	c.call("GET /applications/@me", "/applications/@me", "")
	reply := c.call("POST /channels/{channel_id}/messages", channel+"/messages", `{"content":"hi","embeds":[{"title":"a","url":"https://a.example"}],"message_reference":{"message_id":"`+asked.ID+`"}}`)
	c.call("POST /channels/{channel_id}/messages", channel+"/messages", `{"flags":32768,"components":[{"type":17,"components":[{"type":10,"content":"a"},{"type":14}]},{"type":1,"components":[{"type":2,"style":1,"label":"a","custom_id":"b"}]},{"type":1,"components":[{"type":3,"custom_id":"c","options":[{"label":"a","value":"a"}]}]}]}`)
	c.call("PATCH /channels/{channel_id}/messages/{message_id}", channel+"/messages/"+reply, `{"content":"changed"}`)
	c.call("GET /channels/{channel_id}/messages", channel+"/messages", "")
	c.call("PUT /channels/{channel_id}/messages/pins/{message_id}", channel+"/messages/pins/"+reply, "")
	c.call("GET /channels/{channel_id}/messages/pins", channel+"/messages/pins", "")
	c.call("PUT /applications/{application_id}/commands", "/applications/"+s.appID+"/commands", `[{"name":"ask","description":"a","options":[{"type":3,"name":"q","description":"a","required":true}]}]`)
	c.call("GET /applications/{application_id}/commands", "/applications/"+s.appID+"/commands", "")
	in, err := ana.Slash(general.ID, "ask", Opt{"q", "who?"})
	if err != nil {
		t.Fatal(err)
	}
	c.call("POST /interactions/{interaction_id}/{interaction_token}/callback", "/interactions/"+in.ID+"/"+in.Token+"/callback?with_response=true", `{"type":4,"data":{"content":"a"}}`)
	c.call("PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original", "/webhooks/"+s.appID+"/"+in.Token+"/messages/@original", `{"content":"done"}`)
	c.call("POST /webhooks/{webhook_id}/{webhook_token}", "/webhooks/"+s.appID+"/"+in.Token+"?wait=true", `{"content":"more"}`)
}

type schemaClient struct {
	t *testing.T
	s *Server
}

// call checks the answer against its schema and returns its id.
func (c schemaClient) call(route, path, body string) string {
	c.t.Helper()
	method, _, _ := strings.Cut(route, " ")
	r, _ := http.NewRequest(method, "http://"+c.s.Addr()+"/api/v10"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bot "+c.s.Token())
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, _ := io.ReadAll(response.Body)
	if response.StatusCode == http.StatusNoContent {
		return ""
	}
	schema, err := c.s.spec.schema(route, responseSchema)
	if response.StatusCode != http.StatusOK || err != nil || schema == nil {
		c.t.Errorf("%s: %s %s; schema: %v %v", route, response.Status, text, schema, err)
		return ""
	}
	v, _ := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err := schema.Validate(v); err != nil {
		c.t.Errorf("%s: %v\n%s", route, err, text)
	}
	var out struct{ ID string }
	_ = json.Unmarshal(text, &out)
	return out.ID
}
