package kernel

import "math"

// Attend is the attention of every row to every row. A row of projected holds its query, its key and its value side by
// side, each heads·size numbers long; a row of y, heads·size long, becomes the mean of the values, weighted by how well
// their keys fit the row's query. Size is a multiple of 16.
func (l Level) Attend(y, projected []float32, heads, size int, s *Scratch) {
	width := heads * size
	h := head{level: l, rows: len(y) / width, size: size, stride: 3 * width, outStride: width}
	clear(y)
	for i := range heads {
		h.queries, h.keys, h.values = projected[i*size:], projected[width+i*size:], projected[2*width+i*size:]
		h.out = y[i*size:]
		if l.hasVectors() {
			h.attendTiles(s)
		} else {
			h.attendPlain(s)
		}
	}
}

// A head is one head of attention; row r of its queries begins r·stride after the first.
type head struct {
	level                 Level
	rows, size            int
	queries, keys, values []float32
	stride                int
	out                   []float32
	outStride             int
}

func (h *head) scale() float32 { return float32(1 / math.Sqrt(float64(h.size))) }

func (h *head) attendPlain(s *Scratch) {
	s.scores = grow(s.scores, h.rows)
	for r := range h.rows {
		query := h.queries[r*h.stride:][:h.size]
		for k := range s.scores {
			s.scores[k] = dot(query, h.keys[k*h.stride:][:h.size])
		}
		sum := h.level.exponentials(s.scores, h.scale())
		out := h.out[r*h.outStride:][:h.size]
		for k, weight := range s.scores {
			for i, v := range h.values[k*h.stride:][:h.size] {
				out[i] += weight * v
			}
		}
		h.level.scale(out, 1/sum)
	}
}

func dot(x, y []float32) float32 {
	var even, odd float32
	y = y[:len(x)]
	for i := 0; i+1 < len(x); i += 2 {
		even += x[i] * y[i]
		odd += x[i+1] * y[i+1]
	}
	return even + odd
}

// attendTiles computes the scores of all rows at once, then the sums of all values: two products of matrices.
func (h *head) attendTiles(s *Scratch) {
	padded := roundUp(h.rows, panelWidth)
	s.keys, s.values = grow(s.keys, padded*h.size), grow(s.values, padded*h.size)
	s.scores, s.sums = grow(s.scores, h.rows*padded), grow(s.sums, h.rows)
	h.packKeys(s.keys)
	h.packValues(s.values, padded)
	clear(s.scores)
	for p := 0; p < padded; p += panelWidth {
		floatTiles(s.scores[p:], padded, h.queries, h.stride, h.rows, h.size, s.keys[p*h.size:])
	}
	for r := range h.rows {
		row := s.scores[r*padded : (r+1)*padded]
		for i := h.rows; i < padded; i++ {
			row[i] = float32(math.Inf(-1))
		}
		s.sums[r] = h.level.exponentials(row, h.scale())
		clear(row[h.rows:])
	}
	for p := 0; p < h.size; p += panelWidth {
		floatTiles(h.out[p:], h.outStride, s.scores, padded, h.rows, padded, s.values[p*padded:])
	}
	for r, sum := range s.sums {
		h.level.scale(h.out[r*h.outStride:][:h.size], 1/sum)
	}
}

// packKeys lays keys side by side, 16 a panel, number by number.
func (h *head) packKeys(panels []float32) {
	if tail := h.rows / panelWidth * panelWidth * h.size; h.rows%panelWidth > 0 {
		clear(panels[tail:])
	}
	for r := range h.rows {
		panel := panels[r/panelWidth*panelWidth*h.size+r%panelWidth:]
		for i, v := range h.keys[r*h.stride:][:h.size] {
			panel[i*panelWidth] = v
		}
	}
}

// packValues lays 16 numbers of every value below one another, panel by panel, and zeros after the last.
func (h *head) packValues(panels []float32, padded int) {
	for p := 0; p < h.size; p += panelWidth {
		panel := panels[p*padded:][:padded*panelWidth]
		for r := range h.rows {
			copy(panel[r*panelWidth:(r+1)*panelWidth], h.values[r*h.stride+p:])
		}
		clear(panel[h.rows*panelWidth:])
	}
}
