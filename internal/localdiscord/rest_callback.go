package localdiscord

import (
	"encoding/json"
	"fmt"
	"slices"
)

type callbackBody struct {
	Type int             `json:"type"`
	Data json.RawMessage `json:"data"`
}

// mayAnswer lists the callback types each kind of interaction takes. Deferring or updating a message needs a message.
func (in *Interaction) mayAnswer(kind int) bool {
	switch in.kind {
	case kindCommand:
		return slices.Contains([]int{AnswerMessage, AnswerDeferMessage, AnswerModal}, kind)
	case kindComponent:
		return slices.Contains([]int{AnswerMessage, AnswerDeferMessage, AnswerDeferUpdate, AnswerUpdate, AnswerModal}, kind)
	case kindAutocomplete:
		return kind == AnswerAutocomplete
	}
	update := kind == AnswerDeferUpdate || kind == AnswerUpdate
	return kind == AnswerMessage || kind == AnswerDeferMessage || update && in.source != nil
}

// callback is the first answer to an interaction.
func (s rest) callback(c *call) (any, *apiError) {
	var body callbackBody
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	s.world.Lock()
	defer s.world.Unlock()
	in := s.world.asked[c.PathValue("interaction_token")]
	switch {
	case in == nil || in.ID != c.PathValue("interaction_id"):
		return nil, errUnknownInteraction()
	case in.answer != 0:
		return nil, errAlreadyAcknowledged()
	case in.failed || s.now().Sub(in.created) > s.cfg.Deadline:
		return nil, errUnknownInteraction()
	case !in.mayAnswer(body.Type):
		p := &problems{}
		p.add("type", "BASE_TYPE_CHOICES", "This interaction cannot be answered with type %d.", body.Type)
		return nil, p.err()
	}
	if err := s.respond(in, body, c.files); err != nil {
		return nil, err
	}
	in.answer = body.Type
	in.timer.Stop()
	close(in.done)
	in.channel.changed()
	s.publish(Event{Kind: Acknowledged, ChannelID: in.channel.ID, Interaction: in.ID, MessageID: in.original, only: in.by.ID})
	if in.modal != nil {
		s.publish(Event{Kind: ModalOpened, ChannelID: in.channel.ID, Interaction: in.ID, Modal: in.modal, only: in.by.ID})
	}
	if c.URL.Query().Get("with_response") != "true" {
		return nil, nil
	}
	return s.callbackJSON(in), nil
}

func (s rest) respond(in *Interaction, body callbackBody, files []Attachment) *apiError {
	switch body.Type {
	case AnswerAutocomplete:
		return in.suggest(body.Data)
	case AnswerModal:
		return in.open(body.Data)
	case AnswerDeferUpdate:
		in.original = in.source.msg.ID
		return nil
	}
	d := draft{files: files}
	if isSet(body.Data) && json.Unmarshal(body.Data, &d) != nil {
		return errBadJSON()
	}
	switch body.Type {
	case AnswerDeferMessage:
		s.deferMessage(in, d)
		return nil
	case AnswerUpdate:
		in.original, in.filled = in.source.msg.ID, true
		_, err := s.edit(in.channel, in.source, d, parseUsers)
		return err
	}
	m, err := s.answerWith(in, d)
	if err != nil {
		return err
	}
	in.original, in.filled = m.ID, true
	return nil
}

// answerWith posts a message of the interaction. The world must be locked.
func (s rest) answerWith(in *Interaction, d draft) (*Message, *apiError) {
	m := s.answerMessage(in)
	if err := d.apply(m, true); err != nil {
		return nil, err
	}
	if in.hidden {
		m.Flags |= FlagEphemeral
	}
	s.postAnswer(in, m, d)
	return m, nil
}

func (s rest) postAnswer(in *Interaction, m *Message, d draft) {
	r := &record{msg: m, in: in}
	if m.Ephemeral() {
		r.only = in.by.ID
	}
	r.pings = s.mention(m, in.channel, d.allowed(parseUsers))
	s.post(in.channel, r)
}

