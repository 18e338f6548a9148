package store

import (
	"bytes"
	"sync"
	"testing"
)

func TestASecretIsMadeOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*Store{p.open(t), p.open(t)}
		got := make([][]byte, 20)
		var all sync.WaitGroup
		for i := range got {
			all.Go(func() {
				var err error
				if got[i], err = stores[i%2].Secret(t.Context(), "buttons"); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, secret := range got {
			if len(secret) != 32 || !bytes.Equal(secret, got[0]) {
				t.Fatalf("secrets %x and %x; want the same 32 bytes", got[0], secret)
			}
		}
		if other := must(stores[0].Secret(t.Context(), "votes"))(t); bytes.Equal(other, got[0]) {
			t.Error("a secret of another name is the same")
		}
		if later := must(p.open(t).Secret(t.Context(), "buttons"))(t); !bytes.Equal(later, got[0]) {
			t.Error("the secret has changed after a restart")
		}
	})
}
