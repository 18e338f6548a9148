package gateway

import (
	"fmt"
	"log/slog"

	"github.com/bwmarrin/discordgo"
)

// RouteLibraryLog sends what discordgo logs to log, for the whole process: discordgo has one logger. What it calls errors
// are mostly ends of connections, which a shard explains better, so they are details here. Call it once, before any Run.
func RouteLibraryLog(log *slog.Logger) {
	discordgo.Logger = func(_, _ int, format string, a ...any) {
		log.Debug("discordgo", "said", fmt.Sprintf(format, a...))
	}
}
