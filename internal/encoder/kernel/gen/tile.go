package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel/gen/functions"
)

const (
	vectorBytes = 32
	panelBytes  = 2 * vectorBytes // a panel of weights is 16 outputs wide: two vectors of eight 32-bit sums
)

// rowsOf addresses several rows of a matrix that lie stride bytes apart: one pointer for every three rows, since an
// address may add an index once or twice.
type rowsOf struct {
	pointers []reg.GPVirtual
	stride   reg.Register
}

func newRows(first, stride reg.Register, rows int) rowsOf {
	r := rowsOf{stride: stride}
	for i := 0; i < rows; i += 3 {
		p := GP64()
		if i == 0 {
			MOVQ(first, p)
		} else {
			LEAQ(Mem{Base: r.pointers[len(r.pointers)-1], Index: stride, Scale: 2}, p)
			ADDQ(stride, p)
		}
		r.pointers = append(r.pointers, p)
	}
	return r
}

func (r rowsOf) at(row, displacement int) Mem {
	m := Mem{Base: r.pointers[row/3], Disp: displacement}
	if row%3 > 0 {
		m.Index, m.Scale = r.stride, uint8(row%3)
	}
	return m
}

func (r rowsOf) advance(bytes int) {
	for _, p := range r.pointers {
		ADDQ(Imm(uint64(bytes)), p)
	}
}

// sums are the accumulators of a tile: two vectors a row.
func sums(rows int) [][2]reg.VecVirtual {
	tile := make([][2]reg.VecVirtual, rows)
	for i := range tile {
		tile[i] = [2]reg.VecVirtual{YMM(), YMM()}
	}
	return tile
}

// integerTile multiplies rows of unsigned 8-bit activations with a panel of signed 7-bit weights into 32-bit sums.
// Weights of 7 bits keep the 16-bit sums of VPMADDUBSW from saturating: 2·255·63 < 2¹⁵.
func integerTile(name string, rows int, vnni bool) {
	function(fmt.Sprintf("%s%d", name, rows), "func(groups int, a *uint8, stride int, panel *int8, c *int32, cStride int)", fmt.Sprintf("multiplies %d rows of 4·groups activations with a panel; groups is a multiple of 4", rows))
	groups := Load(Param("groups"), GP64())
	a := newRows(Load(Param("a"), GP64()), Load(Param("stride"), GP64()), rows)
	panel := Load(Param("panel"), GP64())
	c := Load(Param("c"), GP64())
	cStride := Load(Param("cStride"), GP64())
	var ones reg.VecVirtual
	if !vnni {
		ones = YMM()
		VPCMPEQW(ones, ones, ones)
		VPSRLW(Imm(15), ones, ones)
	}
	move := func(from, to Op) {
		if vnni { // its tile has more than 16 registers, which only the newer form can name
			VMOVDQU32(from, to)
		} else {
			VMOVDQU(from, to)
		}
	}
	tile := sums(rows)
	for _, row := range tile {
		VPXOR(row[0], row[0], row[0])
		VPXOR(row[1], row[1], row[1])
	}
	const unroll = 2
	Label("loop")
	for u := range unroll {
		weights := [2]reg.VecVirtual{YMM(), YMM()}
		for j, w := range weights {
			move(Mem{Base: panel, Disp: u*panelBytes + j*vectorBytes}, w)
		}
		for i, row := range tile {
			x := YMM()
			VPBROADCASTD(a.at(i, 4*u), x)
			for j, w := range weights {
				if vnni {
					VPDPBUSD(w, x, row[j])
					continue
				}
				product := YMM()
				VPMADDUBSW(w, x, product)
				VPMADDWD(ones, product, product)
				VPADDD(product, row[j], row[j])
			}
		}
	}
	ADDQ(U32(unroll*panelBytes), panel)
	a.advance(4 * unroll)
	SUBQ(Imm(unroll), groups)
	JNE(LabelRef("loop"))
	for i, row := range tile {
		move(row[0], Mem{Base: c})
		move(row[1], Mem{Base: c, Disp: vectorBytes})
		if i+1 < rows {
			ADDQ(cStride, c)
		}
	}
	VZEROUPPER()
	RET()
}

// floatTile adds the product of rows of floats with a panel of floats, 16 wide, to c.
func floatTile(rows int) {
	declare(functions.FloatTile(rows))
	k := Load(Param("k"), GP64())
	a := newRows(Load(Param("a"), GP64()), Load(Param("stride"), GP64()), rows)
	panel := Load(Param("panel"), GP64())
	c := Load(Param("c"), GP64())
	cStride := Load(Param("cStride"), GP64())
	tile := sums(rows)
	at := GP64()
	MOVQ(c, at)
	for i, row := range tile {
		VMOVUPS(Mem{Base: at}, row[0])
		VMOVUPS(Mem{Base: at, Disp: vectorBytes}, row[1])
		if i+1 < rows {
			ADDQ(cStride, at)
		}
	}
	const unroll = 4
	Label("loop")
	for u := range unroll {
		columns := [2]reg.VecVirtual{YMM(), YMM()}
		for j, v := range columns {
			VMOVUPS(Mem{Base: panel, Disp: u*panelBytes + j*vectorBytes}, v)
		}
		for i, row := range tile {
			x := YMM()
			VBROADCASTSS(a.at(i, 4*u), x)
			VFMADD231PS(columns[0], x, row[0])
			VFMADD231PS(columns[1], x, row[1])
		}
	}
	ADDQ(U32(unroll*panelBytes), panel)
	a.advance(4 * unroll)
	SUBQ(Imm(unroll), k)
	JNE(LabelRef("loop"))
	for i, row := range tile {
		VMOVUPS(row[0], Mem{Base: c})
		VMOVUPS(row[1], Mem{Base: c, Disp: vectorBytes})
		if i+1 < rows {
			ADDQ(cStride, c)
		}
	}
	VZEROUPPER()
	RET()
}
