// Package functions says which functions the assembly of every processor has, and the numbers in them.
package functions

import "fmt"

// A Function is one in assembly as Go declares it. Results is empty where it has none; Doc follows the name.
type Function struct{ Name, Parameters, Results, Doc string }

// The functions that go over rows of numbers.
var (
	Largest = Function{"largestSIMD", "n int, x *float32", "float32",
		"is the largest magnitude of n floats; n is a multiple of 8"}
	Round = Function{"roundSIMD", "n int, x *float32, scale float32, q *uint8", "",
		"is q = round(x·scale) + 128; n is a multiple of 32"}
	Dequantize = Function{"dequantizeSIMD", "n int, c *int32, zero *int32, scales *float32, bias *float32, scale float32, y *float32", "",
		"is y = (c - zero)·scales·scale + bias; n is a multiple of 8"}
	Gelu = Function{"geluSIMD", "n int, x *float32", "",
		"is x·(1+erf(x/√2))/2 in place; n is a multiple of 8"}
	Exponentials = Function{"exponentialsSIMD", "n int, x *float32, scale float32", "float32",
		"is x = exp(scale·(x - max x)) in place, for scale > 0, and their sum; n is a multiple of 8"}
	Scale = Function{"scaleSIMD", "n int, x *float32, by float32", "",
		"is x·by in place; n is a multiple of 8"}
	Add = Function{"addSIMD", "n int, x *float32, y *float32", "(sum float32, squares float32)",
		"is x + y in place, with the sum of the results and of their squares; n is a multiple of 8"}
	Normalize = Function{"normalizeSIMD", "n int, x *float32, mean float32, by float32, gain *float32, bias *float32", "",
		"is (x - mean)·by·gain + bias in place; n is a multiple of 8"}
	Scan = Function{"scanSIMD", "count int, n int, q *int8, rows *int8, out *int32", "",
		"is the product of q with count rows of n bytes each; n is a multiple of 16"}
	NibbleProducts = Function{"nibbleProductsSIMD", "count int, blocks int, words *int8, nibbles *uint8, out *int32", "",
		"is the product of one word of 4-bit values with count words of 64·blocks bytes each"}
)

// FloatTile adds the product of some rows of floats with a panel to a matrix.
func FloatTile(rows int) Function {
	return Function{fmt.Sprintf("floatTile%d", rows), "k int, a *float32, stride int, panel *float32, c *float32, cStride int", "",
		fmt.Sprintf("adds the product of %d rows of k floats with a panel to c; k is a multiple of 4", rows)}
}

// The numbers in eˣ for x ≤ 0, which is 2ⁿ·eʳ with |r| ≤ ln2/2. Ln2 is in two parts, as in Cephes, expf.c: the second is taken from the
// first. Below LeastExponent the result is no normal number.
const (
	LeastExponent = -87
	Ln2High       = 0.693359375
	Ln2Low        = -2.12194440e-4
)

// Taylor are the coefficients of eʳ from r⁵ to r²; those of r and 1 are 1. The relative error is below 3e-6.
var Taylor = []float64{1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2}

// ErfScale and Erf are those of Abramowitz and Stegun 7.1.26, from t⁵ to t: the error is below 1.5e-7.
const ErfScale = 0.3275911

// Erf belongs to ErfScale.
var Erf = []float64{1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592}
