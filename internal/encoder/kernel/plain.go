package kernel

const (
	// chunk is how many inputs three 21-bit sums in one 64-bit word hold: 64·255·126 < 2²¹.
	chunk = 64
	lanes = 3
	lane  = 21
	words = (panelWidth + lanes - 1) / lanes
)

// plainTiles multiplies rows of activations with a panel without vector instructions: three weights lie side by side in
// one word, so that one multiplication makes three products. Weights are made unsigned by adding largestWeight.
func plainTiles(c []int32, cStride int, a []uint8, stride, rows int, panel []int8) {
	for r := range rows {
		clear(c[r*cStride : r*cStride+panelWidth])
	}
	var side [chunk][words]uint64
	for first := 0; first < stride; first += chunk {
		last := min(first+chunk, stride)
		setSideBySide(side[:last-first], panel[first*panelWidth:last*panelWidth])
		for r := range rows {
			addChunk(c[r*cStride:r*cStride+panelWidth], a[r*stride+first:r*stride+last], &side)
		}
	}
}

func setSideBySide(side [][words]uint64, panel []int8) {
	for i := range side {
		ofInput := panel[i/4*4*panelWidth+i%4:]
		for k := range words - 1 {
			three := ofInput[lanes*4*k : lanes*4*k+9]
			side[i][k] = unsigned(three[0]) | unsigned(three[4])<<lane | unsigned(three[8])<<(2*lane)
		}
		side[i][words-1] = unsigned(ofInput[4*(panelWidth-1)])
	}
}

func unsigned(weight int8) uint64 { return uint64(uint8(weight + largestWeight)) }

func addChunk(c []int32, a []uint8, side *[chunk][words]uint64) {
	var s0, s1, s2, s3, s4, s5, total uint64
	for i, v := range a {
		x, w := uint64(v), &side[i%chunk]
		s0 += x * w[0]
		s1 += x * w[1]
		s2 += x * w[2]
		s3 += x * w[3]
		s4 += x * w[4]
		s5 += x * w[5]
		total += x
	}
	shift := int32(total * largestWeight)
	for o := range c {
		sum := [words]uint64{s0, s1, s2, s3, s4, s5}[o/lanes]
		c[o] += int32(sum>>(o%lanes*lane)&(1<<lane-1)) - shift
	}
}
