package kernel

import "golang.org/x/sys/cpu"

// Levels are those in whole numbers that this processor can do, the plainest first.
func Levels() []Level {
	if !cpu.ARM64.HasASIMDDP {
		return []Level{Plain}
	}
	return []Level{Plain, NEON}
}

var (
	tilesNEON  = []tile[uint8, int8, int32]{{4, integerTile4}, {2, integerTile2}, {1, integerTile1}}
	tilesFloat = []tile[float32, float32, float32]{{4, floatTile4}, {2, floatTile2}, {1, floatTile1}}
)

// integerTiles is c = a·panelᵀ for the rows of a, which begin stride apart and are stride long.
func (l Level) integerTiles(c []int32, cStride int, a []uint8, stride, rows int, panel []int8) {
	if l != NEON {
		plainTiles(c, cStride, a, stride, rows, panel)
		return
	}
	var sums [panelWidth]int32
	panelSums(stride/4, &panel[0], &sums[0])
	for r := range rows {
		copy(c[r*cStride:], sums[:])
	}
	inTiles(tilesNEON, c, cStride, a, stride, rows, stride/4, panel)
}
