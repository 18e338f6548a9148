package pdf

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// A layout is one way in which people set a text.
type layout struct {
	name      string
	lang      string
	columns   int
	ligatures bool   // fi and fl are drawn as one letter
	hyphens   bool   // words are parted at the ends of lines
	ragged    bool   // lines are not filled
	indented  bool   // paragraphs are told by their first line, not by a gap
	byRow     bool   // the file draws both columns line by line
	core      string // one of the fonts that every reader has, not embedded
	header    string // running, with %d for the page
	footer    string
	mirrored  bool // left and right pages have headers of their own
	bold      bool // headings in bold of the body's size, not in large letters
	list      bool
	words     int
}

// layouts are twenty files as one meets them.
var layouts = []layout{
	{name: "a plain report", lang: "en", columns: 1, words: 1500},
	{name: "a report with a page number", lang: "en", columns: 1, footer: "%d", words: 2500},
	{name: "a report with hyphens", lang: "en", columns: 1, hyphens: true, footer: "Page %d", words: 2500},
	{name: "two columns", lang: "en", columns: 2, words: 2500},
	{name: "two columns with hyphens", lang: "en", columns: 2, hyphens: true, footer: "- %d -", words: 3000},
	{name: "two columns with everything", lang: "en", columns: 2, hyphens: true, ligatures: true, header: "The River Post · Spring", footer: "%d", words: 4000},
	{name: "three columns", lang: "en", columns: 3, hyphens: true, header: "Newsletter of the ferry society", words: 3000},
	{name: "indented paragraphs", lang: "en", columns: 1, indented: true, hyphens: true, ligatures: true, words: 2500},
	{name: "indented paragraphs in two columns", lang: "en", columns: 2, indented: true, hyphens: true, footer: "%d", words: 3000},
	{name: "ragged lines", lang: "en", columns: 1, ragged: true, footer: "Page %d of 9", words: 2000},
	{name: "ragged lines in two columns", lang: "en", columns: 2, ragged: true, hyphens: true, words: 2500},
	{name: "drawn row by row", lang: "en", columns: 2, byRow: true, hyphens: true, words: 2500},
	{name: "a font that is not embedded", lang: "en", columns: 2, core: "Times", hyphens: true, footer: "%d", words: 2500},
	{name: "headings in bold", lang: "en", columns: 1, bold: true, list: true, footer: "%d", words: 2000},
	{name: "left and right pages", lang: "en", columns: 1, mirrored: true, header: "A history of the bridge", footer: "%d", hyphens: true, ligatures: true, words: 6000},
	{name: "un rapport", lang: "fr", columns: 1, footer: "page %d sur 9", words: 2000},
	{name: "deux colonnes", lang: "fr", columns: 2, hyphens: true, ligatures: true, header: "Le courrier du fleuve", footer: "%d", words: 3000},
	{name: "trois colonnes", lang: "fr", columns: 3, hyphens: true, footer: "%d", words: 2500},
	{name: "alinéas", lang: "fr", columns: 1, indented: true, hyphens: true, ligatures: true, list: true, words: 2500},
	{name: "police non incorporée", lang: "fr", columns: 2, core: "Helvetica", ragged: true, bold: true, footer: "– %d –", words: 2500},
}

var sentences = map[string][]string{
	"en": {
		"The first offices of the harbour authority were flooded in the spring of 1921.",
		"Nobody had expected the water to rise above the third step of the staircase.",
		"Engineers confirmed that the foundations of the northern pier had shifted by a finger's width.",
		"A specific finding of the inspection was that the limestone suffered less than the brickwork.",
		"Traffic across the river was redirected to the ferries, which ran every twenty minutes.",
		"The council therefore decided to finance the reconstruction from its own reserves.",
		"Fishermen complained that the temporary barriers kept their boats from the quay.",
		"In the following winter the well-known architect Flora Fielding presented three designs.",
		"Her second proposal, with five flat arches, was chosen by a majority of the citizens.",
		"Construction began officially on 3 May 1924 and employed about four hundred workers.",
		"The reflection of the lamps in the river became a favourite subject of photographers.",
		"Insufficient drainage remained a difficulty until the canal was widened.",
		"Schoolchildren carried the smaller stones, as a contemporary newspaper affectionately reported.",
		"By the end of the decade the crossing was used by some 9,000 people every day.",
		"Maintenance has been the responsibility of the municipality since the reform of 1968.",
		"Visitors will find the original drawings on the first floor of the museum.",
	},
	"fr": {
		"Les premiers bureaux de la capitainerie furent inondés au printemps de 1921.",
		"Personne n'avait prévu que l'eau dépasserait la troisième marche de l'escalier.",
		"Les ingénieurs confirmèrent que les fondations de la pile nord s'étaient déplacées d'un doigt.",
		"L'inspection établit que le calcaire avait moins souffert que la maçonnerie de briques.",
		"La circulation fut détournée vers les bacs, qui partaient toutes les vingt minutes.",
		"Le conseil décida donc de financer la reconstruction sur ses propres réserves.",
		"Les pêcheurs se plaignirent de ce que les barrières provisoires leur fermaient le quai.",
		"L'hiver suivant, l'architecte présenta trois projets à l'assemblée municipale.",
		"Sa deuxième proposition, avec cinq arches plates, fut retenue par la majorité des habitants.",
		"Le chantier s'ouvrit officiellement le 3 mai 1924 et occupa environ quatre cents ouvriers.",
		"Le reflet des lampes dans le fleuve devint un sujet favori des photographes.",
		"L'évacuation insuffisante des eaux demeura une difficulté jusqu'à l'élargissement du canal.",
		"Des écoliers portaient les petites pierres, comme le rapporta affectueusement un journal.",
		"À la fin de la décennie, quelque 9 000 personnes franchissaient le pont chaque jour.",
		"L'entretien incombe à la commune depuis la réforme administrative de 1968.",
		"Les visiteurs trouveront les dessins d'origine au premier étage du musée.",
	},
}

