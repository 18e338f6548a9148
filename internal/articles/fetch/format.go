package fetch

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"
)

// accepted asks for what can be read, a feed or a page first.
const accepted = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/pdf, text/plain;q=0.9, */*;q=0.5"

// extensions are the formats by media type (IANA); what stands under the same type is told by its path.
var extensions = map[string][]string{
	"text/html":                               {".html"},
	"application/xhtml+xml":                   {".html"},
	"application/pdf":                         {".pdf"},
	"application/rss+xml":                     {".rss"},
	"application/atom+xml":                    {".atom"},
	"application/feed+json":                   {".rss"}, // the feed's reader knows JSON Feed
	"application/xml":                         {".xml"},
	"text/xml":                                {".xml"},
	"text/plain":                              {".txt", ".md", ".srt", ".csv"},
	"text/markdown":                           {".md"},
	"text/csv":                                {".csv"},
	"text/vtt":                                {".vtt"},
	"application/x-subrip":                    {".srt"},
	"application/json":                        {".json"},
	"application/epub+zip":                    {".epub"},
	"application/octet-stream":                {"", ".pdf", ".epub", ".docx", ".odt", ".srt", ".md"},
	"application/vnd.oasis.opendocument.text": {".odt"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": {".docx"},
}

// recognise names the format of a body, and makes UTF-8 of text.
func recognise(u *url.URL, contentType string, body []byte) (name string, text []byte, err error) {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, _, _ = mime.ParseMediaType(http.DetectContentType(body))
	}
	base := path.Base(u.Path)
	ext := strings.ToLower(path.Ext(base))
	known := extensions[kind]
	if len(known) > 0 && !slices.Contains(known, ext) {
		ext = known[0]
	}
	if len(known) == 0 || ext == "" {
		return "", nil, failure(OtherFormat, quoted(kind))
	}
	if base = strings.TrimSuffix(base, path.Ext(base)); base == "" || base == "/" || base == "." {
		base = u.Hostname()
	}
	if !strings.HasPrefix(kind, "text/") || ext == ".xml" { // XML says in itself what it is in
		return base + ext, body, nil
	}
	r, err := charset.NewReader(bytes.NewReader(body), contentType)
	if err != nil {
		return base + ext, body, nil
	}
	text, err = io.ReadAll(r)
	return base + ext, text, err
}
