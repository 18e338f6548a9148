//go:build !amd64 && !arm64

package kernel

// Levels are those in whole numbers that this processor can do.
func Levels() []Level { return []Level{Plain} }

func (l Level) integerTiles(c []int32, cStride int, a []uint8, stride, rows int, panel []int8) {
	plainTiles(c, cStride, a, stride, rows, panel)
}

func floatTiles(c []float32, cStride int, a []float32, stride, rows, n int, panel []float32) {
	for r := range rows {
		for i, v := range a[r*stride:][:n] {
			for o, w := range panel[i*panelWidth:][:panelWidth] {
				c[r*cStride+o] += v * w
			}
		}
	}
}

func (l Level) vectorLargest([]float32) (most float32, done int) { return 0, 0 }

func (l Level) vectorRound([]uint8, []float32, float32) (done int) { return 0 }

func (l Level) vectorDequantize([]float32, []int32, *Matrix, float32) (done int) { return 0 }

func (l Level) vectorGelu([]float32) (done int) { return 0 }

func (l Level) vectorExponentials([]float32, float32) (sum float32, done bool) { return 0, false }

func (l Level) vectorScale([]float32, float32) (done int) { return 0 }

func (l Level) vectorAdd(_, _ []float32) (sum, squares float32, done int) { return 0, 0, 0 }

func (l Level) vectorNormalize(_ []float32, _, _ float32, _, _ []float32) (done int) { return 0 }

func (l Level) vectorScan([]int32, []int8, []int8) (done bool) { return false }

func (l Level) vectorNibbleProducts([]int32, []int8, []uint8) (done bool) { return false }
