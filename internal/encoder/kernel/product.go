package kernel

// NibbleBlock is how many 4-bit values are packed together, in half as many bytes: the low four bits hold the first half
// of them in order, the high four bits the second.
const NibbleBlock = 64

// Scan multiplies q with each of the rows, which are as long as q and lie one after another: one sum an element of out.
func (l Level) Scan(out []int32, q, rows []int8) {
	if len(q) == 0 || l.vectorScan(out, q, rows) {
		return
	}
	for r := range out {
		out[r] = 0
		for i, v := range rows[r*len(q) : (r+1)*len(q)] {
			out[r] += int32(v) * int32(q[i])
		}
	}
}

// NibbleProducts multiplies one vector of values from 0 to 15, in whole NibbleBlocks, with vectors of as many 8-bit values
// from -127 to 127 that lie one after another: one sum an element of out.
func (l Level) NibbleProducts(out []int32, vectors []int8, nibbles []uint8) {
	if len(nibbles) == 0 || l.vectorNibbleProducts(out, vectors, nibbles) {
		return
	}
	size := 2 * len(nibbles)
	for v := range out {
		out[v] = nibbleProduct(vectors[v*size:(v+1)*size], nibbles)
	}
}

func nibbleProduct(vector []int8, nibbles []uint8) (sum int32) {
	const half = NibbleBlock / 2
	for i, pair := range nibbles {
		at := i/half*NibbleBlock + i%half
		sum += int32(pair&15)*int32(vector[at]) + int32(pair>>4)*int32(vector[at+half])
	}
	return sum
}
