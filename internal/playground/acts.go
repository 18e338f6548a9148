package playground

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// maxRequest bounds the body of a request in bytes: a file in base64, and some words around it.
var maxRequest = int64(2*maxArticle + 64<<10)

// A request is what a person does. Which fields mean something depends on what that is.
type request struct {
	As          string            `json:"as"` // "member" or "moderator"
	Channel     string            `json:"channel"`
	Message     string            `json:"message"`
	Text        string            `json:"text"`
	Reply       string            `json:"reply"`     // id of the message answered
	Command     string            `json:"command"`   // "ask", "briefing post", "Find answer"
	Component   string            `json:"component"` // custom id of a button or menu
	Values      []string          `json:"values"`    // chosen in a menu
	Options     []option          `json:"options"`
	Interaction string            `json:"interaction"` // that opened the form
	Texts       map[string]string `json:"texts"`       // of the form, by custom id
	Article     string            `json:"article"`     // id
	localdiscord.File
}

// An option of a command has a value or, where it takes an attachment, a file.
type option struct {
	Name  string
	Value any
	File  *localdiscord.File
}

// filled are the options as a client fills them in.
func (r request) filled() (out []localdiscord.Opt) {
	for _, o := range r.Options {
		if o.File != nil {
			o.Value = *o.File
		}
		out = append(out, localdiscord.Opt{Name: o.Name, Value: o.Value})
	}
	return out
}

// An outcome is what the page is told at once. Messages come as events.
type outcome struct {
	Interaction string                `json:"interaction,omitempty"`
	Modal       *localdiscord.Modal   `json:"modal,omitempty"`
	Choices     []localdiscord.Choice `json:"choices,omitempty"`
	Preview     *Preview              `json:"preview,omitempty"`
	Added       *Added                `json:"added,omitempty"`
	Cut         *Cut                  `json:"cut,omitempty"`
}

type act func(ctx context.Context, who *localdiscord.Person, r request) (outcome, error)

func (p *Playground) acts() map[string]act {
	return map[string]act{
		"say": p.say, "edit": p.edit, "delete": p.remove, "pin": p.pin, "unpin": p.unpin, "locale": p.locale,
		"slash": p.slash, "suggest": p.suggest, "use": p.useOn, "click": p.click, "choose": p.choose, "submit": p.submit,
		"check": p.checkArticle, "add": p.addArticle, "reload": p.reload, "cut": p.cutArticle,
	}
}

// act does one thing for one person and answers with an outcome, or with the error as Discord words it.
func (p *Playground) act(w http.ResponseWriter, r *http.Request) {
	var in request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest)).Decode(&in); err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"error": "the request cannot be read: " + err.Error()})
		return
	}
	do, who := p.acts()[r.PathValue("what")], p.scene.people[in.As]
	if do == nil || who == nil {
		answer(w, http.StatusNotFound, map[string]any{"error": fmt.Sprintf("nobody can do %q as %q", r.PathValue("what"), in.As)})
		return
	}
	out, err := do(r.Context(), who, in)
	if err != nil {
		answer(w, http.StatusUnprocessableEntity, map[string]any{"error": err.Error(), "code": localdiscord.Code(err), "silent": errors.Is(err, localdiscord.ErrNoAnswer)})
		return
	}
	answer(w, http.StatusOK, out)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the page has gone if it cannot be told
}

func (p *Playground) say(_ context.Context, who *localdiscord.Person, r request) (outcome, error) {
	said := localdiscord.SayOptions{ReplyTo: r.Reply}
	if r.File.Name != "" {
		said.Uploads = []localdiscord.File{r.File}
	}
	_, err := who.SayWith(r.Channel, r.Text, said)
	return outcome{}, err
}

func (p *Playground) edit(_ context.Context, who *localdiscord.Person, r request) (outcome, error) {
	_, err := who.Edit(r.Channel, r.Message, r.Text)
	return outcome{}, err
}

func (p *Playground) remove(_ context.Context, who *localdiscord.Person, r request) (outcome, error) {
	return outcome{}, who.Delete(r.Channel, r.Message)
}

func (p *Playground) pin(_ context.Context, who *localdiscord.Person, r request) (outcome, error) {
	return outcome{}, who.Pin(r.Channel, r.Message)
}

func (p *Playground) unpin(_ context.Context, who *localdiscord.Person, r request) (outcome, error) {
	return outcome{}, who.Unpin(r.Channel, r.Message)
}

func (p *Playground) locale(_ context.Context, who *localdiscord.Person, r request) (outcome, error) {
	who.SetLocale(r.Text)
	return outcome{}, nil
}
