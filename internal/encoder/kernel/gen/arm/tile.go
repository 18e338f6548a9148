package main

import (
	"fmt"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel/gen/functions"
)

// Where a tile has its vectors: the sums of up to four rows of 16 outputs, four vectors of weights, one of activations a row.
const (
	perRow  = 4
	weights = 16
	inputs  = 20
	mask    = 24
)

func four(v int) []int { return []int{v, v + 1, v + 2, v + 3} }

// panelSums is what is missing where activations are taken for signed: they are 128 more.
func (a *assembly) panelSums() {
	a.function(functions.Function{Name: "panelSums", Parameters: "groups int, panel *int8, sums *int32",
		Doc: "is 128 times the sum of the weights of each of a panel's 16 outputs: what is missing where activations are taken for signed"})
	a.line("\tVMOVI $1, V%d.B16", mask)
	for k := range perRow {
		a.zero(k)
	}
	end := a.loop("group", 0)
	a.load(1, "B16", four(weights)...)
	for k := range perRow {
		a.two(sdot, k, weights+k, mask)
	}
	end()
	for k := range perRow {
		a.shiftLeft(k, k, 7)
	}
	a.store(2, "S4", four(0)...)
	a.line("\tRET")
}

// tile multiplies rows with a panel: four 32-bit elements of each row a turn, each with one vector of weights for four outputs.
func (a *assembly) tile(rows int, before func(row int), multiply instruction) {
	const stride, panel = 2, 3
	for r := 1; r < rows; r++ {
		a.line("\tADD R%d, R%d, R%d", stride, pointer(r-1), pointer(r))
	}
	a.turns(0, 2)
	end := a.loop("loop", 0)
	for r := range rows {
		a.load(pointer(r), "B16", inputs+r)
		before(inputs + r)
	}
	for element := range 4 {
		a.load(panel, "B16", four(weights)...)
		for r := range rows {
			for k := range perRow {
				a.by(multiply, perRow*r+k, weights+k, inputs+r, element)
			}
		}
	}
	end()
}

// pointer is the register that points into a row: that into the first is a parameter, the others stand behind all of these.
func pointer(row int) int {
	if row == 0 {
		return 1
	}
	return 8 + row
}

func (a *assembly) integerTile(rows int) {
	f := functions.Function{Name: fmt.Sprintf("integerTile%d", rows), Parameters: "groups int, a *uint8, stride int, panel *int8, c *int32, cStride int",
		Doc: fmt.Sprintf("adds the product of %d rows of 4·groups activations, less 128, with a panel to c; groups is a multiple of 4", rows)}
	a.sums(f, rows, func() { a.line("\tVMOVI $0x80, V%d.B16", mask) }, func(row int) { a.two(eor, row, row, mask) }, sdotBy)
}

func (a *assembly) floatTile(rows int) {
	a.sums(functions.FloatTile(rows), rows, func() {}, func(int) {}, fmlaBy)
}

// sums writes the function that adds to the rows of c what the rows of a and a panel make.
func (a *assembly) sums(f functions.Function, rows int, prepare func(), before func(row int), multiply instruction) {
	a.function(f)
	prepare()
	a.line("\tMOVD R4, R13")
	for r := range rows {
		a.line("\tVLD1 (R13), %s\n\tADD R5, R13", list("S4", four(perRow*r)))
	}
	a.tile(rows, before, multiply)
	for r := range rows {
		a.line("\tVST1 %s, (R4)\n\tADD R5, R4", list("S4", four(perRow*r)))
	}
	a.line("\tRET")
}

// storeTotal adds the four whole numbers of v, and stores the sum where a register points, which moves on behind it.
func (a *assembly) storeTotal(v, register int) {
	a.of(addv, v, v)
	a.line("\tFMOVS F%d, (R%d)\n\tADD $4, R%d", v, register, register)
}

func (a *assembly) scan() {
	a.function(functions.Scan)
	a.turns(1, 4)
	endRow := a.loop("row", 0)
	a.zero(0)
	a.line("\tMOVD R1, R5\n\tMOVD R2, R6")
	end := a.loop("loop", 5)
	a.load(6, "B16", 1)
	a.load(3, "B16", 2)
	a.two(sdot, 0, 1, 2)
	end()
	a.storeTotal(0, 4)
	endRow()
	a.line("\tRET")
}

// nibbleProducts takes 64 values a turn, as they are packed: 0 to 31 in the lower halves of 32 bytes, 32 to 63 in the upper.
func (a *assembly) nibbleProducts() {
	a.function(functions.NibbleProducts)
	a.line("\tVMOVI $15, V%d.B16", mask)
	endWord := a.loop("word", 0)
	a.zero(0)
	a.line("\tMOVD R1, R5\n\tMOVD R3, R6")
	end := a.loop("loop", 5)
	a.load(6, "B16", 1, 2)
	a.load(2, "B16", 4, 5, 6, 7)
	for i := range 2 {
		a.upperNibbles(8+i, 1+i)
		a.two(and, 1+i, 1+i, mask)
		a.two(sdot, 0, 4+i, 1+i)
		a.two(sdot, 0, 6+i, 8+i)
	}
	end()
	a.storeTotal(0, 4)
	endWord()
	a.line("\tRET")
}
