package corpus

import (
	"strings"
	"testing"
	"time"
)

const gateFeed = `<?xml version="1.0"?><rss version="2.0"><channel><title>Camp news</title><link>https://camp.example/</link><language>en</language>
<item><title>Old &amp; gone</title><guid>1</guid><pubDate>Mon, 03 Jun 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;The mill is closed.&lt;/p&gt;</description></item>
<item><title>The gate</title><guid>2</guid><link>https://camp.example/gate</link><author>ana@camp.example (Ana)</author><pubDate>Tue, 04 Jun 2024 23:30:00 +0200</pubDate>
<description>&lt;p&gt;The gate closes at &lt;b&gt;nine&lt;/b&gt; &amp;lt; ten.&lt;/p&gt;&lt;p&gt;Guests ring.&lt;/p&gt;</description></item>
</channel></rss>`

func TestEntriesOfAFeedAreFilesOfTheirOwn(t *testing.T) {
	f, err := ReadFeed([]byte(gateFeed), 20)
	if err != nil {
		t.Fatal(err)
	}
	if f.Title != "Camp news" || len(f.Entries) != 2 || f.Entries[0].Key != "2" || f.Entries[1].Key != "1" {
		t.Fatalf("%+v", f)
	}
	d, problems := Read(f.Entries[0].Name, f.Entries[0].Data)
	if d == nil || len(problems) > 0 {
		t.Fatalf("%s: %v\n%s", f.Entries[0].Name, problems, f.Entries[0].Data)
	}
	want := Source{Title: "The gate", Publisher: "Camp news", Author: "Ana", URL: "https://camp.example/gate", Lang: "en", Published: time.Date(2024, 6, 4, 0, 0, 0, 0, time.UTC)}
	if d.Source != want {
		t.Errorf("its source is %+v\nwant %+v", d.Source, want)
	}
	if len(d.Passages) != 2 || d.Passages[0].Text != "The gate closes at nine < ten." || d.Passages[1].Text != "Guests ring." {
		t.Errorf("%+v", d.Passages)
	}
	again, err := ReadFeed([]byte(gateFeed), 1)
	if err != nil || len(again.Entries) != 1 || string(again.Entries[0].Data) != string(f.Entries[0].Data) {
		t.Errorf("read again: %v, %+v", err, again)
	}
}

func TestWhatIsNoFeed(t *testing.T) {
	for name, raw := range map[string]string{"a page": "<html><p>x</p></html>", "nested without end": strings.Repeat("<rss>", 100_000), "nothing": ""} {
		if f, err := ReadFeed([]byte(raw), 20); err == nil {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
