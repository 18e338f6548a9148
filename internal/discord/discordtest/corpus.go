// Package discordtest has the articles that tests of the bot ask about, and an index of them.
package discordtest

import (
	"context"
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/index"
)

// Mali is a corpus of two articles on one event, in English and French.
func Mali() []corpus.Document {
	return []corpus.Document{
		Document("minusma-ends", "en", "The UN leaves Mali", "https://news.example/mali?x=1",
			"The UN Security Council voted on 30 June 2023 to end the peacekeeping mission in Mali. The vote was unanimous.",
			"The mission, known as MINUSMA, was set up in April 2013. It had about 13,000 soldiers and police.",
			"Withdrawal is to be completed by 31 December 2023. Until then the soldiers protect the camps.",
			"Spain's ambassador said that the costs of the bridge at Gao were paid by nobody."),
		Document("minusma-fin", "fr", "L’ONU quitte le Mali", "",
			"Le Conseil de sécurité a voté la fin de la mission au Mali le 30 juin 2023. Le vote a été unanime.",
			"La mission avait été créée en avril 2013. Elle comptait environ 13 000 soldats et policiers."),
	}
}

// Document makes one of 30 June 2023 whose passages have no ordinals but their places.
func Document(id, code, title, link string, passages ...string) corpus.Document {
	d := corpus.Document{ID: id, Path: id + ".md", Sum: id, Source: corpus.Source{Title: title, Publisher: "Watchers Weekly", URL: link,
		Lang: code, Published: time.Date(2023, 6, 30, 0, 0, 0, 0, time.UTC)}}
	for i, text := range passages {
		d.Passages = append(d.Passages, corpus.Passage{Ordinal: i + 1, Heading: "Chapter > Part", Text: text})
	}
	return d
}

// Index holds documents until the test ends.
func Index(t testing.TB, documents ...corpus.Document) *index.Index {
	t.Helper()
	ix, _, err := index.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ix.Close() })
	if _, err := ix.Sync(context.Background(), &corpus.Corpus{Documents: documents}, nil); err != nil {
		t.Fatal(err)
	}
	return ix
}
