package playground_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestWhoMayTalkToThePlayground(t *testing.T) {
	s := play(t, nil)
	own := strings.TrimPrefix(s.url, "http://")
	for _, c := range []struct {
		name         string
		method, path string
		host         string
		headers      map[string]string
		want         int
	}{
		{"the page is there", "GET", "/", own, nil, 200},
		{"under the name of this computer too", "GET", "/", "localhost:1", nil, 200},
		{"a link from elsewhere leads to the page", "GET", "/", own, map[string]string{"Sec-Fetch-Site": "cross-site"}, 200},
		{"a foreign name that was given this address", "GET", "/", "evil.example", nil, 421},
		{"a foreign name that ends alike", "GET", "/", "localhost.evil.example", nil, 421},
		{"an event stream for another site", "GET", "/events?as=member", own, map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"an event stream for another port of this computer", "GET", "/events?as=member", own, map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"an event stream for nobody", "GET", "/events?as=admin", own, nil, 400},
		{"an act of the page", "POST", "/act/reload", own, map[string]string{"Origin": s.url}, 200},
		{"an act of another site", "POST", "/act/reload", own, map[string]string{"Origin": "http://evil.example"}, 403},
		{"an act of a page without a name", "POST", "/act/reload", own, map[string]string{"Origin": "null"}, 403},
		{"an act of another site in a modern browser", "POST", "/act/reload", own, map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"an act as a form could send it", "POST", "/act/reload", own, map[string]string{"Content-Type": "text/plain"}, 415},
		{"an act nobody knows", "POST", "/act/shutdown", own, nil, 404},
		{"an act by address alone", "GET", "/act/reload", own, nil, 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequest(c.method, s.url+c.path, strings.NewReader(`{"as":"member"}`))
			if err != nil {
				t.Fatal(err)
			}
			r.Host = c.host
			r.Header.Set("Content-Type", "application/json")
			for key, value := range c.headers {
				r.Header.Set(key, value)
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if answer.StatusCode != c.want { // its body may be an event stream, which has no end
				t.Errorf("answered %d, want %d", answer.StatusCode, c.want)
			}
			if policy := answer.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("the policy is %q", policy)
			}
		})
	}
}

// Nothing in the page leads elsewhere, and nothing turns text into markup or code.
func TestThePageIsWholeInItself(t *testing.T) {
	files, err := filepath.Glob("page/*.*")
	if err != nil {
		t.Fatal(err)
	}
	modules, err := filepath.Glob("page/js/*.js")
	if err != nil {
		t.Fatal(err)
	}
	wrong := regexp.MustCompile(`https?://[a-z]|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|<script>|\bon[a-z]+="`)
	for _, file := range append(files, modules...) {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer("http://www.w3.org/2000/svg", "", "// https://discord.com/developers/docs/components/reference", "").Replace(string(raw))
		if found := wrong.FindString(text); found != "" {
			t.Errorf("%s has %q", file, found)
		}
	}
	if len(modules) < 10 {
		t.Errorf("only %d modules were looked at", len(modules))
	}
}
