package kernel

import "math"

// Each of these does what its vector form can, which is a multiple of 8 numbers or none, and then the rest.

// Gelu is x·(1+erf(x/√2))/2, in place.
func (l Level) Gelu(x []float32) {
	x = x[l.vectorGelu(x):]
	for i, v := range x {
		x[i] = v * 0.5 * (1 + float32(math.Erf(float64(v)*math.Sqrt2/2)))
	}
}

// AddNormalize is x + y, then brought to mean 0 and variance 1, times gain, plus bias; in place, for one row. It is the
// layer normalisation of Ba et al. 2016 after a residual connection.
func (l Level) AddNormalize(x, y, gain, bias []float32, epsilon float32) {
	sum, squares, done := l.vectorAdd(x, y)
	total, ofSquares := float64(sum), float64(squares)
	for i := done; i < len(x); i++ {
		x[i] += y[i]
		total += float64(x[i])
		ofSquares += float64(x[i]) * float64(x[i])
	}
	mean := total / float64(len(x))
	variance := ofSquares/float64(len(x)) - mean*mean
	by := 1 / math.Sqrt(max(variance, 0)+float64(epsilon))
	done = l.vectorNormalize(x, float32(mean), float32(by), gain, bias)
	for i := done; i < len(x); i++ {
		x[i] = (x[i]-float32(mean))*float32(by)*gain[i] + bias[i]
	}
}

// exponentials is exp(scale·(x - the largest x)), in place, and the sum of the results. Scale is positive.
func (l Level) exponentials(x []float32, scale float32) (sum float32) {
	if sum, done := l.vectorExponentials(x, scale); done {
		return sum
	}
	most := x[0]
	for _, v := range x {
		most = max(most, v)
	}
	for i, v := range x {
		x[i] = float32(math.Exp(float64((v - most) * scale)))
		sum += x[i]
	}
	return sum
}

// scale is x·by, in place.
func (l Level) scale(x []float32, by float32) {
	x = x[l.vectorScale(x, by):]
	for i := range x {
		x[i] *= by
	}
}

// largest is the largest magnitude in x, 0 if x is empty.
func (l Level) largest(x []float32) float32 {
	most, done := l.vectorLargest(x)
	return max(most, largestOf(x[done:]))
}

func largestOf(x []float32) (most float32) {
	for _, v := range x {
		if v < 0 {
			v = -v
		}
		if v > most { // the built-in max is several times slower, for the sake of NaN
			most = v
		}
	}
	return most
}
