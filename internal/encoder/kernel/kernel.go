// Package kernel does the arithmetic of a small transformer: products of matrices, attention, and what is done to one row
// of numbers after another.
//
// Start at [Best], which is the quickest [Level] of this processor, and [NewMatrix]. The levels that count in whole
// numbers (all but [Reference]) come to the same sums to the last bit, so that what is found does not depend on the
// machine; the property tests hold each of them to that.
//
// The assembly is written by the programs in gen and gen/arm.
package kernel

//go:generate go -C gen run . -out ../kernels_amd64.s -stubs ../kernels_amd64.go -pkg kernel
//go:generate go -C gen run ./arm -out ../kernels_arm64.s -stubs ../kernels_arm64.go

// A Level is a way of doing the arithmetic, from the plainest to the quickest.
type Level int

const (
	Reference Level = iota // floating point throughout, for comparison with other programs
	Plain                  // 8-bit whole numbers, no vector instructions
	AVX2                   // x86-64 with AVX2 and FMA: Intel since 2013, AMD since 2015
	VNNI                   // x86-64 with AVX-512 VNNI and VL: Intel since 2019, AMD since 2022
	NEON                   // arm64 with dot products (FEAT_DotProd): Arm's Cortex-A76 and Neoverse N1, Apple's M1 and later ones
)

// Best is the quickest level this processor can do.
func Best() Level {
	all := Levels()
	return all[len(all)-1]
}

// hasVectors reports whether a level has vector instructions.
func (l Level) hasVectors() bool { return l > Plain }

// String is the name of a level as a status shows it.
func (l Level) String() string {
	return [...]string{"reference", "plain", "AVX2", "VNNI", "NEON"}[l]
}
