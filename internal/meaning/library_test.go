package meaning

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/encoder"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// tiny are the encoder's small random models: what they say of texts means nothing, but they always say the same.
func tiny(t testing.TB) (every, english *encoder.Encoder) {
	t.Helper()
	var models [2]*encoder.Encoder
	for i, file := range []string{"tiny.bin", "tiny_english.bin"} {
		data, err := os.ReadFile("../encoder/testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if models[i], err = encoder.Open(data); err != nil {
			t.Fatal(err)
		}
	}
	return models[0], models[1]
}

func open(t testing.TB, dir string) *Library {
	t.Helper()
	every, english := tiny(t)
	l := new(Library)
	if err := l.Open(every, english, dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func document(id string, paragraphs ...string) corpus.Document {
	d := corpus.Document{ID: id, Path: id + ".md", Sum: strings.Join(paragraphs, "|"), Source: corpus.Source{Title: id, Lang: "en"}}
	for i, p := range paragraphs {
		d.Passages = append(d.Passages, corpus.Passage{Ordinal: i + 1, Text: p})
	}
	return d
}

func newIndex(t testing.TB) *index.Index {
	t.Helper()
	ix, _, err := index.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

// learn makes the index hold some articles, and the library know them.
func learn(t *testing.T, ix *index.Index, l *Library, articles ...corpus.Document) {
	t.Helper()
	if _, err := ix.Sync(context.Background(), &corpus.Corpus{Documents: articles}, nil); err != nil {
		t.Fatal(err)
	}
	s := snapshot(t, ix)
	if err := l.Update(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	if known, total := l.Progress(); known != s.Passages() || total != s.Passages() {
		t.Fatalf("%d of %d passages are known, wanted all %d", known, total, s.Passages())
	}
}

func snapshot(t testing.TB, ix *index.Index) *index.Snapshot {
	t.Helper()
	s, err := ix.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func ids(hits []index.Hit) (ids []corpus.Ref) {
	for _, h := range hits {
		ids = append(ids, h.Ref())
	}
	return ids
}

var ferry = document("ferry", "The ferry crosses the river at noon.", "On Sundays the ferry rests.")
var mill = document("mill", "The mill grinds rye for three villages.", "Its wheel was carved from oak.", "Flour is sold at the gate.")

func TestAPassageIsNearestToItself(t *testing.T) {
	ix, l := newIndex(t), open(t, "")
	learn(t, ix, l, ferry, mill)
	s := snapshot(t, ix)
	for _, d := range []corpus.Document{ferry, mill} {
		for i, p := range d.Passages {
			// The random model does not know a question from a passage by its prefix, but nearly.
			hits := l.Question(p.Text, "fr").Nearest(s, 3)
			if want := d.Ref(i + 1); len(hits) != 3 || !slices.Contains(ids(hits), want) {
				t.Errorf("nearest to %q are %v, wanted %s among three", p.Text, ids(hits), want)
			}
		}
	}
}

func TestNearestByEitherEncoder(t *testing.T) {
	ix, l := newIndex(t), open(t, "")
	learn(t, ix, l, ferry, mill)
	s := snapshot(t, ix)
	most := 0
	for _, text := range []string{"oak", "noon", "rye", "the river", "Sundays", "a gate"} {
		one, both := l.Question(text, "fr").Nearest(s, 1), l.Question(text, "en").Nearest(s, 1)
		if len(one) != 1 || both[0] != one[0] {
			t.Errorf("nearest to %q are %v, and %v by both encoders", text, ids(one), ids(both))
		}
		most = max(most, len(both))
	}
	if most != 2 {
		t.Errorf("the encoders never differ: at most %d passages are nearest", most)
	}
}

func TestEnglishIsComparedAndReadByItsOwnEncoder(t *testing.T) {
	ix, l := newIndex(t), open(t, "")
	moulin := document("moulin", "Le moulin moud le seigle de trois villages.")
	moulin.Source.Lang = "fr"
	learn(t, ix, l, mill, moulin)
	s := snapshot(t, ix)
	every, english := tiny(t)
	theirs := map[bool]*encoder.Encoder{false: every, true: english}
	for _, c := range []struct {
		question, article string
		english           bool
	}{{"en", "mill", true}, {"fr", "mill", false}, {"en", "moulin", false}, {"fr", "moulin", false}} {
		d := s.Document(c.article)
		p, err := s.Passage(d, 1)
		if err != nil {
			t.Fatal(err)
		}
		q := l.Question("rye", c.question)
		every, compared := q.Like(d, 1)
		english, comparedInEnglish := q.LikeEnglish(d, 1)
		read := q.Read(d, p, lang.Sentences(p.Text), 0)
		by := theirs[c.english]
		if want := by.Question("rye").Read(by.Passage(p.Text), lang.Sentences(p.Text)); !reflect.DeepEqual(read, want) {
			t.Errorf("%+v: read as %v, wanted %v", c, read, want)
		}
		if !compared || comparedInEnglish != c.english {
			t.Errorf("%+v: compared %v, in English %v", c, compared, comparedInEnglish)
		}
		if every.Whole == english.Whole {
			t.Errorf("%+v: both encoders say %g", c, every.Whole)
		}
	}
}

func TestWithoutAnEncoderForEnglish(t *testing.T) {
	every, _ := tiny(t)
	ix, l := newIndex(t), new(Library)
	if err := l.Open(every, nil, ""); err != nil {
		t.Fatal(err)
	}
	learn(t, ix, l, ferry)
	s := snapshot(t, ix)
	q := l.Question("the ferry", "en")
	if hits := q.Nearest(s, 5); len(hits) != 2 {
		t.Errorf("found %v, wanted two", ids(hits))
	}
	if _, ok := q.LikeEnglish(s.Document("ferry"), 1); ok {
		t.Error("compared by no encoder")
	}
}

func TestAnArticleThatChangedOrWentIsForgotten(t *testing.T) {
	ix, l := newIndex(t), open(t, "")
	learn(t, ix, l, ferry, mill)
	changed := document("ferry", "The ferry crosses the river at noon.", "On Mondays the ferry rests.")
	learn(t, ix, l, changed)
	s := snapshot(t, ix)
	if hits := l.Question("the ferry", "en").Nearest(s, 10); len(hits) != 2 {
		t.Errorf("found %v, wanted the two passages that are left", ids(hits))
	}
	if _, ok := l.Question("the ferry", "en").Like(&index.Document{Document: mill, Count: 3}, 1); ok {
		t.Error("an article that is gone can still be compared")
	}
}

func TestWhatIsKnownSurvivesARestart(t *testing.T) {
	dir, ix := t.TempDir(), newIndex(t)
	first := open(t, dir)
	learn(t, ix, first, ferry, mill)
	size := fileSize(t, dir)
	again := open(t, dir)
	learn(t, ix, again, ferry, mill, document("new", "A third article."))
	if grown := fileSize(t, dir) - size; grown <= 0 || grown > size/4 {
		t.Errorf("the file grew by %d bytes of %d for one new passage of six", grown, size)
	}
	s := snapshot(t, ix)
	a, _ := first.Question("flour", "en").Like(s.Document("mill"), 3)
	b, _ := again.Question("flour", "en").Like(s.Document("mill"), 3)
	if a.Words != b.Words || a.Whole != b.Whole {
		t.Errorf("a passage is compared otherwise after a restart: %+v, %+v", a, b)
	}
}

// fileSize is that of both files together.
func fileSize(t *testing.T, dir string) (size int64) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "glances-*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("files of glances: %v, %v; wanted one for each encoder", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	return size
}

func TestADamagedFileIsMended(t *testing.T) {
	every, english := tiny(t)
	for name, damage := range map[string]func(data []byte) []byte{
		"cut in the middle of a record":   func(data []byte) []byte { return data[:len(data)-7] },
		"emptied":                         func([]byte) []byte { return nil },
		"a byte of a glance is another":   func(data []byte) []byte { data[headBytes+9] ^= 0xff; return data },
		"a byte of a head is another":     func(data []byte) []byte { data[1] ^= 0xff; return data },
		"rubbish in front":                func(data []byte) []byte { return append([]byte("\xf5sg1 rubbish"), data...) },
		"a size beyond the end of it all": func(data []byte) []byte { data[37] = 0x0b; return data },
	} {
		for _, e := range []*encoder.Encoder{every, english} {
			t.Run(name, func(t *testing.T) { checkMended(t, "glances-"+e.Version(), damage) })
		}
	}
}

func checkMended(t *testing.T, file string, damage func(data []byte) []byte) {
	dir, ix := t.TempDir(), newIndex(t)
	whole := open(t, dir)
	learn(t, ix, whole, ferry, mill)
	path := filepath.Join(dir, file)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, damage(data), 0o644); err != nil {
		t.Fatal(err)
	}
	mended := open(t, dir)
	learn(t, ix, mended, ferry, mill)
	s, q := snapshot(t, ix), mended.Question("oak", "en")
	for _, d := range s.Documents() {
		for ordinal := 1; ordinal <= d.Count; ordinal++ {
			_, ok := q.Like(d, ordinal)
			_, inEnglish := q.LikeEnglish(d, ordinal)
			if !ok || !inEnglish {
				t.Errorf("%s#%d cannot be compared: %v, %v", d.ID, ordinal, ok, inEnglish)
			}
		}
	}
}

func TestGlancesOfAnotherEncoderAreDeleted(t *testing.T) {
	dir := t.TempDir()
	old := filepath.Join(dir, "glances-0123456789abcdef")
	if err := os.WriteFile(old, []byte("of an older version"), 0o644); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("glances of another version are still there: %v", err)
	}
}

func TestUpdateStopsWithItsContext(t *testing.T) {
	ix, l := newIndex(t), open(t, "")
	if _, err := ix.Sync(context.Background(), &corpus.Corpus{Documents: []corpus.Document{ferry, mill}}, nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.Update(ctx, snapshot(t, ix)); err == nil {
		t.Error("an Update whose context has ended found nothing to say")
	}
	if l.Ready() {
		t.Error("a library that knows nothing is ready")
	}
}

func TestReadingFindsTheSentencesOfThePassage(t *testing.T) {
	l := open(t, "")
	p := corpus.Passage{Heading: "When does the ferry go?", Text: "It crosses at noon. On Sundays it rests."}
	d := &index.Document{Document: document("ferry")}
	with := l.Question("when", "en").Read(d, p, lang.Sentences(p.Text), 0)
	p.Heading = ""
	without := l.Question("when", "en").Read(d, p, lang.Sentences(p.Text), 0)
	for _, r := range []encoder.Reading{with, without} {
		if len(r.Sentences) != 2 {
			t.Errorf("sentences %v, wanted two", r.Sentences)
		}
	}
	if fmt.Sprint(with) == fmt.Sprint(without) {
		t.Error("the heading makes no difference")
	}
}

func TestAskingWhileLearning(t *testing.T) {
	ix, l := newIndex(t), open(t, "")
	learn(t, ix, l, ferry)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 20 {
			q := l.Question("who sells flour?", "en")
			s, err := ix.Snapshot()
			if err != nil {
				t.Error(err)
				return
			}
			for _, h := range q.Nearest(s, 5) {
				q.Like(h.Document, h.Ordinal)
			}
			s.Close()
		}
	}()
	for i := range 10 {
		learn(t, ix, l, ferry, mill, document(fmt.Sprint("extra", i), fmt.Sprintf("Paragraph number %d.", i)))
	}
	<-done
}

func TestTheRoomOfWhatWasErasedIsGivenBack(t *testing.T) {
	dir, ix := t.TempDir(), newIndex(t)
	var articles []corpus.Document
	for n := range 60 {
		var texts []string
		for p := range 10 {
			texts = append(texts, fmt.Sprintf("Gate %d of camp %d closes in the evening.", p, n))
		}
		articles = append(articles, document(fmt.Sprint("camp", n), texts...))
	}
	first := open(t, dir)
	learn(t, ix, first, articles...)
	full := fileSize(t, dir)
	keep := func(l *Library, articles []corpus.Document) {
		used := map[Key]bool{}
		for _, d := range articles {
			for _, p := range d.Passages {
				used[KeyOf(p)] = true
			}
		}
		if _, err := l.KeepOnly(func() (map[Key]bool, error) { return used, nil }); err != nil {
			t.Fatal(err)
		}
	}
	rewritten := func(left []corpus.Document) *Library {
		l := open(t, dir)
		if err := l.Rewrite(); err != nil {
			t.Fatal(err)
		}
		learn(t, ix, l, left...)
		return l
	}
	most, few := articles[:40], articles[30:40]
	keep(first, most)
	l := rewritten(most)
	if now := fileSize(t, dir); now != full {
		t.Errorf("of %d bytes two thirds are wanted, and there are %d", full, now)
	}
	keep(l, few)
	for _, when := range []string{"rewritten", "opened once more"} {
		l = rewritten(few)
		if now, want := fileSize(t, dir), full/6; now != want {
			t.Errorf("%s: of %d bytes a sixth is wanted, and there are %d", when, full, now)
		}
		if _, made := l.Glances(); made != 0 {
			t.Errorf("%s: %d glances had to be made again", when, made)
		}
	}
	one, _ := first.Question("gate 3 of camp 35", "en").Like(snapshot(t, ix).Document("camp35"), 4)
	other, ok := l.Question("gate 3 of camp 35", "en").Like(snapshot(t, ix).Document("camp35"), 4)
	if !ok || one.Whole != other.Whole || one.Words != other.Words {
		t.Errorf("a passage is compared otherwise: %+v, %+v", one, other)
	}
	learn(t, ix, l, append(few[:len(few):len(few)], articles[55])...) // what comes later is added to the same file
	if _, made := rewritten(append(few[:len(few):len(few)], articles[55])).Glances(); made != 0 {
		t.Errorf("%d glances had to be made again", made)
	}
}

func TestWhatWasErasedIsMissingUntilItIsMadeAgain(t *testing.T) {
	ix, l := newIndex(t), open(t, t.TempDir())
	learn(t, ix, l, ferry, mill)
	s := snapshot(t, ix)
	used := map[Key]bool{KeyOf(mill.Passages[1]): true}
	if n, err := l.KeepOnly(func() (map[Key]bool, error) { return used, nil }); err != nil || n != 2*(s.Passages()-1) {
		t.Fatalf("%d glances were erased, %v; wanted all but those at one of %d passages", n, err, s.Passages())
	}
	has := func(d corpus.Document, ordinal int) bool {
		_, ok := l.Question("the wheel", "en").Like(s.Document(d.ID), ordinal)
		return ok
	}
	if has(ferry, 1) || has(mill, 1) || !has(mill, 2) {
		t.Errorf("compared: %v, %v and %v; wanted the last alone", has(ferry, 1), has(mill, 1), has(mill, 2))
	}
	_, before := l.Glances()
	learn(t, ix, l, ferry, mill)
	if _, now := l.Glances(); now-before != 2*(s.Passages()-1) {
		t.Errorf("%d glances were made again", now-before)
	}
	if !has(ferry, 1) || !has(mill, 1) {
		t.Error("what was made again is not compared")
	}
}
