package corpus

import (
	"fmt"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// A Problem is something wrong in the corpus folder, told so that its owner can mend it.
type Problem struct {
	Path    string     // below the corpus folder, with forward slashes
	Line    int        // from 1; 0 when the file as a whole is meant
	Reason  *told.Text // what was wanted and what was found
	Next    *told.Text // what to do about it
	Warning bool       // the file was read all the same
}

// String is the problem on one line: "a.md:3: reason; next step".
func (p Problem) String() string {
	at := p.Path
	if p.Line > 0 {
		at = fmt.Sprintf("%s:%d", p.Path, p.Line)
	}
	return fmt.Sprintf("%s: %v; %v", at, p.Reason, p.Next)
}
