package proxy_test

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/localdiscord/proxy"
)

func TestAProxyLeadsNowhereElse(t *testing.T) {
	p, err := proxy.Start(http.NotFoundHandler(), []string{"discord.com", "*.discord.com"}, filepath.Join(t.TempDir(), "ca.pem"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	address, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(address)}}
	for _, address := range []string{"https://example.com/", "https://discord.com.example.com/", "https://discord.com:8443/", "http://discord.com/"} {
		request, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
		response, err := client.Do(request)
		if err != nil && !strings.Contains(err.Error(), "Forbidden") || err == nil && response.StatusCode != http.StatusForbidden {
			t.Errorf("%s was answered with %v, %v; want Forbidden", address, response, err)
		}
		if err == nil {
			_ = response.Body.Close()
		}
	}
}
