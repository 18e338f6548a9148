package gateway

import "testing"

func TestProgressStopsAtTheFirstThatIsNotHandled(t *testing.T) {
	p := &progress{last: 10}
	is := func(want int64) {
		t.Helper()
		if got := p.handled(); got != want {
			t.Errorf("handled up to %d, want %d", got, want)
		}
	}
	is(10)
	first, second, third := p.begin(11), p.begin(12), p.begin(13)
	is(10)
	second()
	is(10)
	first()
	is(12)
	third()
	is(13)
	p.begin(0)()
	is(13)
}
