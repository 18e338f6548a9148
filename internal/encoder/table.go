package encoder

import (
	"encoding/binary"
	"math"
	"slices"
)

// table is a matrix whose rows are taken from the file's bytes one at a time.
type table struct {
	rows int
	row  func(i int, into []float32)
}

// table is a matrix of any number of rows, copied, so that the rest of a file that was decompressed need not be kept.
func (w *weights) table(name string, columns int) table {
	if t, ok := w.tensors[name]; ok {
		t.data = slices.Clone(t.data)
		w.tensors[name] = t
	}
	return w.rows(name, -1, columns)
}

func (w *weights) rows(name string, rows, columns int) table {
	t, ok := w.tensor(name, anyNumbers, rows, columns)
	if !ok {
		return table{}
	}
	rows = t.Shape[0]
	switch t.Type {
	case "q8":
		scales := make([]float32, rows)
		floatsFrom(scales, t.data)
		values := t.data[4*rows:]
		return table{rows, func(i int, into []float32) {
			for j, b := range values[i*columns:][:columns] {
				into[j] = scales[i] * float32(int8(b))
			}
		}}
	case "q4", "q2":
		size, values := columns/blockValues*t.blockBytes(), values4
		if t.Type == "q2" {
			values = values2
		}
		return table{rows, func(i int, into []float32) { values(into, t.data[i*size:][:size]) }}
	case "pq":
		return coded(rows, columns, t.data)
	case "f16":
		return table{rows, func(i int, into []float32) { halvesFrom(into, t.data[halfBytes*i*columns:]) }}
	}
	return table{rows, func(i int, into []float32) { floatsFrom(into, t.data[4*i*columns:]) }}
}

// coded is a table of codes, after what they stand for.
func coded(rows, columns int, data []byte) table {
	fours := make([]float32, columns*codes)
	halvesFrom(fours, data)
	data, size := data[halfBytes*len(fours):], columns/codeValues
	return table{rows, func(i int, into []float32) {
		for j, code := range data[i*size:][:size] {
			copy(into[j*codeValues:], fours[(j*codes+int(code))*codeValues:][:codeValues])
		}
	}}
}

func floatsFrom(f []float32, data []byte) {
	for i := range f {
		f[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
}

func halvesFrom(f []float32, data []byte) {
	for i := range f {
		f[i] = half(binary.LittleEndian.Uint16(data[halfBytes*i:]))
	}
}

func values4(f []float32, data []byte) {
	for ; len(data) > 0; f, data = f[blockValues:], data[block4Bytes:] {
		scale := half(binary.LittleEndian.Uint16(data))
		low, high := f[:blockValues/2], f[blockValues/2:blockValues]
		for i, pair := range data[scaleBytes:block4Bytes] {
			low[i] = scale * float32(int(pair&15)-middleOfFour)
			high[i] = scale * float32(int(pair>>4)-middleOfFour)
		}
	}
}

func values2(f []float32, data []byte) {
	const step = blockValues / 4
	for ; len(data) > 0; f, data = f[blockValues:], data[block2Bytes:] {
		scale := half(binary.LittleEndian.Uint16(data))
		for i, four := range data[scaleBytes:block2Bytes] {
			for part := range 4 {
				f[i+part*step] = scale * (float32(four>>(2*part)&3) - middleOfTwo)
			}
		}
	}
}

// half is an IEEE 754 number of 16 bits.
func half(bits uint16) float32 {
	sign, exponent, fraction := uint32(bits>>15)<<31, uint32(bits>>10&31), uint32(bits&1023)
	switch exponent {
	case 0: // subnormal: fraction × 2⁻²⁴
		return math.Float32frombits(sign | math.Float32bits(float32(fraction)*0x1p-24))
	case 31:
		return math.Float32frombits(sign | 0x7f800000 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}
