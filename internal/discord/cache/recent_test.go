package cache

import (
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestAKeyPutAgainIsNotForgottenEarly(t *testing.T) {
	r := NewRecent[struct{}](3, 0)
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

func TestWhatIsTooOldIsNotFoundAndThenGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRecent[int](3, time.Hour)
		r.Add("a", 1)
		time.Sleep(30 * time.Minute)
		r.Add("b", 2)
		if _, ok := r.Get("a"); !ok { // which makes it no younger
			t.Error("a is not found")
		}
		time.Sleep(30 * time.Minute)
		if _, ok := r.Get("a"); ok {
			t.Error("a is found after an hour")
		}
		if now, known := r.GetOrAdd("b", 3); !known || now != 2 {
			t.Errorf("b is %d", now)
		}
		if r.Len() != 2 {
			t.Errorf("%d entries before anybody swept, want 2", r.Len())
		}
		r.Expire(time.Now())
		if left := slices.Collect(maps.Keys(r.All())); !slices.Equal(left, []string{"b"}) {
			t.Errorf("%v are left, want b", left)
		}
		if now, known := r.GetOrAdd("a", 4); known || now != 4 {
			t.Errorf("a is %d, as before", now)
		}
	})
}
