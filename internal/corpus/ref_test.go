package corpus

import (
	"encoding/json"
	"strings"
	"testing"
)

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

func TestARefIsTextInJSON(t *testing.T) {
	type line struct {
		Passage Ref `json:"passage,omitzero"`
	}
	for _, c := range []struct {
		name, text string
		line       line
	}{
		{"a passage", `{"passage":"minusma-ends#4"}`, line{Document{ID: "minusma-ends"}.Ref(4)}},
		{"none", `{}`, line{}},
	} {
		written, err := json.Marshal(c.line)
		if err != nil || string(written) != c.text {
			t.Errorf("%s: written as %s, %v; want %s", c.name, written, err, c.text)
		}
		var read line
		if err := json.Unmarshal([]byte(c.text), &read); err != nil || read != c.line {
			t.Errorf("%s: read as %+v, %v; want %+v", c.name, read, err, c.line)
		}
	}
	if err := json.Unmarshal([]byte(`{"passage":"minusma-ends"}`), new(line)); err == nil || !strings.Contains(err.Error(), `found "minusma-ends"`) {
		t.Errorf("what names no passage: %v", err)
	}
}
