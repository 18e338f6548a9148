package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel/gen/functions"
)

// constants holds the 32-bit values already written to the read-only data.
var constants = map[uint32]Mem{}

func bits(b uint32) Mem {
	m, ok := constants[b]
	if !ok {
		m = ConstData(fmt.Sprintf("constant%02d", len(constants)), U32(b))
		constants[b] = m
	}
	return m
}

func float(f float64) Mem { return bits(math.Float32bits(float32(f))) }

func everywhere(m Mem) reg.VecVirtual {
	v := YMM()
	VBROADCASTSS(m, v)
	return v
}

// parameter is a float parameter in every lane.
func parameter(name string) reg.VecVirtual {
	x, v := XMM(), YMM()
	Load(Param(name), x)
	VBROADCASTSS(x, v)
	return v
}

// horizontal folds the eight lanes of v into one.
func horizontal(v reg.VecVirtual, fold func(...Op)) reg.VecVirtual {
	high, result, moved := XMM(), XMM(), XMM()
	VEXTRACTF128(Imm(1), v, high)
	fold(high, v.AsX(), result)
	VMOVHLPS(result, result, moved)
	fold(moved, result, result)
	VMOVSHDUP(result, moved)
	fold(moved, result, result)
	return result
}

// each begins a loop over n values, eight floats at a time, and returns what ends it.
func each(label string, n reg.Register, step int, pointers ...reg.Register) (end func()) {
	Label(label)
	return func() {
		for _, p := range pointers {
			ADDQ(U32(uint32(4*step)), p)
		}
		SUBQ(Imm(uint64(step)), n)
		JNE(LabelRef(label))
	}
}

func largest() {
	declare(functions.Largest)
	n, x := Load(Param("n"), GP64()), Load(Param("x"), GP64())
	most, sign := YMM(), everywhere(bits(1<<31))
	VXORPS(most, most, most)
	end := each("loop", n, 8, x)
	v := YMM()
	VANDNPS(Mem{Base: x}, sign, v)
	VMAXPS(v, most, most)
	end()
	Store(horizontal(most, func(o ...Op) { VMAXPS(o[0], o[1], o[2]) }), ReturnIndex(0))
	VZEROUPPER()
	RET()
}

func round() {
	declare(functions.Round)
	n, x, q := Load(Param("n"), GP64()), Load(Param("x"), GP64()), Load(Param("q"), GP64())
	scale, zero, order := parameter("scale"), everywhere(bits(128)), YMM()
	lanes := GLOBL("packedOrder", RODATA|NOPTR)
	for i, lane := range []uint32{0, 4, 1, 5, 2, 6, 3, 7} { // undoes the interleaving of the two packs
		DATA(4*i, U32(lane))
	}
	VMOVDQU(lanes, order)
	end := each("loop", n, 32, x)
	var v [4]reg.VecVirtual
	for i := range v {
		v[i] = YMM()
		VMULPS(Mem{Base: x, Disp: vectorBytes * i}, scale, v[i])
		VCVTPS2DQ(v[i], v[i])
		VPADDD(zero, v[i], v[i])
	}
	VPACKSSDW(v[1], v[0], v[0])
	VPACKSSDW(v[3], v[2], v[2])
	VPACKUSWB(v[2], v[0], v[0])
	VPERMD(v[0], order, v[0])
	VMOVDQU(v[0], Mem{Base: q})
	ADDQ(Imm(32), q)
	end()
	VZEROUPPER()
	RET()
}

func dequantize() {
	declare(functions.Dequantize)
	n := Load(Param("n"), GP64())
	c, zero := Load(Param("c"), GP64()), Load(Param("zero"), GP64())
	scales, bias := Load(Param("scales"), GP64()), Load(Param("bias"), GP64())
	y := Load(Param("y"), GP64())
	scale := parameter("scale")
	end := each("loop", n, 8, c, zero, scales, bias, y)
	v, s, b := YMM(), YMM(), YMM()
	VMOVDQU(Mem{Base: c}, v)
	VPSUBD(Mem{Base: zero}, v, v)
	VCVTDQ2PS(v, v)
	VMULPS(Mem{Base: scales}, scale, s)
	VMOVUPS(Mem{Base: bias}, b)
	VFMADD213PS(b, s, v)
	VMOVUPS(v, Mem{Base: y})
	end()
	VZEROUPPER()
	RET()
}

// exponential is eˣ for x ≤ 0, as package functions has it.
func exponential(x, one reg.VecVirtual) reg.VecVirtual {
	n, power, exponent := YMM(), YMM(), YMM()
	VMAXPS(everywhere(float(functions.LeastExponent)), x, x) // below it the result is no normal number
	VMULPS(everywhere(float(math.Log2E)), x, n)
	VROUNDPS(Imm(0), n, n)
	VFNMADD231PS(everywhere(float(functions.Ln2High)), n, x)
	VFNMADD231PS(everywhere(float(functions.Ln2Low)), n, x)
	VBROADCASTSS(float(functions.Taylor[0]), power)
	for _, coefficient := range functions.Taylor[1:] {
		VFMADD213PS(everywhere(float(coefficient)), x, power)
	}
	VFMADD213PS(one, x, power)
	VFMADD213PS(one, x, power)
	VCVTPS2DQ(n, exponent)
	VPADDD(everywhere(bits(127)), exponent, exponent)
	VPSLLD(Imm(23), exponent, exponent)
	VMULPS(exponent, power, power)
	return power
}

