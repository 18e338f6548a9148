package main

import (
	"math"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel/gen/functions"
)

func bits(f float64) uint32 { return math.Float32bits(float32(f)) }

func (a *assembly) largest() {
	a.function(functions.Largest)
	a.turns(0, 2)
	a.zero(0)
	end := a.loop("loop", 0)
	a.load(1, "S4", 1)
	a.of(fabs, 1, 1)
	a.two(fmax, 0, 0, 1)
	end()
	a.of(fmaxv, 0, 0)
	a.result("ret", 0)
	a.line("\tRET")
}

func (a *assembly) round() {
	a.function(functions.Round)
	a.turns(0, 4)
	a.parameter("scale", 8)
	a.line("\tVMOVI $0x80, V9.B16")
	end := a.loop("loop", 0)
	a.load(1, "S4", four(0)...)
	for i := range 4 {
		a.two(fmul, i, i, 8)
		a.of(fcvtns, i, i)
		a.of(sqxtn[0][i%2], 4+i/2, i)
	}
	a.of(sqxtn[1][0], 6, 4)
	a.of(sqxtn[1][1], 6, 5)
	a.two(eor, 6, 6, 9)
	a.store(2, "B16", 6)
	end()
	a.line("\tRET")
}

func (a *assembly) dequantize() {
	a.function(functions.Dequantize)
	a.turns(0, 2)
	a.parameter("scale", 8)
	end := a.loop("loop", 0)
	for i := range 4 {
		a.load(1+i, "S4", i)
	}
	a.two(sub, 0, 0, 1)
	a.of(scvtf, 0, 0)
	a.two(fmul, 2, 2, 8)
	a.two(fmla, 3, 0, 2)
	a.store(5, "S4", 3)
	end()
	a.line("\tRET")
}

// The constants of exponential, in the order of its vectors.
var ofExponential = []float64{functions.LeastExponent, math.Log2E, functions.Ln2High, functions.Ln2Low,
	functions.Taylor[0], functions.Taylor[1], functions.Taylor[2], functions.Taylor[3], 1}

const (
	constants = 16            // the first of their vectors
	one       = constants + 8 // 1
)

func (a *assembly) exponentialConstants() {
	for i, c := range ofExponential {
		a.constant(constants+i, bits(c))
	}
	a.constant(constants+len(ofExponential), 127)
}

// exponential is eˣ for x ≤ 0, in place, as package functions has it. It uses V4 to V6.
func (a *assembly) exponential(x int) {
	const n, power, next = 4, 5, 6
	a.two(fmax, x, x, constants)
	a.two(fmul, n, x, constants+1)
	a.of(frintn, n, n)
	a.two(fmls, x, n, constants+2)
	a.two(fmls, x, n, constants+3)
	a.copy(power, constants+4)
	a.horner(power, next, x, constants+5, constants+6, constants+7, one, one)
	a.of(fcvtns, n, n)
	a.two(add, n, n, constants+9)
	a.shiftLeft(n, n, 23)
	a.two(fmul, x, power, n)
}

// horner multiplies a polynomial by x and adds a coefficient, one after another; next is a vector to work in.
func (a *assembly) horner(polynomial, next, x int, coefficients ...int) {
	for _, coefficient := range coefficients {
		a.copy(next, coefficient)
		a.two(fmla, next, polynomial, x)
		a.copy(polynomial, next)
	}
}

func (a *assembly) gelu() {
	a.function(functions.Gelu)
	a.turns(0, 2)
	a.line("\tMOVD R1, R2")
	a.exponentialConstants()
	const p, half = 10, 28
	a.constant(8, bits(math.Sqrt2/2))
	a.constant(9, bits(functions.ErfScale))
	for i, coefficient := range functions.Erf {
		a.constant(p+i, bits(coefficient))
	}
	a.constant(half, bits(0.5))
	a.constant(29, 1<<31)
	end := a.loop("loop", 0)
	const v, z, t, poly, next, square = 0, 1, 2, 3, 30, 7
	a.load(1, "S4", v)
	a.two(fmul, z, v, 8)
	a.of(fabs, square, z)
	a.copy(t, one)
	a.two(fmla, t, square, 9)
	a.two(fdiv, t, one, t)
	a.copy(poly, p)
	a.horner(poly, next, t, p+1, p+2, p+3, p+4)
	a.two(fmul, poly, poly, t)
	a.two(fmul, square, square, square)
	a.of(fneg, square, square)
	a.exponential(square)
	a.copy(next, one)
	a.two(fmls, next, poly, square) // erf(|z|) = 1 - poly·exp(-z²)
	a.two(and, z, z, 29)
	a.two(eor, next, next, z)
	a.two(fadd, next, next, one)
	a.two(fmul, v, v, half)
	a.two(fmul, v, v, next)
	a.store(2, "S4", v)
	end()
	a.line("\tRET")
}

func (a *assembly) exponentials() {
	a.function(functions.Exponentials)
	a.turns(0, 2)
	a.parameter("scale", 8)
	a.exponentialConstants()
	a.line("\tMOVD R0, R2\n\tMOVD R1, R3\n\tVLD1 (R1), [V9.S4]")
	end := a.loop("max", 2)
	a.load(3, "S4", 0)
	a.two(fmax, 9, 9, 0)
	end()
	a.of(fmaxv, 9, 9)
	a.line("\tVDUP V9.S[0], V9.S4\n\tMOVD R1, R3")
	a.zero(10)
	end = a.loop("loop", 0)
	a.load(1, "S4", 0)
	a.two(fsub, 0, 0, 9)
	a.two(fmul, 0, 0, 8)
	a.exponential(0)
	a.two(fadd, 10, 10, 0)
	a.store(3, "S4", 0)
	end()
	a.sum(10)
	a.result("ret", 10)
	a.line("\tRET")
}

func (a *assembly) scale() {
	a.function(functions.Scale)
	a.turns(0, 2)
	a.parameter("by", 8)
	a.line("\tMOVD R1, R2")
	end := a.loop("loop", 0)
	a.load(1, "S4", 0)
	a.two(fmul, 0, 0, 8)
	a.store(2, "S4", 0)
	end()
	a.line("\tRET")
}

func (a *assembly) add() {
	a.function(functions.Add)
	a.turns(0, 2)
	a.line("\tMOVD R1, R3")
	a.zero(8)
	a.zero(9)
	end := a.loop("loop", 0)
	a.load(1, "S4", 0)
	a.load(2, "S4", 1)
	a.two(fadd, 0, 0, 1)
	a.two(fadd, 8, 8, 0)
	a.two(fmla, 9, 0, 0)
	a.store(3, "S4", 0)
	end()
	a.sum(8)
	a.sum(9)
	a.result("sum", 8)
	a.result("squares", 9)
	a.line("\tRET")
}

func (a *assembly) normalize() {
	a.function(functions.Normalize)
	a.turns(0, 2)
	a.parameter("mean", 8)
	a.parameter("by", 9)
	a.line("\tMOVD R1, R4")
	end := a.loop("loop", 0)
	for i := range 3 {
		a.load(1+i, "S4", i)
	}
	a.two(fsub, 0, 0, 8)
	a.two(fmul, 0, 0, 9)
	a.two(fmla, 2, 0, 1)
	a.store(4, "S4", 2)
	end()
	a.line("\tRET")
}
