package playground

import (
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

// file is an attachment of a message, which lies elsewhere for Discord's clients. It is always saved and never shown as a
// page: anybody may have written it.
func (p *Playground) file(w http.ResponseWriter, r *http.Request) {
	at := strings.TrimPrefix(r.URL.EscapedPath(), "/files")
	data := p.cfg.Discord.Download(localdiscord.Attachment{URL: "https://cdn.discordapp.com" + at})
	if data == nil {
		http.Error(w, "there is no such file any more: run the command again", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(r.URL.Path)}))
	_, _ = w.Write(data) // the page has gone if it cannot be written
}
