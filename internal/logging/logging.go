// Package logging follows a request through the log: every line that is written with its context, from the event to the call
// that answers it, has its id.
//
// Start at [With] and [Handler]. The id is the one Discord gave the message or the interaction, so that a line leads to what
// somebody saw.
package logging

import (
	"context"
	"log/slog"
)

// key is where a context has the id of its request.
type key struct{}

// With is ctx for what is done about a request.
func With(ctx context.Context, request string) context.Context {
	return context.WithValue(ctx, key{}, request)
}

// Handler puts the id of the request into what is logged with a context that has one, as the attribute "request".
func Handler(h slog.Handler) slog.Handler { return handler{h} }

type handler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h handler) Handle(ctx context.Context, r slog.Record) error {
	if id, ok := ctx.Value(key{}).(string); ok {
		r = r.Clone()
		r.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h handler) WithGroup(name string) slog.Handler { return handler{h.Handler.WithGroup(name)} }
