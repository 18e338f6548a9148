package rest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
)

// cdnHosts are where Discord keeps attachments. https://discord.com/developers/docs/reference#image-formatting
var cdnHosts = []string{"cdn.discordapp.com", "media.discordapp.net"}

// An Attachment is a file that a member sent with a command or a message.
type Attachment struct {
	ID   string `json:"id"`
	Name string `json:"filename"`
	Size int    `json:"size"` // bytes
	URL  string `json:"url"`
}

// Download gets an attachment from Discord, and from nowhere else. One of more than most bytes is an error.
func (c *Client) Download(ctx context.Context, address string, most int) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || !slices.Contains(cdnHosts, u.Host) {
		return nil, fmt.Errorf("wanted the address of an attachment and found %q", address)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("download an attachment: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("download an attachment: Discord answers %d", answer.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, int64(most)+1))
	if err == nil && len(data) > most {
		err = fmt.Errorf("wanted an attachment of at most %d bytes and found a larger one", most)
	}
	return data, err
}
