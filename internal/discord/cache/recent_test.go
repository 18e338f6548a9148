package cache

import "testing"

func TestAKeyPutAgainIsNotForgottenEarly(t *testing.T) {
	r := NewRecent[struct{}](3)
	for _, key := range []string{"a", "b", "c"} {
		if !FirstTime(r, key) {
			t.Errorf("%s is not new", key)
		}
	}
	r.Remove("a")
	for _, key := range []string{"a", "d", "e"} {
		FirstTime(r, key)
	}
	if FirstTime(r, "a") {
		t.Error("a was forgotten before d and e")
	}
	if r.Len() != 3 {
		t.Errorf("%d entries", r.Len())
	}
}
