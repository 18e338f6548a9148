package localdiscord

import (
	"net/http"
	"net/url"
	"path"
	"strings"
)

// A File is what a person picks for an option that takes an attachment, or drops into a channel.
type File struct {
	Name string
	Data []byte
}

// filesKept are the latest: what a bot was sent it fetches at once.
const filesKept = 64

// attach stores a file and names it as Discord does. The world must be locked.
func (s *Server) attach(folder string, f File) Attachment {
	id := s.id()
	u := url.URL{Scheme: "https", Host: "cdn.discordapp.com", Path: path.Join("/", folder, s.appID, id, f.Name)}
	s.world.files[u.Path] = f.Data
	s.world.filed = append(s.world.filed, u.Path)
	for len(s.world.filed) > filesKept {
		delete(s.world.files, s.world.filed[0])
		s.world.filed = s.world.filed[1:]
	}
	return Attachment{ID: id, Filename: f.Name, Size: len(f.Data), URL: u.String(), ProxyURL: u.String()}
}

// uploaded stores the files of a message.
func (s *Server) uploaded(files []File) (all []Attachment) {
	s.world.Lock()
	defer s.world.Unlock()
	for _, f := range files {
		all = append(all, s.attach("attachments", f))
	}
	return all
}

// Download is what lies behind an attachment; nil if nothing does.
func (s *Server) Download(a Attachment) []byte {
	u, err := url.Parse(a.URL)
	if err != nil {
		return nil
	}
	s.world.Lock()
	defer s.world.Unlock()
	return s.world.files[u.Path]
}

// serveFile is the CDN, which asks nobody who they are.
func (s rest) serveFile(w http.ResponseWriter, r *http.Request) bool {
	if !strings.HasPrefix(r.URL.Path, "/attachments/") && !strings.HasPrefix(r.URL.Path, "/ephemeral-attachments/") {
		return false
	}
	s.world.Lock()
	data, ok := s.world.files[r.URL.Path]
	s.world.Unlock()
	if ok && r.Method == http.MethodGet {
		_, _ = w.Write(data)
	}
	return ok
}
