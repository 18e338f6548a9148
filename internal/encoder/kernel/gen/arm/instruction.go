package main

import (
	"fmt"
	"strings"
)

// An instruction that Go's assembler does not know, with nothing in the places of its vectors.
type instruction struct {
	name string
	word uint32
}

var (
	fadd   = instruction{"FADD 4S", 0x4e20d400}
	faddp  = instruction{"FADDP 4S", 0x6e20d400}
	fsub   = instruction{"FSUB 4S", 0x4ea0d400}
	fmul   = instruction{"FMUL 4S", 0x6e20dc00}
	fdiv   = instruction{"FDIV 4S", 0x6e20fc00}
	fmax   = instruction{"FMAX 4S", 0x4e20f400}
	fmla   = instruction{"FMLA 4S", 0x4e20cc00}
	fmls   = instruction{"FMLS 4S", 0x4ea0cc00}
	add    = instruction{"ADD 4S", 0x4ea08400}
	sub    = instruction{"SUB 4S", 0x6ea08400}
	and    = instruction{"AND 16B", 0x4e201c00}
	orr    = instruction{"ORR 16B", 0x4ea01c00}
	eor    = instruction{"EOR 16B", 0x6e201c00}
	sdot   = instruction{"SDOT 4S", 0x4e809400}
	fabs   = instruction{"FABS 4S", 0x4ea0f800}
	fneg   = instruction{"FNEG 4S", 0x6ea0f800}
	frintn = instruction{"FRINTN 4S", 0x4e218800}
	fcvtns = instruction{"FCVTNS 4S", 0x4e21a800}
	scvtf  = instruction{"SCVTF 4S", 0x4e21d800}
	fmaxv  = instruction{"FMAXV S", 0x6e30f800}
	addv   = instruction{"ADDV S", 0x4eb1b800}
	sqxtn  = [2][2]instruction{ // to halves of halves, to halves of bytes; the lower half and the upper
		{{"SQXTN 4H", 0x0e614800}, {"SQXTN2 8H", 0x4e614800}},
		{{"SQXTN 8B", 0x0e214800}, {"SQXTN2 16B", 0x4e214800}}}

	// by one element of the last vector
	sdotBy = instruction{"SDOT 4S by element", 0x4f80e000}
	fmlaBy = instruction{"FMLA 4S by element", 0x4f801000}
)

func (a *assembly) word(name string, word uint32, vectors ...any) {
	a.line("\tWORD $%#08x // %s %s", word, name, strings.Trim(fmt.Sprint(vectors...), "[]"))
}

// of writes an instruction that makes d of n.
func (a *assembly) of(i instruction, d, n int) {
	a.word(i.name, i.word|uint32(n<<5|d), "V", d, ", V", n)
}

// two writes one that makes d of n and m.
func (a *assembly) two(i instruction, d, n, m int) {
	a.word(i.name, i.word|uint32(m<<16|n<<5|d), "V", d, ", V", n, ", V", m)
}

// by writes one that adds to d what n is times one element of m.
func (a *assembly) by(i instruction, d, n, m, element int) {
	a.word(i.name, i.word|uint32(element&1<<21|m<<16|element>>1<<11|n<<5|d), "V", d, ", V", n, ", V", m, "[", element, "]")
}

func (a *assembly) zero(v int) { a.two(eor, v, v, v) }

func (a *assembly) copy(d, n int) { a.two(orr, d, n, n) }

// shiftLeft shifts every 32-bit lane.
func (a *assembly) shiftLeft(d, n, by int) {
	a.word("SHL 4S", 0x4f005400|uint32((32+by)<<16|n<<5|d), "V", d, ", V", n, ", ", by)
}

// upperNibbles are the upper four bits of every byte.
func (a *assembly) upperNibbles(d, n int) {
	a.word("USHR 16B", 0x6f0c0400|uint32(n<<5|d), "V", d, ", V", n, ", 4")
}

// sum adds the four lanes of floats into the first.
func (a *assembly) sum(v int) {
	a.two(faddp, v, v, v)
	a.two(faddp, v, v, v)
}