// A piece is a paragraph of the source.
type piece struct {
	text    string
	heading bool
}

// source makes a text of about so many words.
func (l layout) source() []piece {
	r := rand.New(rand.NewPCG(uint64(l.words), uint64(len(l.name))))
	own := sentences[l.lang]
	pieces := []piece{{map[string]string{"en": "A short history of the bridge", "fr": "Une brève histoire du pont"}[l.lang], true}}
	for words := 0; words < l.words; {
		if r.IntN(5) == 0 {
			pieces = append(pieces, piece{fmt.Sprintf(map[string]string{"en": "Part %d of the works", "fr": "Partie %d des travaux"}[l.lang], len(pieces)), true})
		}
		var text []string
		for range 2 + r.IntN(5) {
			text = append(text, own[r.IntN(len(own))])
		}
		if l.list && r.IntN(4) == 0 {
			for i, s := range text {
				pieces = append(pieces, piece{fmt.Sprintf("%d. %s", i+1, s), false})
			}
		} else {
			pieces = append(pieces, piece{strings.Join(text, " "), false})
		}
		words += len(strings.Fields(strings.Join(text, " ")))
	}
	return pieces
}

// A press sets pieces into a PDF. Lengths are in points.
type press struct {
	layout
	pdf     *fpdf.Fpdf
	encode  func(string) string
	column  int
	y       float64
	pending []drawn // of this page, where it is drawn row by row
}

type drawn struct {
	x, y, size float64
	style      string
	text       string
	spread     float64 // width to fill; 0 to leave it
}

const (
	paperWidth, paperHeight = 595.0, 842.0 // A4
	margin, between2        = 56.0, 20.0
)

