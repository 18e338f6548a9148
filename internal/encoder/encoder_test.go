package encoder

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// models are small random ones; testdata/tiny.py wrote them, and what PyTorch makes of some texts with them.
var models = []string{"tiny", "tiny_english"}

// tiny is of the shape of the model for all languages.
func tiny(t testing.TB, level kernel.Level) *Encoder { return model(t, "tiny", level) }

// tinyEnglish is of the shape of the model for English.
func tinyEnglish(t testing.TB, level kernel.Level) *Encoder { return model(t, "tiny_english", level) }

func model(t testing.TB, name string, level kernel.Level) *Encoder {
	t.Helper()
	e, err := open(modelData(t, name), level)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func modelData(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".bin")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// levels are all that this processor can do.
func levels() []kernel.Level { return append([]kernel.Level{kernel.Reference}, kernel.Levels()...) }

type golden struct {
	Glances []struct {
		Text     string
		Question bool
		Pieces   [][3]int
		Words    []struct {
			Start, End int
			Weight     float32
			Vector     []float32
		}
		Pooled []float32
	}
	Reads []struct {
		Question, Passage string
		Spans             [][2]int
		Answers           float32
		Sentences         []float32
	}
}

func readGolden(t *testing.T, model string) (g golden) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + model + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTokensAreThoseOfTheModel(t *testing.T) {
	for _, name := range models {
		e := model(t, name, kernel.Reference)
		for _, g := range readGolden(t, name).Glances {
			var want []Piece
			for _, p := range g.Pieces {
				want = append(want, Piece{int32(p[0]), p[1], p[2]})
			}
			if got := e.Tokens(g.Text); !slices.Equal(got, want) {
				t.Errorf("%s, %q: %v, want %v", name, g.Text, got, want)
			}
		}
	}
}

func TestGlanceAgreesWithPyTorch(t *testing.T) {
	const tolerance = 1e-4
	for _, name := range models {
		e := model(t, name, kernel.Reference)
		for _, g := range readGolden(t, name).Glances {
			text := e.Passage(g.Text)
			if g.Question {
				text = e.Question(g.Text)
			}
			glance := text.Glance()
			near(t, g.Text, glance.Pooled, g.Pooled, tolerance)
			if len(glance.Words) != len(g.Words) {
				t.Fatalf("%s, %q: %d words, want %d", name, g.Text, len(glance.Words), len(g.Words))
			}
			for i, want := range g.Words {
				got := glance.Words[i]
				if got.Span != (lang.Span{Start: want.Start, End: want.End}) {
					t.Errorf("%s, %q: word %d is %v, want %d-%d", name, g.Text, i, got.Span, want.Start, want.End)
				}
				near(t, g.Text, []float32{got.Weight}, []float32{want.Weight}, tolerance)
				near(t, g.Text, got.Vector, want.Vector, tolerance)
			}
		}
	}
}

func TestReadAgreesWithPyTorch(t *testing.T) {
	const tolerance = 1e-4
	for _, name := range models {
		e := model(t, name, kernel.Reference)
		for _, g := range readGolden(t, name).Reads {
			got := e.Question(g.Question).Read(e.Passage(g.Passage), spans(g.Spans))
			near(t, name+" "+g.Question, []float32{got.Answers}, []float32{g.Answers}, tolerance)
			near(t, name+" "+g.Question, got.Sentences, g.Sentences, tolerance)
		}
	}
}

func spans(pairs [][2]int) []lang.Span {
	var found []lang.Span
	for _, p := range pairs {
		found = append(found, lang.Span{Start: p[0], End: p[1]})
	}
	return found
}

func TestEveryLevelMeansTheSame(t *testing.T) {
	const question, passage = "Who holds the harbour?", "The harbour master holds the bridge. The night ships were old."
	want := tinyEnglish(t, kernel.Reference).Passage(passage).Glance()
	var first Reading
	for _, level := range levels()[1:] {
		e := tinyEnglish(t, level)
		got := e.Passage(passage).Glance()
		for i := range want.Words {
			// A random model forgives less than a trained one: this is what 8 bits leave of it.
			if cosine := product(got.Words[i].Vector, want.Words[i].Vector); cosine < 0.97 {
				t.Errorf("%v: word %d has cosine %g with the reference", level, i, cosine)
			}
		}
		reading := e.Question(question).Read(e.Passage(passage), []lang.Span{{Start: 0, End: 36}})
		if level == kernel.Plain {
			first = reading
		}
		near(t, level.String(), []float32{reading.Answers}, []float32{first.Answers}, 0.1)
	}
}

func near(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range got {
		if d := math.Abs(float64(got[i] - want[i])); !(d <= tolerance) {
			t.Fatalf("%s: number %d is %g, want %g", what, i, got[i], want[i])
		}
	}
}

func TestLongTextsAreCut(t *testing.T) {
	for _, name := range models {
		t.Run(name, func(t *testing.T) { checkLongTexts(t, model(t, name, kernel.Best())) })
	}
}

func checkLongTexts(t *testing.T, e *Encoder) {
	for name, text := range map[string]string{
		"words":             strings.Repeat("The harbour master. ", 500),
		"one long word":     strings.Repeat("harbour", 2000),
		"unknown letters":   strings.Repeat("☃ ", 6000),
		"no spaces":         strings.Repeat("港湾長", 3000),
		"combining letters": strings.Repeat("e\u0301", 5000),
		"no UTF-8":          strings.Repeat("\xff\xc3", 6000),
		"nothing":           "",
		"spaces":            strings.Repeat(" \n", 5000),
	} {
		q, p := e.Question(text), e.Passage(text)
		if q.Tokens() > QuestionTokens || p.Tokens() > PassageTokens {
			t.Errorf("%s: %d and %d tokens", name, q.Tokens(), p.Tokens())
		}
		glance := p.Glance()
		for _, w := range glance.Words {
			if w.Start >= w.End || w.End > len(text) || w.Start >= p.End() {
				t.Errorf("%s: a word at %v of %d", name, w.Span, len(text))
			}
		}
		reading := q.Read(p, []lang.Span{{Start: 0, End: 10}, {Start: len(text), End: len(text) + 10}})
		if math.IsNaN(float64(reading.Answers)) || !math.IsInf(float64(reading.Sentences[1]), -1) {
			t.Errorf("%s: %+v", name, reading)
		}
	}
}

func TestPiecesOfALongRunCoverIt(t *testing.T) {
	e := tiny(t, kernel.Plain)
	text := strings.Repeat("harbour☃è", 500)
	end := 0
	for _, p := range e.Tokens(text) {
		if p.Start != end {
			t.Fatalf("a piece begins at %d, want %d", p.Start, end)
		}
		end = p.End
	}
	if end != len(text) {
		t.Errorf("the last piece ends at %d of %d", end, len(text))
	}
}

func TestManyAtOnce(t *testing.T) {
	e := tinyEnglish(t, kernel.Best())
	q, p := e.Question("Who holds the harbour?"), e.Passage("The harbour master holds the bridge.")
	want, sentences := e.Question("Who holds the harbour?").Glance(), []lang.Span{{Start: 0, End: 36}}
	reading := e.Question("Who holds the harbour?").Read(e.Passage("The harbour master holds the bridge."), sentences)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				if got := e.Question("Who holds the harbour?").Glance(); !slices.Equal(got.Pooled, want.Pooled) {
					t.Error("another glance at the same question differs")
				}
				if got := q.Read(p, sentences); got.Answers != reading.Answers {
					t.Error("another reading of the same passage differs")
				}
			}
		})
	}
	all.Wait()
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	whole, compressed := modelData(t, "tiny"), compress(t, modelData(t, "tiny"))
	edit := func(old, new string) []byte {
		if !strings.Contains(string(whole[:70000]), old) {
			t.Fatalf("no %s in the header", old)
		}
		return []byte(strings.Replace(string(whole), old, new+strings.Repeat(" ", max(0, len(old)-len(new))), 1))
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, `wanted a file that begins with "SITREPM1", found ""`},
		{"another file", []byte("%PDF-1.7 and so on"), `found "%PDF-1.7"`},
		{"cut in the header", whole[:1000], "cut short"},
		{"cut in the tensors", whole[:len(whole)-1000], "cut short"},
		{"no JSON", edit(`{"config"`, `["config"`), "its header"},
		{"a length beyond the file", append([]byte("SITREPM1\xff\xff\xff\xff"), whole[12:]...), "cut short"},
		{"no layers", edit(`"trunk": 2`, `"trunk": 0`), `config "trunk": wanted a multiple of 1 from 1 to 48, found 0`},
		{"too many layers", edit(`"trunk": 2`, `"trunk": 3`), `wanted a tensor "trunk.2.`},
		{"odd heads", edit(`"heads": 2`, `"heads": 5`), "5 heads"},
		{"another width", edit(`"hidden": 64`, `"hidden": 96`), `tensor "embed.words": wanted [f32 f16 q8 q4 q2 pq] of [-1 96], found pq of`},
		{"an id out of range", edit(`"unk": 3`, `"unk":-3`), "special pieces"},
		{"an offset out of range", edit(`"offset": `, `"offset":-`), `tensor "normalize"`},
		{"a score that is no number", edit("<s>", "<s>\x00\x00\xc0\x7f"), "that is a number, found NaN"},
		{"another type", edit(`"q4"`, `"q9"`), "found q9"},
		{"other pieces", edit(`, "languages": ["en", "fr"]`, `, "pieces": "bpe"`), `config "pieces": wanted "unigram" or "wordpiece", found "bpe"`},
		{"a long prefix", edit(`, "pad": 1, "eos": 2, "unk": 3, "languages": ["en", "fr"]`, `, "eos": 2, "unk": 3, "passage_prefix": "this is a passage"`), "wanted prefixes of at most 16 bytes"},
		{"cut where it is compressed", compressed[:len(compressed)-1000], "decompressing it"},
		{"too much when decompressed", compress(t, make([]byte, mostBytes+1)), "decompressing it"},
		{"another file, compressed", compress(t, []byte("%PDF-1.7 and so on")), `found "%PDF-1.7"`},
		{"a huge shape", edit(`[64, 64]`, `[64,1e9]`), "its header"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(c.data)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func compress(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

func TestCompressedWeightsAreTheSame(t *testing.T) {
	const text = "The harbour master holds the bridge."
	data := modelData(t, "tiny")
	e, err := Open(compress(t, data))
	if err != nil {
		t.Fatal(err)
	}
	if want := tiny(t, kernel.Best()).Passage(text).Glance(); !slices.Equal(e.Passage(text).Glance().Pooled, want.Pooled) {
		t.Error("a text means something else")
	}
}

// What a community's vectors are kept by: a reader that learned more must not have them all made anew.
func TestVersionIsOfWhatMakesVectors(t *testing.T) {
	data := modelData(t, "tiny")
	w, err := readWeights(data)
	if err != nil {
		t.Fatal(err)
	}
	version := func(data []byte) string {
		e, err := Open(data)
		if err != nil {
			t.Fatal(err)
		}
		return e.Version()
	}
	for tensor, same := range map[string]bool{"reader.0.up.bias": true, "glance.weight.bias": false, "trunk.0.up.bias": false, "embed.norm.bias": false} {
		changed := slices.Clone(data)
		at, ok := w.tensors[tensor]
		if !ok {
			t.Fatalf("no tensor %s", tensor)
		}
		changed[at.Offset] ^= 1
		if got := version(changed) == version(data); got != same {
			t.Errorf("with another %s the version is the same: %v, wanted %v", tensor, got, same)
		}
	}
}

func FuzzOpen(f *testing.F) {
	whole := modelData(f, "tiny_english")
	size := 12 + int(binary.LittleEndian.Uint32(whole[8:]))
	header := strings.TrimRight(string(whole[12:size]), " ")
	f.Add(header, 0, byte(0))
	f.Fuzz(func(t *testing.T, header string, at int, value byte) {
		data := slices.Clone(whole)
		copy(data[12:size], header+strings.Repeat(" ", size))
		if at >= size && at < len(data) {
			data[at] = value
		}
		if e, err := Open(data); err == nil {
			e.Question("Who holds the harbour?").Read(e.Passage("The master."), nil)
		}
	})
}

func FuzzTokens(f *testing.F) {
	unigram, wordpiece := tiny(f, kernel.Plain), tinyEnglish(f, kernel.Plain)
	f.Add("Who holds the harbour? \xff è ☃ 港e\u0301\u200b")
	f.Fuzz(func(t *testing.T, text string) {
		for _, e := range []*Encoder{unigram, wordpiece} {
			end := 0
			for _, p := range e.Tokens(text) {
				if p.Start > p.End || p.Start < 0 || p.End > len(text) || p.End < end {
					t.Fatalf("piece %+v of %d bytes after %d", p, len(text), end)
				}
				end = p.End
			}
		}
	})
}

func Example() {
	data, err := os.ReadFile("testdata/tiny.bin")
	if err != nil {
		panic(err)
	}
	e, err := Open(data)
	if err != nil {
		panic(err)
	}
	passage := "The harbour master holds the bridge."
	for _, w := range e.Passage(passage).Glance().Words[:2] {
		fmt.Println(passage[w.Start:w.End], len(w.Vector))
	}
	// Output:
	// The 48
	// harbour 48
}

func TestLayersThatLieAtOnePlaceAreHeldOnce(t *testing.T) {
	data := slices.Clone(modelData(t, "tiny_english"))
	size := 12 + int(binary.LittleEndian.Uint32(data[8:]))
	var header map[string]any
	if err := json.Unmarshal(data[12:size], &header); err != nil {
		t.Fatal(err)
	}
	offsets := map[string]any{}
	for _, entry := range header["tensors"].([]any) {
		e := entry.(map[string]any)
		name := e["name"].(string)
		for _, same := range []struct{ list, of string }{{"glance.0.", "trunk.0."}, {"reader.0.", "glance.0."}} {
			if part, ok := strings.CutPrefix(name, same.list); ok && !strings.HasSuffix(part, ".change") {
				e["offset"] = offsets[same.of+part]
			}
		}
		offsets[name] = e["offset"]
	}
	changed, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	copy(data[12:size], string(changed)+strings.Repeat(" ", size))
	e, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	if e.glance.layers[0].up != e.trunk[0].up {
		t.Error("the layer of trunk and glance is held twice")
	}
	if e.glance.layers[0].up == e.reader.layers[0].up {
		t.Error("the reader's layer is that of the glance, without what training changed in it")
	}
}
