package encoder

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel"
	"github.com/sitrep-bot/sitrep/internal/lang"
)

// CompactBytes is the most a Compact takes.
const CompactBytes = 3072

// A Compact is a glance at a passage in few bytes, for an index to keep. Little endian:
//
//	f32   what a step of the pooled vector is worth
//	int8  the pooled vector
//	u16   how many words
//	      of each word: u16 start in the passage, u8 bytes, u16 sum of the squares of its vector
//	      of each word: its vector in 4 bits a number, as kernel.NibbleProducts takes it, from 1 to 15 for -7 to 7
//
// A word needs no scale: all vectors are of length 1, and the sum of the squares says how long its numbers make it.
type Compact struct {
	pooledStep float32
	pooled     []byte
	places     []byte
	nibbles    []byte
	data       []byte
}

const (
	placeBytes    = 5
	nibbleZero    = 8 // the nibble that stands for 0
	largestNibble = 7
	largestPooled = 127
	startLimit    = 1<<16 - 1
	lengthLimit   = 1<<8 - 1
)

// wordBytes is what the vector of a word takes.
func (c config) wordBytes() int {
	return (c.GlanceDim + kernel.NibbleBlock - 1) / kernel.NibbleBlock * kernel.NibbleBlock / 2
}

// Compact packs the glance at a passage. Weigh says how much a word matters: those it gives 0 are left out, and if the rest
// do not fit into CompactBytes, those it gives least. Words beyond the first 64 KB of a passage are left out too.
func (e *Encoder) Compact(g Glance, weigh func(lang.Span) float32) Compact {
	words := e.chosen(g.Words, weigh)
	data := make([]byte, 4, 4+len(g.Pooled)+2+len(words)*(placeBytes+e.config.wordBytes()))
	pooled := make([]int8, len(g.Pooled))
	binary.LittleEndian.PutUint32(data, math.Float32bits(quantize8(pooled, g.Pooled)))
	for _, v := range pooled {
		data = append(data, byte(v))
	}
	data = binary.LittleEndian.AppendUint16(data, uint16(len(words)))
	var vectors []byte
	for _, w := range words {
		numbers := quantize4(w.Vector)
		data = binary.LittleEndian.AppendUint16(data, uint16(w.Start))
		data = append(data, byte(min(w.End-w.Start, lengthLimit)))
		data = binary.LittleEndian.AppendUint16(data, sumOfSquares(numbers))
		vectors = appendNibbles(vectors, numbers)
	}
	return e.compact(append(data, vectors...), len(words))
}

// chosen are the words that are kept, in the order of the text.
func (e *Encoder) chosen(words []WordVector, weigh func(lang.Span) float32) []WordVector {
	type weighed struct {
		WordVector
		weight float32
	}
	var kept []weighed
	for _, w := range words {
		if weight := weigh(w.Span); weight > 0 && w.Start <= startLimit {
			kept = append(kept, weighed{w, weight})
		}
	}
	room := (CompactBytes - 4 - e.config.PooledDim - 2) / (placeBytes + e.config.wordBytes())
	if len(kept) > room {
		slices.SortStableFunc(kept, func(a, b weighed) int { return cmp.Compare(b.weight, a.weight) })
		kept = kept[:room]
	}
	chosen := make([]WordVector, len(kept))
	for i, w := range kept {
		chosen[i] = w.WordVector
	}
	slices.SortFunc(chosen, func(a, b WordVector) int { return cmp.Compare(a.Start, b.Start) })
	return chosen
}

// ParseCompact reads what [Compact.Bytes] gave, from an encoder of the same Version. It keeps data, which must not change.
func (e *Encoder) ParseCompact(data []byte) (Compact, error) {
	head := 4 + e.config.PooledDim + 2
	if len(data) < head {
		return Compact{}, fmt.Errorf("compact glance: wanted at least %d bytes, found %d", head, len(data))
	}
	count := int(binary.LittleEndian.Uint16(data[head-2:]))
	if want := head + count*(placeBytes+e.config.wordBytes()); len(data) != want {
		return Compact{}, fmt.Errorf("compact glance: wanted %d bytes for %d words, found %d", want, count, len(data))
	}
	return e.compact(data, count), nil
}

func (e *Encoder) compact(data []byte, words int) Compact {
	pooled := 4 + e.config.PooledDim
	vectors := pooled + 2 + words*placeBytes
	return Compact{
		pooledStep: math.Float32frombits(binary.LittleEndian.Uint32(data)),
		pooled:     data[4:pooled],
		places:     data[pooled+2 : vectors],
		nibbles:    data[vectors:],
		data:       data,
	}
}

// Bytes is the Compact to keep; it must not be changed.
func (c Compact) Bytes() []byte { return c.data }

// Words is how many words were kept.
func (c Compact) Words() int { return len(c.places) / placeBytes }

// Word is where word i stands in the passage; of a word longer than 255 bytes, its first 255.
func (c Compact) Word(i int) lang.Span {
	place := c.places[i*placeBytes:]
	start := int(binary.LittleEndian.Uint16(place))
	return lang.Span{Start: start, End: start + int(place[2])}
}

// length is how long the numbers of word i make its vector; 0 for a vector of zeros.
func (c Compact) length(i int) float64 {
	return math.Sqrt(float64(binary.LittleEndian.Uint16(c.places[i*placeBytes+3:])))
}

func (c Compact) vector(i int) []byte {
	size := len(c.nibbles) / c.Words()
	return c.nibbles[i*size : (i+1)*size]
}

// quantize8 is x in steps of the result, -127 to 127.
func quantize8(q []int8, x []float32) (step float32) {
	most := float32(0)
	for _, v := range x {
		most = max(most, v, -v)
	}
	if most == 0 {
		return 0
	}
	for i, v := range x {
		q[i] = int8(math.RoundToEven(float64(v / most * largestPooled)))
	}
	return most / largestPooled
}

// quantize4 is the direction of x in numbers from -7 to 7. Cutting off the largest numbers leaves finer steps to the others:
// of a few such cuts the one whose direction is nearest is taken.
func quantize4(x []float32) []int8 {
	most := float32(0)
	for _, v := range x {
		most = max(most, v, -v)
	}
	best, kept, closest := make([]int8, len(x)), make([]int8, len(x)), math.Inf(-1)
	if most == 0 {
		return best
	}
	for _, share := range []float32{1, 0.9, 0.8, 0.7, 0.6, 0.5} {
		var along, squares float64
		for i, v := range x {
			n := math.RoundToEven(float64(v / (most * share) * largestNibble))
			n = min(max(n, -largestNibble), largestNibble)
			kept[i] = int8(n)
			along += n * float64(v)
			squares += n * n
		}
		if cosine := along / math.Sqrt(squares); cosine > closest {
			closest = cosine
			best, kept = kept, best
		}
	}
	return best
}

// sumOfSquares is at most 49·1024, glance_dim being limited to 1024.
func sumOfSquares(x []int8) (sum uint16) {
	for _, v := range x {
		sum += uint16(int(v) * int(v))
	}
	return sum
}

// appendNibbles packs numbers from -7 to 7, and zeros up to a whole block.
func appendNibbles(data []byte, x []int8) []byte {
	const half = kernel.NibbleBlock / 2
	at := func(i int) byte {
		if i >= len(x) {
			return nibbleZero
		}
		return byte(x[i] + nibbleZero)
	}
	for block := 0; block < len(x); block += kernel.NibbleBlock {
		for i := block; i < block+half; i++ {
			data = append(data, at(i)|at(i+half)<<4)
		}
	}
	return data
}
