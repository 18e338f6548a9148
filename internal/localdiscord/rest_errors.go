package localdiscord

import (
	"fmt"
	"net/http"
	"strings"
)

// An apiError is an answer of refusal, in Discord's shape.
type apiError struct {
	Status  int            `json:"-"`
	Code    int            `json:"code"`
	Message string         `json:"message"`
	Errors  map[string]any `json:"errors,omitempty"`
}

// Error gives code and message, and what is wrong with which field.
func (e *apiError) Error() string {
	if len(e.Errors) > 0 {
		return fmt.Sprintf("%d: %s %s", e.Code, e.Message, mustJSON(e.Errors))
	}
	return fmt.Sprintf("%d: %s", e.Code, e.Message)
}

func (e *apiError) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.Status)
	_, _ = w.Write(mustJSON(e))
}

// Errors of Discord that callers meet. The numbers are documented, the HTTP statuses beside them are the usual ones.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
func errUnauthorized() *apiError       { return &apiError{Status: 401, Message: "401: Unauthorized"} }
func errNotFound() *apiError           { return &apiError{Status: 404, Message: "404: Not Found"} }
func errUnknownApplication() *apiError { return refuse(404, 10002, "Unknown Application") }
func errUnknownChannel() *apiError     { return refuse(404, 10003, "Unknown Channel") }
func errUnknownGuild() *apiError       { return refuse(404, 10004, "Unknown Guild") }
func errUnknownMember() *apiError      { return refuse(404, 10007, "Unknown Member") }
func errUnknownMessage() *apiError     { return refuse(404, 10008, "Unknown Message") }
func errUnknownUser() *apiError        { return refuse(404, 10013, "Unknown User") }
func errUnknownWebhook() *apiError     { return refuse(404, 10015, "Unknown Webhook") }
func errUnknownInteraction() *apiError { return refuse(404, 10062, "Unknown interaction") }
func errTooManyPins() *apiError {
	return refuse(400, 30003, "Maximum number of pins reached for the channel (250)")
}
func errTooManyCreates() *apiError {
	return refuse(400, 30034, "Max number of daily application command creates has been reached (200)")
}
func errTooManyOldEdits() *apiError {
	return refuse(429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later")
}
func errAlreadyAcknowledged() *apiError {
	return refuse(400, 40060, "Interaction has already been acknowledged.")
}
func errMissingAccess() *apiError { return refuse(403, 50001, "Missing Access") }
func errNotYourMessage() *apiError {
	return refuse(403, 50005, "Cannot edit a message authored by another user")
}
func errEmptyMessage() *apiError { return refuse(400, 50006, "Cannot send an empty message") }
func errNotATextChannel() *apiError {
	return refuse(400, 50008, "Cannot send messages in a non-text channel")
}
func errMissingPermissions() *apiError { return refuse(403, 50013, "Missing Permissions") }
func errPinElsewhere() *apiError {
	return refuse(400, 50019, "A message can only be pinned in the channel it was sent in")
}
func errSystemMessage() *apiError {
	return refuse(403, 50021, "Cannot execute action on a system message")
}
func errBadWebhookToken() *apiError { return refuse(401, 50027, "Invalid Webhook Token") }
func errBadJSON() *apiError {
	return refuse(400, 50109, "The request body contains invalid JSON.")
}
func errNoHistory() *apiError {
	return refuse(400, 160002, "Cannot reply without permission to read message history")
}

func refuse(status, code int, message string) *apiError {
	return &apiError{Status: status, Code: code, Message: message}
}

// problems collects what is wrong with a body, by the path of the field.
type problems struct{ found []problem }

type problem struct{ path, code, message string }

func (p *problems) add(path, code, format string, args ...any) {
	p.found = append(p.found, problem{path, code, fmt.Sprintf(format, args...)})
}

// err is the 50035 of Discord with its tree of fields, or nil where nothing was found.
func (p *problems) err() *apiError {
	if len(p.found) == 0 {
		return nil
	}
	e := refuse(400, 50035, "Invalid Form Body")
	e.Errors = map[string]any{}
	for _, f := range p.found {
		at := e.Errors
		if f.path != "" {
			for _, step := range strings.Split(f.path, ".") {
				below, ok := at[step].(map[string]any)
				if !ok {
					below = map[string]any{}
					at[step] = below
				}
				at = below
			}
		}
		listed, _ := at["_errors"].([]any)
		at["_errors"] = append(listed, map[string]any{"code": f.code, "message": f.message})
	}
	return e
}
