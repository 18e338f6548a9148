package ownarticles

import (
	"regexp"
	"strings"
	"testing"
)

func TestAnAnswerIsAFileNamedForItsQuestion(t *testing.T) {
	long := strings.Repeat("how deep is the lake ", 10)
	for _, c := range []struct{ name, question, want string }{
		{"its words, in small letters", "How deep is the LAKE?", `answer-how-deep-is-the-lake\.md`},
		{"no way out of the folder", "../../etc/passwd", `answer-[a-z-]+\.md`},
		{"nothing but signs", "?!", `answer-[0-9a-f]{8}\.md`},
		{"more than has room", long, `answer-how-deep-[a-z-]{41}-[0-9a-f]{8}\.md`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := answerName(c.question); !regexp.MustCompile("^" + c.want + "$").MatchString(got) {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	if answerName(long+"today") == answerName(long+"tomorrow") {
		t.Error("two questions that begin alike have one name: the second would take the place of the first")
	}
}
