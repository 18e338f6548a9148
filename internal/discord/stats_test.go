package discord

import (
	"testing"
	"time"

	"github.com/sitrep-bot/sitrep/internal/answers"
)

func TestTheTallySaysHowLongAnswersTook(t *testing.T) {
	stats := newStats(time.Now())
	for i := 1; i <= 100; i++ {
		stats.count(answers.Answer{Outcome: answers.Answered, Took: time.Duration(i) * time.Millisecond})
	}
	c := stats.read()
	if c.half != 50*time.Millisecond || c.most != 99*time.Millisecond {
		t.Errorf("of 1 to 100 ms, half took no longer than %s and 99 of 100 no longer than %s", c.half, c.most)
	}
}
