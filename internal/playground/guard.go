package playground

import (
	"mime"
	"net"
	"net/http"
	"slices"
)

// policy lets the page load what the binary serves and nothing else, and keeps text from ever becoming markup.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// guard refuses whatever did not come from the page itself. The host is checked since a foreign page can give its own
// name the address of loopback; the origin, since every page may send requests to loopback.
func (p *Playground) guard(next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache")
		switch {
		case !p.knows(r.Host):
			http.Error(w, "wanted a request for this computer, found one for another name: open the address that `bot playground` printed", http.StatusMisdirectedRequest)
		case foreign(r):
			http.Error(w, "wanted a request of the page itself, found one of another site", http.StatusForbidden)
		case r.Method == http.MethodPost && !isJSON(r):
			http.Error(w, "wanted Content-Type: application/json", http.StatusUnsupportedMediaType)
		default:
			sameOrigin.ServeHTTP(w, r)
		}
	})
}

func (p *Playground) knows(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	return slices.Contains([]string{"127.0.0.1", "::1", "[::1]", "localhost"}, name) || slices.Contains(p.cfg.Hosts, name)
}

// foreign reports whether another site asks for more than the page. Following a link to the page is no harm.
func foreign(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return r.URL.Path != "/" && site != "" && site != "same-origin" && site != "none"
}

func isJSON(r *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "application/json"
}
