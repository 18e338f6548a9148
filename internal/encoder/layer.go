package encoder

import "github.com/sitrep-bot/sitrep/internal/encoder/kernel"

// A norm is a layer normalisation.
type norm struct {
	gain, bias []float32
	epsilon    float32
}

// addAndNormalize adds change to every row of x and normalises it.
func (n norm) addAndNormalize(level kernel.Level, x, change []float32) {
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
	s.projected, s.attended = grow(s.projected, 3*len(x)), grow(s.attended, len(x))
	s.change, s.expanded = grow(s.change, len(x)), grow(s.expanded, rows*l.up.Outputs())

	l.project.Multiply(s.projected, x, &s.kernel)
	l.level.Attend(s.attended, s.projected, l.heads, l.size, &s.kernel)
	l.output.Multiply(s.change, s.attended, &s.kernel)
	l.attentionNorm.addAndNormalize(l.level, x, s.change)

	l.up.Multiply(s.expanded, x, &s.kernel)
	l.level.Gelu(s.expanded)
	l.down.Multiply(s.change, s.expanded, &s.kernel)
	l.ffnNorm.addAndNormalize(l.level, x, s.change)
}