func typeset(t testing.TB, l layout, pieces []piece) []byte {
	t.Helper()
	p := &press{layout: l, pdf: fpdf.New("P", "pt", "A4", ""), encode: func(s string) string { return s }}
	if l.core != "" {
		p.encode = p.pdf.UnicodeTranslatorFromDescriptor("")
	} else {
		p.pdf.AddUTF8FontFromBytes("go", "", goregular.TTF)
		p.pdf.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	}
	p.pdf.SetAutoPageBreak(false, 0)
	p.pdf.SetHeaderFunc(p.edges)
	p.page()
	for i, piece := range pieces {
		p.set(piece, i == 0)
	}
	p.flush()
	var b bytes.Buffer
	if err := p.pdf.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (p *press) font(style string, size float64) {
	name := p.core
	if name == "" {
		name = "go"
	}
	p.pdf.SetFont(name, style, size)
}

// edges draws what stands on every page.
func (p *press) edges() {
	p.font("", 8)
	n, x := p.pdf.PageNo(), margin
	header := p.header
	if p.mirrored && n%2 == 0 {
		header, x = "Flora Fielding", paperWidth-margin-100
	}
	p.pdf.Text(x, 36, p.encode(header))
	if p.footer != "" {
		footer := p.footer
		if strings.Contains(footer, "%d") {
			footer = fmt.Sprintf(footer, n)
		}
		p.pdf.Text(paperWidth/2, paperHeight-30, p.encode(footer))
	}
}

func (p *press) page() {
	p.flush()
	p.pdf.AddPage()
	p.column, p.y = 0, margin+12
}

func (p *press) width() float64 {
	return (paperWidth - 2*margin - between2*float64(p.columns-1)) / float64(p.columns)
}

func (p *press) left() float64 { return margin + float64(p.column)*(p.width()+between2) }

func (p *press) set(piece piece, title bool) {
	size, style := 10.0, ""
	switch {
	case title:
		size = 20
	case piece.heading && p.bold:
		style = "B"
	case piece.heading:
		size = 13
	}
	if piece.heading && p.y > paperHeight-margin-60 {
		p.advance(1000)
	}
	lines := p.lines(piece.text, style, size, p.indented && !piece.heading)
	if title {
		lines = []string{piece.text} // over all columns
	}
	for i, text := range lines {
		p.advance(size * 1.3)
		d := drawn{x: p.left(), y: p.y, size: size, style: style, text: text}
		if i == 0 && p.indented && !piece.heading {
			d.x += 14
		}
		if !p.ragged && !piece.heading && i < len(lines)-1 {
			d.spread = p.left() + p.width() - d.x
		}
		p.pending = append(p.pending, d)
	}
	if !p.indented || piece.heading {
		p.y += size * 0.8
	}
}

// advance goes on to the next line, column or page.
func (p *press) advance(by float64) {
	if p.y += by; p.y <= paperHeight-margin {
		return
	}
	if p.column++; p.column >= p.columns {
		p.page()
	} else {
		p.y = margin + 12
		if p.pdf.PageNo() == 1 {
			p.y += 60 // below the title
		}
	}
	if by < 500 {
		p.y += by
	}
}

// lines breaks a text.
func (p *press) lines(text, style string, size float64, indented bool) []string {
	p.font(style, size)
	var lines []string
	line, width := "", p.width()
	if indented {
		width -= 14
	}
	fits := func(s string) bool { return p.pdf.GetStringWidth(p.drawnText(s)) <= width }
	for word := range strings.FieldsSeq(text) {
		next := strings.TrimPrefix(line+" "+word, " ")
		if fits(next) {
			line = next
			continue
		}
		head, tail := parted(word)
		if p.hyphens && tail != "" && fits(strings.TrimPrefix(line+" "+head, " ")) {
			lines, line = append(lines, strings.TrimPrefix(line+" "+head, " ")), tail
		} else {
			lines, line = append(lines, line), word
		}
		width = p.width()
	}
	return append(lines, line)
}

// parted cuts a long word in its middle, and a compound at its hyphen.
func parted(word string) (head, tail string) {
	if i := strings.IndexByte(word, '-'); i > 0 {
		return word[:i+1], word[i+1:]
	}
	letters := []rune(word)
	if len(letters) < 8 || strings.ContainsAny(word, "0123456789'’") {
		return word, ""
	}
	return string(letters[:len(letters)/2]) + "-", string(letters[len(letters)/2:])
}

func (p *press) drawnText(s string) string {
	if p.ligatures {
		s = strings.NewReplacer("fi", "ﬁ", "fl", "ﬂ").Replace(s)
	}
	return p.encode(s)
}

// flush draws the page.
func (p *press) flush() {
	if p.byRow {
		sortRows(p.pending)
	}
	for _, d := range p.pending {
		p.font(d.style, d.size)
		p.drawLine(d)
	}
	p.pending = nil
}

func sortRows(lines []drawn) {
	for i := range lines {
		for j := i; j > 0 && lines[j].y < lines[j-1].y; j-- {
			lines[j], lines[j-1] = lines[j-1], lines[j]
		}
	}
}

// drawLine draws a line; one that fills its column is drawn word by word, as most programs do.
func (p *press) drawLine(d drawn) {
	words := strings.Fields(d.text)
	if d.spread == 0 || len(words) < 2 {
		p.pdf.Text(d.x, d.y, p.drawnText(d.text))
		return
	}
	used := 0.0
	for _, word := range words {
		used += p.pdf.GetStringWidth(p.drawnText(word))
	}
	gap := (d.spread - used) / float64(len(words)-1)
	for _, word := range words {
		p.pdf.Text(d.x, d.y, p.drawnText(word))
		d.x += p.pdf.GetStringWidth(p.drawnText(word)) + gap
	}
}

// common is the length of the longest common subsequence of two lists of words.
func common(a, b []string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	numbers := map[string]int{}
	number := func(words []string) []int {
		list := make([]int, len(words))
		for i, w := range words {
			if numbers[w] == 0 {
				numbers[w] = len(numbers) + 1
			}
			list[i] = numbers[w]
		}
		return list
	}
	right := number(b)
	for _, word := range number(a) {
		for j, other := range right {
			if word == other {
				row[j+1] = before[j] + 1
			} else {
				row[j+1] = max(before[j+1], row[j])
			}
		}
		before, row = row, before
	}
	return before[len(b)]
}

func wordsOf(pieces []piece) (words []string) {
	for _, p := range pieces {
		words = append(words, strings.Fields(p.text)...)
	}
	return words
}
