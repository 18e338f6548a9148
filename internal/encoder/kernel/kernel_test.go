package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func source() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func normals(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// near fails the test if two rows differ by more than tolerance anywhere.
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

func TestEveryLevelComesToTheSameSums(t *testing.T) {
	r := source()
	fill := map[string]func() (a uint8, w int8){
		"random":   func() (uint8, int8) { return uint8(r.UintN(256)), int8(r.IntN(2*largestWeight+1) - largestWeight) },
		"largest":  func() (uint8, int8) { return 255, largestWeight },
		"smallest": func() (uint8, int8) { return 255, -largestWeight },
		"zero":     func() (uint8, int8) { return 0, -largestWeight },
	}
	for name, value := range fill {
		for _, rows := range []int{1, 2, 3, 5, 7, 8, 11, 17} {
			for _, stride := range []int{16, 48, 64, 80, 384, 1536} {
				a, panel := make([]uint8, rows*stride), make([]int8, panelWidth*stride)
				for i := range a {
					a[i], _ = value()
				}
				for i := range panel {
					_, panel[i] = value()
				}
				want := productOneByOne(a, stride, rows, panel)
				for _, l := range Levels() {
					got := make([]int32, rows*panelWidth)
					l.integerTiles(got, panelWidth, a, stride, rows, panel)
					if !slices.Equal(got, want) {
						t.Fatalf("%v, %s, %d rows of %d: sums differ", l, name, rows, stride)
					}
				}
			}
		}
	}
}

func productOneByOne(a []uint8, stride, rows int, panel []int8) []int32 {
	c := make([]int32, rows*panelWidth)
	for r := range rows {
		for o := range panelWidth {
			for i := range stride {
				c[r*panelWidth+o] += int32(a[r*stride+i]) * int32(panel[i/4*4*panelWidth+o*4+i%4])
			}
		}
	}
	return c
}

func TestMultiply(t *testing.T) {
	r := source()
	for _, size := range []struct{ rows, outputs, inputs int }{{1, 1, 1}, {3, 5, 7}, {9, 16, 16}, {70, 33, 100}, {12, 64, 384}, {2, 40, 1536}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			weights, bias := normals(r, size.outputs*size.inputs), normals(r, size.outputs)
			row := func(o int, w []float32) { copy(w, weights[o*size.inputs:]) }
			x := normals(r, size.rows*size.inputs)
			clear(x[:size.inputs]) // a row of nothing
			want := make([]float32, size.rows*size.outputs)
			NewMatrix(Reference, size.outputs, size.inputs, row, bias).Multiply(want, x, new(Scratch))
			plain := multiply(Plain, size.outputs, size.inputs, row, bias, x)
			// A weight is off by up to 1/126 of the largest, an activation by 1/254: with some 4 sigma each, their products
			// by .04, and the sum by √inputs times that; four times as much never happens.
			near(t, "plain", plain, want, 0.16*math.Sqrt(float64(size.inputs)))
			for _, l := range Levels() {
				near(t, l.String(), multiply(l, size.outputs, size.inputs, row, bias, x), plain, 1e-4*math.Sqrt(float64(size.inputs)))
			}
		})
	}
}

func multiply(l Level, outputs, inputs int, row func(int, []float32), bias, x []float32) []float32 {
	y := make([]float32, len(x)/inputs*outputs)
	NewMatrix(l, outputs, inputs, row, bias).Multiply(y, x, new(Scratch))
	return y
}

func TestQuantizeIsTheSameAtEveryLevel(t *testing.T) {
	r := source()
	for _, n := range []int{1, 31, 32, 33, 100, 384} {
		x := normals(r, n)
		x[n/2] = 9
		want := make([]uint8, n)
		step := Plain.quantize(want, x)
		for _, l := range Levels() {
			got := make([]uint8, n)
			if s := l.quantize(got, x); s != step || !slices.Equal(got, want) {
				t.Errorf("%v: %d numbers: step %g, want %g, or the numbers differ", l, n, s, step)
			}
		}
	}
}

