package kernel

import "math"

const (
	// panelWidth is how many outputs a tile computes at once.
	panelWidth = 16
	// inputStep is what the number of inputs is padded to: the integer tiles take 8 inputs a turn, the plain ones 64 or less.
	inputStep = 16
	// largestWeight keeps a sum of two products below 2¹⁵, where AVX2 would saturate: 2·255·63.
	largestWeight = 63
	// largestActivation is the same for what the weights are multiplied with.
	largestActivation = 127
	// zeroPoint is the unsigned activation that stands for 0.
	zeroPoint = 128
	// blockRows is how many rows are multiplied before their sums are turned into floats, so that these stay in the cache.
	blockRows = 64
)

// A Matrix is a layer of weights, [outputs, inputs], and its bias, ready for one Level. It may be used by many goroutines.
type Matrix struct {
	level           Level
	inputs, outputs int
	bias            []float32 // padded to a whole panel, as are scales and zero

	floats []float32 // Reference: row by row

	packed []int8    // other levels: panels of 16 outputs; in them groups of 4 inputs, output by output
	scales []float32 // of each output's weights
	zero   []int32   // of each output: what zeroPoint adds to its sum
}

// Scratch is the memory a multiplication needs. Its zero value is ready; it belongs to one goroutine at a time.
type Scratch struct {
	quantized []uint8
	scales    [blockRows]float32
	products  []int32

	keys, values, scores, sums []float32 // of one head of attention
}

// NewMatrix packs weights for a level. Row fills its argument, inputs long, with the weights of one output; bias has one
// number an output.
func NewMatrix(level Level, outputs, inputs int, row func(output int, weights []float32), bias []float32) *Matrix {
	width := roundUp(outputs, panelWidth)
	m := &Matrix{level: level, inputs: inputs, outputs: outputs, bias: make([]float32, width)}
	copy(m.bias, bias)
	if level == Reference {
		m.floats = make([]float32, outputs*inputs)
		for o := range outputs {
			row(o, m.floats[o*inputs:(o+1)*inputs])
		}
		return m
	}
	m.packed = make([]int8, width*roundUp(inputs, inputStep))
	m.scales, m.zero = make([]float32, width), make([]int32, width)
	weights, rounded := make([]float32, inputs), make([]uint8, inputs)
	for o := range outputs {
		row(o, weights)
		m.pack(o, weights, rounded)
	}
	return m
}

// pack rounds the weights of one output to whole numbers and puts them into its panel. Rounded is memory for as many.
func (m *Matrix) pack(output int, weights []float32, rounded []uint8) {
	most := m.level.largest(weights)
	if !(most > 0) {
		return
	}
	m.scales[output] = most / largestWeight
	m.level.round(rounded, weights, largestWeight/most)
	panel := m.panel(output / panelWidth)[output%panelWidth*4:]
	sum := int32(0)
	for i, r := range rounded {
		w := int8(r - zeroPoint)
		panel[i/4*4*panelWidth+i%4] = w
		sum += int32(w)
	}
	m.zero[output] = zeroPoint * sum
}

func (m *Matrix) panel(p int) []int8 {
	size := panelWidth * roundUp(m.inputs, inputStep)
	return m.packed[p*size : (p+1)*size]
}

// Outputs is how long a row of the result is.
func (m *Matrix) Outputs() int { return m.outputs }

// Multiply is y = x·weightsᵀ + bias for the rows of x. Its activations are rounded to 8 bits, row by row.
func (m *Matrix) Multiply(y, x []float32, s *Scratch) {
	rows := len(x) / m.inputs
	if m.level == Reference {
		m.multiplyFloats(y, x, rows)
		return
	}
	for first := 0; first < rows; first += blockRows {
		last := min(first+blockRows, rows)
		m.multiplyBlock(y[first*m.outputs:last*m.outputs], x[first*m.inputs:last*m.inputs], last-first, s)
	}
}

func (m *Matrix) multiplyFloats(y, x []float32, rows int) {
	for r := range rows {
		for o := range m.outputs {
			sum := float64(m.bias[o])
			for i, w := range m.floats[o*m.inputs : (o+1)*m.inputs] {
				sum += float64(w) * float64(x[r*m.inputs+i])
			}
			y[r*m.outputs+o] = float32(sum)
		}
	}
}

func (m *Matrix) multiplyBlock(y, x []float32, rows int, s *Scratch) {
	stride, width := roundUp(m.inputs, inputStep), len(m.bias)
	s.quantized = grow(s.quantized, rows*stride)
	s.products = grow(s.products, rows*width)
	for r := range rows {
		s.scales[r] = m.level.quantize(s.quantized[r*stride:(r+1)*stride], x[r*m.inputs:(r+1)*m.inputs])
	}
	for p := range width / panelWidth {
		m.level.integerTiles(s.products[p*panelWidth:], width, s.quantized, stride, rows, m.panel(p))
	}
	for r := range rows {
		m.dequantize(y[r*m.outputs:(r+1)*m.outputs], s.products[r*width:(r+1)*width], s.scales[r])
	}
}

// quantize rounds a row to 8 bits around zeroPoint and returns what one step of them is worth. What q is longer than x
// stands before weights of 0 and may be anything.
func (l Level) quantize(q []uint8, x []float32) (step float32) {
	most := l.largest(x)
	if !(most > 0) {
		for i := range q {
			q[i] = zeroPoint
		}
		return 0
	}
	l.round(q, x, largestActivation/most)
	return most / largestActivation
}

// round is q = x·scale + zeroPoint, in whole numbers.
func (l Level) round(q []uint8, x []float32, scale float32) {
	for i := l.vectorRound(q, x, scale); i < len(x); i++ {
		q[i] = uint8(int(math.RoundToEven(float64(x[i]*scale))) + zeroPoint)
	}
}

func (m *Matrix) dequantize(y []float32, sums []int32, scale float32) {
	for o := m.level.vectorDequantize(y, sums, m, scale); o < len(y); o++ {
		y[o] = float32(sums[o]-m.zero[o])*(m.scales[o]*scale) + m.bias[o]
	}
}

func roundUp(n, step int) int { return (n + step - 1) / step * step }

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
