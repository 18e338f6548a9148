package render

import (
	"strings"
	"testing"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

func TestEveryCustomIDFitsAndDiffers(t *testing.T) {
	sign := Signer{[]byte("secret")}
	p := State{Kind: "p", Asker: "18446744073709551615", ID: DocumentKey(strings.Repeat("x", 300)), Ordinal: 99999999, Part: 99999999, Home: 99999999,
		Mark: answers.Span{Start: 9999999, End: 9999999}}
	id := sign.Sign(p)
	if len(id) > 100 {
		t.Errorf("%d characters", len(id))
	}
	if got, err := sign.Open(id); err != nil || got != p {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := (Signer{[]byte("other")}).Open(id); err == nil {
		t.Error("another installation's button is believed")
	}
}
