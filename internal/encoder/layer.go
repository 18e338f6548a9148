package encoder

import "github.com/sitrep-bot/sitrep/internal/encoder/kernel"

// A norm is a layer normalisation.
type norm struct {
	gain, bias []float32
	epsilon    float32
}

// after adds change to every row of x and normalises it.
func (n norm) after(level kernel.Level, x, change []float32) {
	size := len(n.gain)
	for i := 0; i < len(x); i += size {
		level.AddNormalize(x[i:i+size], change[i:i+size], n.gain, n.bias, n.epsilon)
	}
}

// A layer is one of a BERT encoder (Devlin et al. 2018): attention, then a network of two matrices, each added to what
// came in and normalised.
type layer struct {
	level       kernel.Level
	heads, size int

	project, output *kernel.Matrix
	attentionNorm   norm
	up, down        *kernel.Matrix
	ffnNorm         norm
}

// forward changes the states x, one row a token, in place.
func (l *layer) forward(x []float32, s *scratch) {
	rows := len(x) / (l.heads * l.size)
	s.projected, s.met = grow(s.projected, 3*len(x)), grow(s.met, len(x))
	s.change, s.wide = grow(s.change, len(x)), grow(s.wide, rows*l.up.Outputs())

	l.project.Multiply(s.projected, x, &s.kernel)
	l.level.Attend(s.met, s.projected, l.heads, l.size, &s.kernel)
	l.output.Multiply(s.change, s.met, &s.kernel)
	l.attentionNorm.after(l.level, x, s.change)

	l.up.Multiply(s.wide, x, &s.kernel)
	l.level.Gelu(s.wide)
	l.down.Multiply(s.change, s.wide, &s.kernel)
	l.ffnNorm.after(l.level, x, s.change)
}
