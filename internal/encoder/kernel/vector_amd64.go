package kernel

import "golang.org/x/sys/cpu"

// Levels are those in whole numbers that this processor can do, the plainest first.
func Levels() []Level {
	switch {
	case !cpu.X86.HasAVX2 || !cpu.X86.HasFMA:
		return []Level{Plain}
	case !cpu.X86.HasAVX512VNNI || !cpu.X86.HasAVX512VL:
		return []Level{Plain, AVX2}
	}
	return []Level{Plain, AVX2, VNNI}
}

var (
	tilesAVX2  = []tile[uint8, int8, int32]{{4, integerTileAVX24}, {2, integerTileAVX22}, {1, integerTileAVX21}}
	tilesVNNI  = []tile[uint8, int8, int32]{{8, integerTileVNNI8}, {4, integerTileVNNI4}, {2, integerTileVNNI2}, {1, integerTileVNNI1}}
	tilesFloat = []tile[float32, float32, float32]{{6, floatTile6}, {4, floatTile4}, {2, floatTile2}, {1, floatTile1}}
)

// integerTiles is c = a·panelᵀ for the rows of a, which begin stride apart and are stride long.
func (l Level) integerTiles(c []int32, cStride int, a []uint8, stride, rows int, panel []int8) {
	tiles := tilesAVX2
	switch l {
	case VNNI:
		tiles = tilesVNNI
	case AVX2:
	default:
		plainTiles(c, cStride, a, stride, rows, panel)
		return
	}
	inTiles(tiles, c, cStride, a, stride, rows, stride/4, panel)
}
