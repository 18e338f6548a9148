package main

import "math"

// A pace is how a gradient is followed.
type pace struct {
	steps int
	decay float64 // L2
}

// descend minimises the listwise softmax loss with Adam over all choices at once, so that nothing is left to chance.
func descend(choices []choice, features int) []float64 {
	whole := 0.0
	for _, c := range choices {
		whole += c.weight
	}
	return adam(features, pace{steps: 200, decay: 0.001}, func(w, gradient []float64) {
		for _, c := range choices {
			all, good, most := 0.0, 0.0, math.Inf(-1)
			scores := make([]float64, len(c.options))
			for i, f := range c.options {
				scores[i] = dot(f, w)
				most = max(most, scores[i])
			}
			for i := range scores {
				scores[i] = math.Exp(scores[i] - most)
				all += scores[i]
				if c.right[i] {
					good += scores[i]
				}
			}
			for i, f := range c.options {
				p := scores[i] / all
				if c.right[i] {
					p -= scores[i] / max(good, 1e-300)
				}
				for j := range f {
					gradient[j] += c.weight / whole * p * f[j]
				}
			}
		}
	})
}

// adam follows a gradient (Kingma and Ba, 2015) that add is to sum up, with weight decay and a falling rate.
func adam(features int, p pace, add func(w, gradient []float64)) []float64 {
	const rate = 0.5
	w, mean, square := make([]float64, features), make([]float64, features), make([]float64, features)
	for step := 1.0; step <= float64(p.steps); step++ {
		gradient := make([]float64, features)
		add(w, gradient)
		for j := range w {
			g := gradient[j] + p.decay*w[j]
			mean[j] = .9*mean[j] + .1*g
			square[j] = .999*square[j] + .001*g*g
			w[j] -= rate / math.Sqrt(1+step/10) * mean[j] / (1 - math.Pow(.9, step)) / (math.Sqrt(square[j]/(1-math.Pow(.999, step))) + 1e-8)
		}
	}
	return w
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
