//go:build amd64 || arm64

package kernel

import "unsafe"

// tile is one of the generated tiles, for a number of rows.
type tile[A, B, C any] struct {
	rows int
	do   func(n int, a *A, stride int, panel *B, c *C, cStride int)
}

// inTiles lets the largest tiles that fit go over the rows of a, which begin stride apart; n is how often they go along a row.
func inTiles[A, B, C any](tiles []tile[A, B, C], c []C, cStride int, a []A, stride, rows, n int, panel []B) {
	row := 0
	for _, t := range tiles {
		for ; rows-row >= t.rows; row += t.rows {
			t.do(n, &a[row*stride], stride*int(unsafe.Sizeof(a[0])), &panel[0], &c[row*cStride], cStride*int(unsafe.Sizeof(c[0])))
		}
	}
}

// floatTiles adds a·panel to c for the rows of a, n long, which begin stride apart.
func floatTiles(c []float32, cStride int, a []float32, stride, rows, n int, panel []float32) {
	inTiles(tilesFloat, c, cStride, a, stride, rows, n, panel)
}

// vectored is how many of n numbers the vector instructions of a level take, step at a time.
func (l Level) vectored(n, step int) int {
	if !l.hasVectors() {
		return 0
	}
	return n / step * step
}

func (l Level) vectorLargest(x []float32) (most float32, done int) {
	n := l.vectored(len(x), 8)
	if n == 0 {
		return 0, 0
	}
	return largestSIMD(n, &x[0]), n
}

func (l Level) vectorRound(q []uint8, x []float32, scale float32) (done int) {
	n := l.vectored(len(x), 32)
	if n > 0 {
		roundSIMD(n, &x[0], scale, &q[0])
	}
	return n
}

func (l Level) vectorDequantize(y []float32, sums []int32, m *Matrix, scale float32) (done int) {
	n := l.vectored(len(y), 8)
	if n > 0 {
		dequantizeSIMD(n, &sums[0], &m.zero[0], &m.scales[0], &m.bias[0], scale, &y[0])
	}
	return n
}

func (l Level) vectorGelu(x []float32) (done int) {
	n := l.vectored(len(x), 8)
	if n > 0 {
		geluSIMD(n, &x[0])
	}
	return n
}

func (l Level) vectorExponentials(x []float32, scale float32) (sum float32, done bool) {
	if n := l.vectored(len(x), 8); n == 0 || n < len(x) {
		return 0, false
	}
	return exponentialsSIMD(len(x), &x[0], scale), true
}

func (l Level) vectorScale(x []float32, by float32) (done int) {
	n := l.vectored(len(x), 8)
	if n > 0 {
		scaleSIMD(n, &x[0], by)
	}
	return n
}

func (l Level) vectorAdd(x, y []float32) (sum, squares float32, done int) {
	n := l.vectored(len(x), 8)
	if n == 0 {
		return 0, 0, 0
	}
	sum, squares = addSIMD(n, &x[0], &y[0])
	return sum, squares, n
}

func (l Level) vectorNormalize(x []float32, mean, by float32, gain, bias []float32) (done int) {
	n := l.vectored(len(x), 8)
	if n > 0 {
		normalizeSIMD(n, &x[0], mean, by, &gain[0], &bias[0])
	}
	return n
}

func (l Level) vectorScan(out []int32, q, rows []int8) (done bool) {
	if len(out) == 0 || l.vectored(len(q), 16) < len(q) {
		return false
	}
	_ = rows[len(out)*len(q)-1]
	scanSIMD(len(out), len(q), &q[0], &rows[0], &out[0])
	return true
}

func (l Level) vectorNibbleProducts(out []int32, vectors []int8, nibbles []uint8) (done bool) {
	blocks := len(nibbles) / (NibbleBlock / 2)
	if len(out) == 0 || !l.hasVectors() {
		return false
	}
	_ = vectors[len(out)*blocks*NibbleBlock-1]
	nibbleProductsSIMD(len(out), blocks, &vectors[0], &nibbles[0], &out[0])
	return true
}
