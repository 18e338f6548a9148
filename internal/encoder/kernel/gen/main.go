// Gen writes the assembly of package kernel. It is a module of its own, so that the bot does not depend on its assembler.
// `go generate ./internal/encoder/kernel` runs it.
package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel/gen/functions"
)

func main() {
	for _, rows := range []int{4, 2, 1} {
		integerTile("integerTileAVX2", rows, false)
	}
	for _, rows := range []int{8, 4, 2, 1} {
		integerTile("integerTileVNNI", rows, true)
	}
	for _, rows := range []int{6, 4, 2, 1} {
		floatTile(rows)
	}
	largest()
	round()
	dequantize()
	gelu()
	exponentials()
	scale()
	add()
	normalize()
	scan()
	nibbleProducts()
	build.Generate()
}

// declare begins one that every processor has.
func declare(f functions.Function) {
	function(f.Name, "func("+f.Parameters+") "+f.Results, f.Doc)
}

// function begins one. None keeps the memory it is handed.
func function(name, signature, doc string) {
	build.TEXT(name, attr.NOSPLIT, signature)
	build.Pragma("noescape")
	build.Doc(name + " " + doc + ".")
}
