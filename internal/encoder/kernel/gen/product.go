package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel/gen/functions"
)

// total adds the eight 32-bit lanes of v.
func total(v reg.VecVirtual) reg.Register {
	high, low, result := XMM(), v.AsX(), GP32()
	VEXTRACTI128(Imm(1), v, high)
	VPADDD(high, low, low)
	VPSHUFD(Imm(0x4e), low, high) // the upper two lanes
	VPADDD(high, low, low)
	VPSHUFD(Imm(0xb1), low, high) // the other lane of each pair
	VPADDD(high, low, low)
	VMOVD(low, result)
	return result
}

// scan multiplies one vector with many: 16 bytes at a time, widened to 16 bits, so that nothing saturates.
func scan() {
	declare(functions.Scan)
	count, n := Load(Param("count"), GP64()), Load(Param("n"), GP64())
	q, row, out := Load(Param("q"), GP64()), Load(Param("rows"), GP64()), Load(Param("out"), GP64())
	at, left := GP64(), GP64()
	Label("row")
	sum := YMM()
	VPXOR(sum, sum, sum)
	MOVQ(q, at)
	MOVQ(n, left)
	Label("loop")
	x, y := YMM(), YMM()
	VPMOVSXBW(Mem{Base: at}, x)
	VPMOVSXBW(Mem{Base: row}, y)
	VPMADDWD(x, y, y)
	VPADDD(y, sum, sum)
	ADDQ(Imm(16), at)
	ADDQ(Imm(16), row)
	SUBQ(Imm(16), left)
	JNE(LabelRef("loop"))
	MOVL(total(sum), Mem{Base: out})
	ADDQ(Imm(4), out)
	DECQ(count)
	JNE(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// nibbleProducts multiplies one word of 4-bit values, 0 to 15, with several words of 8-bit ones. A block is 32 bytes: its
// low nibbles are the values 0 to 31, its high ones 32 to 63. 15·127·2·2 fits 16 bits.
func nibbleProducts() {
	declare(functions.NibbleProducts)
	count, blocks := Load(Param("count"), GP64()), Load(Param("blocks"), GP64())
	word, nibbles, out := Load(Param("words"), GP64()), Load(Param("nibbles"), GP64()), Load(Param("out"), GP64())
	mask, ones := everywhere(bits(0x0f0f0f0f)), YMM()
	VPCMPEQW(ones, ones, ones)
	VPSRLW(Imm(15), ones, ones)
	at, left := GP64(), GP64()
	Label("word")
	sum := YMM()
	VPXOR(sum, sum, sum)
	MOVQ(nibbles, at)
	MOVQ(blocks, left)
	Label("loop")
	low, high := YMM(), YMM()
	VMOVDQU(Mem{Base: at}, low)
	VPSRLW(Imm(4), low, high)
	VPAND(mask, low, low)
	VPAND(mask, high, high)
	VPMADDUBSW(Mem{Base: word}, low, low)
	VPMADDUBSW(Mem{Base: word, Disp: vectorBytes}, high, high)
	VPADDW(low, high, high)
	VPMADDWD(ones, high, high)
	VPADDD(high, sum, sum)
	ADDQ(Imm(32), at)
	ADDQ(Imm(64), word)
	DECQ(left)
	JNE(LabelRef("loop"))
	MOVL(total(sum), Mem{Base: out})
	ADDQ(Imm(4), out)
	DECQ(count)
	JNE(LabelRef("word"))
	VZEROUPPER()
	RET()
}
