package corpus

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

func isListOrCode(n ast.Node) bool {
	switch n.Kind() {
	case ast.KindList, ast.KindCodeBlock, ast.KindFencedCodeBlock:
		return true
	}
	return false
}

// lines are the lines of text of a node and of all nodes in it, without the markers of lists and quotes around them.
func (m *markdownReader) lines(n ast.Node) block {
	var b block
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() == ast.TypeInline {
			return ast.WalkContinue, nil
		}
		segments := n.Lines()
		for i := range segments.Len() {
			s := segments.At(i)
			if line := trim(m.src, span{s.Start, s.Stop}); line.start < line.end {
				b = append(b, line)
			}
		}
		return ast.WalkContinue, nil
	}) // no step of the walk fails
	return b
}

// extent is the range of the source that a list or a block of code takes, its markers and fences included.
func (m *markdownReader) extent(n ast.Node) (span, bool) {
	lines := m.lines(n)
	if len(lines) == 0 {
		return span{}, false
	}
	at := lines.span()
	if n.Pos() >= 0 {
		at.start = min(at.start, n.Pos())
	}
	last := n
	for last.LastChild() != nil && last.LastChild().Type() == ast.TypeBlock {
		last = last.LastChild()
	}
	if last.Kind() == ast.KindFencedCodeBlock {
		at.end = m.closingFence(at.end)
	}
	return at, true
}

// closingFence moves the end of a block of code behind the fence on the next line, if there is one.
func (m *markdownReader) closingFence(end int) int {
	_, next := lineEnd(m.src, end)
	stop, _ := lineEnd(m.src, next)
	fence := trim(m.src, span{next, stop})
	if text := strings.TrimLeft(fence.of(m.src), "> "); strings.HasPrefix(text, "```") || strings.HasPrefix(text, "~~~") {
		return fence.end
	}
	return end
}
