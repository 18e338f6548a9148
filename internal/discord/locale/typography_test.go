package locale

import (
	"regexp"
	"strings"
	"testing"
)

// TestNoLineEndsBetweenANumberAndItsWord: "passage 3 of" stood at the end of a line, and the number alone on the next.
func TestNoLineEndsBetweenANumberAndItsWord(t *testing.T) {
	apart := regexp.MustCompile(`\p{L} %(\[\d\])?d|%(\[\d\])?d \p{L}`)
	for code, p := range printers {
		for name, forms := range p.texts {
			for _, text := range forms {
				if found := apart.FindString(text); found != "" {
					t.Errorf("%s.json: %q: a line can end in %q", code, name, found)
				}
			}
		}
	}
	for code, want := range map[string]string{"en": "passage~3~of~9", "fr": "passage~3~sur~9", "de": "Abschnitt~3~von~9"} {
		if got := strings.ReplaceAll(For(code, "").Text("passageOf", 3, 9), noBreak, "~"); got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
}

// TestNoLineBeginsWithASignInFrench: a question mark stood alone at the beginning of a line.
func TestNoLineBeginsWithASignInFrench(t *testing.T) {
	apart := regexp.MustCompile(`[ \n][:;?!»]|« |[\p{L}\d%][;?!»]|«[^\x{a0}]`)
	for name, forms := range printers["fr"].texts {
		for _, text := range forms {
			if found := apart.FindString(text); found != "" {
				t.Errorf("%q: %q in %q", name, found, text)
			}
		}
	}
	if got := strings.ReplaceAll(For("fr", "").Text("badDay", "hier ?"), noBreak, "~"); !strings.HasPrefix(got, "«~hier ?~»") {
		t.Errorf("what is quoted is not as it was written: %q", got)
	}
}