func gelu() {
	declare(functions.Gelu)
	n, x := Load(Param("n"), GP64()), Load(Param("x"), GP64())
	one, sign := everywhere(float(1)), everywhere(bits(1<<31))
	end := each("loop", n, 8, x)
	v, z, magnitude, t, poly, square := YMM(), YMM(), YMM(), YMM(), YMM(), YMM()
	VMOVUPS(Mem{Base: x}, v)
	VMULPS(everywhere(float(math.Sqrt2/2)), v, z)
	VANDNPS(z, sign, magnitude)
	VMOVAPS(one, t)
	VFMADD231PS(everywhere(float(functions.ErfScale)), magnitude, t)
	VDIVPS(t, one, t)
	VBROADCASTSS(float(functions.Erf[0]), poly)
	for _, coefficient := range functions.Erf[1:] {
		VFMADD213PS(everywhere(float(coefficient)), t, poly)
	}
	VMULPS(t, poly, poly)
	VMULPS(magnitude, magnitude, square)
	VXORPS(sign, square, square)
	VFNMADD213PS(one, exponential(square, one), poly) // erf(|z|) = 1 - poly·exp(-z²)
	VANDPS(sign, z, z)
	VXORPS(z, poly, poly)
	VADDPS(one, poly, poly)
	VMULPS(everywhere(float(0.5)), v, v)
	VMULPS(v, poly, poly)
	VMOVUPS(poly, Mem{Base: x})
	end()
	VZEROUPPER()
	RET()
}

func exponentials() {
	declare(functions.Exponentials)
	n, x := Load(Param("n"), GP64()), Load(Param("x"), GP64())
	scale := parameter("scale")
	most, at, left := YMM(), GP64(), GP64()
	VMOVUPS(Mem{Base: x}, most)
	MOVQ(x, at)
	MOVQ(n, left)
	end := each("max", left, 8, at)
	VMAXPS(Mem{Base: at}, most, most)
	end()
	VBROADCASTSS(horizontal(most, func(o ...Op) { VMAXPS(o[0], o[1], o[2]) }), most)
	one, sum := everywhere(float(1)), YMM()
	VXORPS(sum, sum, sum)
	end = each("loop", n, 8, x)
	v := YMM()
	VMOVUPS(Mem{Base: x}, v)
	VSUBPS(most, v, v)
	VMULPS(scale, v, v)
	power := exponential(v, one)
	VADDPS(power, sum, sum)
	VMOVUPS(power, Mem{Base: x})
	end()
	Store(horizontal(sum, func(o ...Op) { VADDPS(o[0], o[1], o[2]) }), ReturnIndex(0))
	VZEROUPPER()
	RET()
}

func scale() {
	declare(functions.Scale)
	n, x := Load(Param("n"), GP64()), Load(Param("x"), GP64())
	by := parameter("by")
	end := each("loop", n, 8, x)
	v := YMM()
	VMULPS(Mem{Base: x}, by, v)
	VMOVUPS(v, Mem{Base: x})
	end()
	VZEROUPPER()
	RET()
}

func add() {
	declare(functions.Add)
	n, x, y := Load(Param("n"), GP64()), Load(Param("x"), GP64()), Load(Param("y"), GP64())
	sum, squares := YMM(), YMM()
	VXORPS(sum, sum, sum)
	VXORPS(squares, squares, squares)
	end := each("loop", n, 8, x, y)
	v := YMM()
	VMOVUPS(Mem{Base: x}, v)
	VADDPS(Mem{Base: y}, v, v)
	VMOVUPS(v, Mem{Base: x})
	VADDPS(v, sum, sum)
	VFMADD231PS(v, v, squares)
	end()
	Store(horizontal(sum, func(o ...Op) { VADDPS(o[0], o[1], o[2]) }), Return("sum"))
	Store(horizontal(squares, func(o ...Op) { VADDPS(o[0], o[1], o[2]) }), Return("squares"))
	VZEROUPPER()
	RET()
}

func normalize() {
	declare(functions.Normalize)
	n, x := Load(Param("n"), GP64()), Load(Param("x"), GP64())
	gain, bias := Load(Param("gain"), GP64()), Load(Param("bias"), GP64())
	mean, by := parameter("mean"), parameter("by")
	end := each("loop", n, 8, x, gain, bias)
	v, b := YMM(), YMM()
	VMOVUPS(Mem{Base: x}, v)
	VSUBPS(mean, v, v)
	VMULPS(by, v, v)
	VMOVUPS(Mem{Base: bias}, b)
	VFMADD132PS(Mem{Base: gain}, b, v)
	VMOVUPS(v, Mem{Base: x})
	end()
	VZEROUPPER()
	RET()
}
