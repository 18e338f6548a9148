package encoder

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

func always(lang.Span) float32 { return 1 }

// randomGlance has words at every fifth byte.
func randomGlance(e *Encoder, r *rand.Rand, words int) Glance {
	g := Glance{Pooled: randomUnit(r, e.config.PooledDim)}
	for i := range words {
		g.Words = append(g.Words, WordVector{lang.Span{Start: 5 * i, End: 5*i + 4}, 1, randomUnit(r, e.config.GlanceDim)})
	}
	return g
}

func randomUnit(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	unit(x)
	return x
}

// approximately makes another unit vector whose cosine with x is about .8.
func approximately(r *rand.Rand, x []float32) []float32 {
	y := randomUnit(r, len(x))
	for i := range y {
		y[i] = x[i] + 0.75*y[i]
	}
	unit(y)
	return y
}

func TestMaxSimIsNearTheExactOne(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, level := range levels()[1:] {
		e := tiny(t, level)
		passage := randomGlance(e, r, 30)
		question := randomGlance(e, r, 9)
		for i := range question.Words {
			question.Words[i].Vector = approximately(r, passage.Words[3*i].Vector)
		}
		matches := e.Probe(question).MaxSim(e.Compact(passage, always), nil)
		for i, m := range matches {
			exact := product(question.Words[i].Vector, passage.Words[3*i].Vector)
			if m.Word != 3*i || math.Abs(float64(m.Cosine-exact)) > 0.03 {
				t.Errorf("%v: word %d met word %d at %g, want %d at %g", level, i, m.Word, m.Cosine, 3*i, exact)
			}
		}
	}
}

func TestMaxSimIsTheSameAtEveryLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	e := tiny(t, kernel.Plain)
	question, compact := randomGlance(e, r, 12), e.Compact(randomGlance(e, r, 40), always)
	want := e.Probe(question).MaxSim(compact, nil)
	for _, level := range levels()[1:] {
		if got := tiny(t, level).Probe(question).MaxSim(compact, make([]Match, 40)); !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", level, got, want)
		}
	}
}

func TestACompactSurvivesBeingWritten(t *testing.T) {
	e := tiny(t, kernel.Best())
	const passage = "The harbour master holds the bridge."
	short := func(s lang.Span) float32 { return float32(s.End - s.Start - 3) }
	c := e.Compact(e.Passage(passage).Glance(), short)
	again, err := e.ParseCompact(bytes.Clone(c.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for i := range again.Words() {
		w := again.Word(i)
		words = append(words, passage[w.Start:w.End])
	}
	if got := strings.Join(words, " "); got != "harbour master holds bridge" {
		t.Errorf("kept %q", got)
	}
	p := e.Probe(e.Question("Who holds the harbour?").Glance())
	if !slices.Equal(p.MaxSim(again, nil), p.MaxSim(c, nil)) {
		t.Error("its matches differ after it was read again")
	}
}

func TestScoreIsAMeanByWeight(t *testing.T) {
	p := &Probe{weights: []float32{0.25, 0.75}}
	if got := p.Score([]Match{{0, 1}, {3, 0.2}}); math.Abs(float64(got)-0.4) > 1e-6 {
		t.Errorf("%g, want .4", got)
	}
}

func TestACompactFits(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	e := tiny(t, kernel.Plain)
	glance := randomGlance(e, r, 250)
	c := e.Compact(glance, func(s lang.Span) float32 { return float32(s.Start) })
	if n := len(c.Bytes()); n > CompactBytes || n < CompactBytes-100 {
		t.Errorf("%d bytes", n)
	}
	if last := c.Word(c.Words() - 1).Start; last != 5*249 || c.Word(0).Start != 5*(250-c.Words()) {
		t.Errorf("kept the words from %d to %d", c.Word(0).Start, last)
	}
}

func TestACompactOfNothing(t *testing.T) {
	e := tiny(t, kernel.Best())
	c := e.Compact(Glance{Pooled: make([]float32, e.config.PooledDim)}, always)
	matches := e.Probe(e.Question("Who holds it?").Glance()).MaxSim(c, nil)
	if len(matches) != 3 || matches[0].Word != -1 {
		t.Errorf("%v", matches)
	}
	wordless := e.Probe(e.Question("").Glance())
	if got := wordless.MaxSim(c, nil); len(got) != 0 || wordless.Score(got) != -1 {
		t.Errorf("%v", got)
	}
}

func TestParseCompactRefuses(t *testing.T) {
	e := tiny(t, kernel.Plain)
	whole := e.Compact(e.Passage("The harbour master.").Glance(), always).Bytes()
	for _, data := range [][]byte{nil, whole[:10], whole[:len(whole)-1], append(bytes.Clone(whole), 0)} {
		if _, err := e.ParseCompact(data); err == nil || !strings.Contains(err.Error(), "wanted") {
			t.Errorf("%d bytes: %v", len(data), err)
		}
	}
}

func TestNearestIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, level := range levels()[1:] {
		e := tiny(t, level)
		pool := e.NewPool()
		question := randomGlance(e, r, 0)
		var exact []float32
		for i := range 2500 {
			g := randomGlance(e, r, 0)
			if i%400 == 7 {
				g.Pooled = approximately(r, question.Pooled)
			}
			pool.Set(i, e.Compact(g, always))
			exact = append(exact, product(g.Pooled, question.Pooled))
		}
		probe := e.Probe(question)
		near(t, level.String(), pool.Cosines(probe), exact, 0.02)
		found := pool.Nearest(probe, 7, every)
		if len(found) != 7 || !slices.IsSortedFunc(found, func(a, b Neighbour) int { return int(1e6 * (b.Cosine - a.Cosine)) }) {
			t.Fatalf("%v: %v", level, found)
		}
		for _, n := range found {
			if n.Row%400 != 7 {
				t.Errorf("%v: row %d is no neighbour", level, n.Row)
			}
		}
		for _, n := range pool.Nearest(probe, 7, func(row int) bool { return row < 1000 }) {
			if n.Row >= 1000 {
				t.Errorf("%v: row %d was not wanted", level, n.Row)
			}
		}
		if pool.Nearest(probe, 0, every) == nil || len(pool.Nearest(probe, 5000, every)) != 2500 {
			t.Errorf("%v: the counts are wrong", level)
		}
	}
}

func TestPoolRowsMayComeInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	e := tiny(t, kernel.Best())
	pool, g := e.NewPool(), randomGlance(e, r, 0)
	pool.Set(3, e.Compact(g, always))
	if found := pool.Nearest(e.Probe(g), 1, every); pool.Len() != 4 || found[0].Row != 3 || found[0].Cosine < 0.99 {
		t.Errorf("%d rows, %v", pool.Len(), found)
	}
}

// every row is wanted.
func every(int) bool { return true }