func (s rest) answerMessage(in *Interaction) *Message {
	kind := TypeDefault
	switch in.use {
	case CommandSlash:
		kind = TypeSlash
	case CommandUser, CommandMessage:
		kind = TypeContextMenu
	}
	m := s.newMessage(s.bot, kind)
	m.ApplicationID, m.WebhookID = s.appID, s.appID
	m.Metadata = &InteractionMetadata{ID: in.ID, Type: in.kind, User: in.by.user, Owners: in.owners}
	if in.command != "" {
		m.Command = &CommandUse{ID: in.ID, Type: in.kind, Name: in.command, User: in.by.user}
	}
	return m
}

func (s rest) deferMessage(in *Interaction, d draft) {
	m := s.answerMessage(in)
	m.Flags = FlagLoading
	if in.hidden || d.Flags.value&FlagEphemeral != 0 {
		m.Flags |= FlagEphemeral
	}
	s.postAnswer(in, m, draft{})
	in.original = m.ID
}

func (s rest) callbackJSON(in *Interaction) any {
	inner := map[string]any{"id": in.ID, "type": in.kind, "response_message_loading": in.answer == AnswerDeferMessage}
	out := map[string]any{"interaction": inner}
	if r := in.channel.find(in.original); r != nil {
		inner["response_message_id"], inner["response_message_ephemeral"] = r.msg.ID, r.msg.Ephemeral()
		out["resource"] = map[string]any{"type": in.answer, "message": r.msg}
	}
	return out
}

const (
	maxChoices    = 25
	maxChoiceText = 100
)

func (in *Interaction) suggest(raw json.RawMessage) *apiError {
	var data struct {
		Choices []Choice `json:"choices"`
	}
	if isSet(raw) && json.Unmarshal(raw, &data) != nil {
		return errBadJSON()
	}
	p := &problems{}
	if len(data.Choices) > maxChoices {
		p.add("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maxChoices)
	}
	for i, c := range data.Choices {
		at := fmt.Sprintf("data.choices.%d", i)
		p.required(at+".name", c.Name)
		p.tooLong(at+".name", c.Name, maxChoiceText)
		if text, ok := c.Value.(string); ok {
			p.required(at+".value", text)
			p.tooLong(at+".value", text, maxChoiceText)
		}
	}
	in.choices = data.Choices
	return p.err()
}

// open shows the person a modal. Inputs stand in action rows or labels.
func (in *Interaction) open(raw json.RawMessage) *apiError {
	var m Modal
	if !isSet(raw) || json.Unmarshal(raw, &m) != nil {
		return errBadJSON()
	}
	p := &problems{}
	p.required("data.title", m.Title)
	p.tooLong("data.title", m.Title, 45)
	p.required("data.custom_id", m.CustomID)
	p.tooLong("data.custom_id", m.CustomID, maxCustomID)
	if len(m.Components) < 1 || len(m.Components) > 5 {
		p.add("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
	checkInputs(m.Components, p)
	if err := p.err(); err != nil {
		return err
	}
	m.interaction = in
	in.modal = &m
	return nil
}

func checkInputs(cs []Component, p *problems) {
	k := &checker{p: p, ids: map[string]bool{}, nums: map[int]bool{}}
	for i, c := range cs {
		at := fmt.Sprintf("data.components.%d", i)
		if !slices.Contains([]int{CompActionRow, CompLabel, CompTextDisplay}, c.Type) {
			p.add(at+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1, 10, 18).")
		}
		if c.Type == CompLabel {
			p.required(at+".label", c.Label)
			p.tooLong(at+".label", c.Label, 45)
		}
		for input := range every([]Component{c}) {
			if input.Type == CompTextInput {
				k.input(at+".components.0", input, c.Type == CompActionRow)
			} else if input.interactive() {
				k.customID(at, input.CustomID)
			}
		}
	}
}

func (k *checker) input(at string, c Component, needsLabel bool) {
	k.customID(at, c.CustomID)
	if needsLabel {
		k.p.required(at+".label", c.Label)
	}
	k.p.tooLong(at+".label", c.Label, 45)
	k.p.tooLong(at+".placeholder", c.Placeholder, 100)
	k.p.tooLong(at+".value", c.Value, 4000)
	if c.Style != 1 && c.Style != 2 {
		k.p.add(at+".style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2).")
	}
}
