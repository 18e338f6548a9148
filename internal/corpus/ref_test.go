package corpus

import "testing"

func TestARefIsReadAsItIsWritten(t *testing.T) {
	for _, c := range []struct {
		name, text string
		ref        Ref
		ok         bool
	}{
		{"a passage", "minusma-ends#4", Ref{"minusma-ends", 4}, true},
		{"the last # counts", "a#b#12", Ref{"a#b", 12}, true},
		{"no ordinal", "minusma-ends", Ref{}, false},
		{"an ordinal that is no number", "minusma-ends#four", Ref{Document: "minusma-ends"}, false},
	} {
		got, ok := ParseRef(c.text)
		if ok != c.ok || got != c.ref {
			t.Errorf("%s: %q is %+v, %v", c.name, c.text, got, ok)
		}
		if ok && got.String() != c.text {
			t.Errorf("%s: written as %q", c.name, got)
		}
	}
}
