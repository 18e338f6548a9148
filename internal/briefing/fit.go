package briefing

// Fit returns as much of the Briefing as has room in limit, and what was left out, by Article, for a menu to read on; of
// an Article in rest whose About was shown, About is empty.
//
// What has no room goes from the end: first the statements, from the last Article's last to the first Article's first,
// then the sections in the same order, then whole Articles. No line is ever cut. One that is larger than limit by itself
// is left out, and does not hold the others back.
//
// The size of a line, in whatever unit limit is, includes all that is drawn for it; that of an About includes the title
// and the source of its Article. What is drawn around them all must be taken off limit before.
func (b Briefing) Fit(limit int, size func(Article, Line) int) (fitted Briefing, rest []Article) {
	r := room{limit: limit, free: limit, size: size}
	in, out := make([]Article, len(b.Articles)), make([]Article, len(b.Articles))
	for i, a := range b.Articles {
		in[i], out[i] = r.begin(a)
	}
	for i, a := range b.Articles {
		in[i].Sections, out[i].Sections = r.share(in[i], a.Sections)
	}
	for i, a := range b.Articles {
		in[i].Statements, out[i].Statements = r.share(in[i], a.Statements)
	}
	fitted, fitted.Articles = b, []Article{}
	for i := range in {
		if in[i].Document != "" {
			fitted.Articles = append(fitted.Articles, in[i])
		}
		if n := out[i].lines(); n > 0 {
			fitted.LeftOut += n
			rest = append(rest, out[i])
		}
	}
	return fitted, rest
}

// A room is what is filled with lines, the most important first.
type room struct {
	limit, free int
	full        bool // something had no room, so nothing less important comes in either
	size        func(Article, Line) int
}

func (r *room) takes(a Article, line Line) bool {
	n := r.size(a, line)
	if n > r.limit {
		return false
	}
	r.full = r.full || n > r.free
	if r.full {
		return false
	}
	r.free -= n
	return true
}

// begin lets an Article in, or not at all. Its sections and statements are shared out later.
func (r *room) begin(a Article) (in, out Article) {
	if r.takes(a, a.About) {
		return a, Article{Document: a.Document, Source: a.Source}
	}
	return Article{}, a
}

// share lets in what has room of the lines of an Article, if the Article itself is in.
func (r *room) share(a Article, lines []Line) (in, out []Line) {
	if a.Document == "" {
		return nil, lines
	}
	for _, line := range lines {
		if r.takes(a, line) {
			in = append(in, line)
		} else {
			out = append(out, line)
		}
	}
	return in, out
}

// lines counts those of an Article.
func (a Article) lines() int {
	n := len(a.Sections) + len(a.Statements)
	if a.About.Text != "" {
		n++
	}
	return n
}
