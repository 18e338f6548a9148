package dates

import "testing"

func BenchmarkRead(b *testing.B) {
	text := "The old pier opened on 8 May 1987. It was painted last year, and broken by a storm in June. By the end of 2024 the new one is to stand, the club said."
	for b.Loop() {
		Read("en", text, friday)
	}
}