func TestRows(t *testing.T) {
	r := source()
	for _, n := range []int{1, 7, 8, 9, 16, 48, 100, 384} {
		x, y, gain, bias := normals(r, n), normals(r, n), normals(r, n), normals(r, n)
		for i := range x {
			x[i] *= 5
		}
		x[n/2] = -30
		functions := map[string]func(Level, []float32){
			"gelu":    Level.Gelu,
			"softmax": softmax,
			"norm":    func(l Level, x []float32) { l.AddNormalize(x, y, gain, bias, 1e-12) },
		}
		for name, do := range functions {
			want := slices.Clone(x)
			do(Reference, want)
			for _, l := range Levels() {
				got := slices.Clone(x)
				do(l, got)
				near(t, fmt.Sprint(name, " ", l, " ", n), got, want, 2e-5)
			}
		}
	}
}

func softmax(l Level, x []float32) { l.scale(x, 1/l.exponentials(x, 0.5)) }

func TestSoftmaxOfExtremes(t *testing.T) {
	for _, l := range Levels() {
		x := []float32{1e30, -1e30, 0, 0, 0, 0, 0, 0, float32(math.Inf(-1)), 0, 0, 0, 0, 0, 0, 0}
		softmax(l, x)
		if x[0] != 1 || x[1] > 1e-30 || x[8] > 1e-30 {
			t.Errorf("%v: %v", l, x)
		}
	}
}

func TestAttend(t *testing.T) {
	r := source()
	for _, size := range []struct{ rows, heads, size int }{{1, 1, 16}, {2, 2, 32}, {15, 3, 16}, {16, 2, 32}, {17, 12, 32}, {50, 2, 48}} {
		projected := normals(r, size.rows*3*size.heads*size.size)
		want := make([]float32, size.rows*size.heads*size.size)
		Reference.Attend(want, projected, size.heads, size.size, new(Scratch))
		for _, l := range Levels() {
			got := normals(r, len(want))
			s := &Scratch{scores: normals(r, 4000), keys: normals(r, 4000), values: normals(r, 4000)}
			l.Attend(got, projected, size.heads, size.size, s)
			near(t, fmt.Sprint(l, size), got, want, 2e-5)
		}
	}
}

func TestScan(t *testing.T) {
	r := source()
	for _, n := range []int{0, 1, 15, 16, 48, 100, 384} {
		for _, count := range []int{0, 1, 5} {
			q, rows := signed(r, n), signed(r, n*count)
			want, got := make([]int32, count), make([]int32, count)
			Reference.Scan(want, q, rows)
			for _, l := range Levels() {
				if l.Scan(got, q, rows); !slices.Equal(got, want) {
					t.Errorf("%v: %d rows of %d: %v, want %v", l, count, n, got, want)
				}
			}
		}
	}
}

func TestNibbleProducts(t *testing.T) {
	r := source()
	for _, blocks := range []int{1, 2, 3} {
		for _, count := range []int{0, 1, 7} {
			vectors, nibbles := signed(r, count*blocks*NibbleBlock), make([]uint8, blocks*NibbleBlock/2)
			for i := range nibbles {
				nibbles[i] = []uint8{0xff, 0xf0, 0x0f, uint8(r.UintN(256))}[r.IntN(4)]
			}
			want, got := make([]int32, count), make([]int32, count)
			Reference.NibbleProducts(want, vectors, nibbles)
			for _, l := range Levels() {
				if l.NibbleProducts(got, vectors, nibbles); !slices.Equal(got, want) {
					t.Errorf("%v: %d vectors of %d blocks: %v, want %v", l, count, blocks, got, want)
				}
			}
		}
	}
}

// signed is n whole numbers from -127 to 127, a third of them at the ends.
func signed(r *rand.Rand, n int) []int8 {
	x := make([]int8, n)
	for i := range x {
		x[i] = []int8{-127, 127, int8(r.IntN(255) - 127), int8(r.IntN(255) - 127), int8(r.IntN(255) - 127), 0}[r.IntN(6)]
	}
	return x
}

func BenchmarkMultiply(b *testing.B) {
	r := source()
	const outputs, inputs = 1536, 384
	weights := normals(r, outputs*inputs)
	for _, l := range Levels() {
		m := NewMatrix(l, outputs, inputs, func(o int, w []float32) { copy(w, weights[o*inputs:]) }, nil)
		for _, rows := range []int{12, 128} {
			b.Run(fmt.Sprintf("%v/%d", l, rows), func(b *testing.B) {
				x, y, s := normals(r, rows*inputs), make([]float32, rows*outputs), new(Scratch)
				for b.Loop() {
					m.Multiply(y, x, s)
				}
				b.ReportMetric(2*float64(rows)*outputs*inputs*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
			})
		}
	}
}
