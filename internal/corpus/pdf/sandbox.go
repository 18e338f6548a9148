package pdf

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/sitrep-bot/sitrep/internal/told"
)

// memoryPages bounds what one file may take, in pages of 64 KiB: 256 MiB. A file of 20 MiB is held twice, and its fonts once.
const memoryPages = 4096

// engine is PDFium made ready for this processor, when a PDF is first wanted. That takes four seconds and 300 MiB once in the
// life of a machine, and a tenth of a second after, because the result is kept in the user's cache folder.
var engine = sync.OnceValues(start)

func start() (pdfium.Pool, error) {
	runtimeConfig := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling). // PDFium's own code throws
		WithCloseOnContextDone(true).
		WithMemoryLimitPages(memoryPages)
	if dir, err := os.UserCacheDir(); err == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "sitrep", "pdfium")); err == nil {
			runtimeConfig = runtimeConfig.WithCompilationCache(cache)
		}
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxTotal:      max(1, runtime.GOMAXPROCS(0)-1), // a file made to take long leaves a processor to the answers
		RuntimeConfig: runtimeConfig,
		FSConfig:      wazero.NewFSConfig(), // no folder of this machine; the default is all of them
		Stdout:        io.Discard,
		Stderr:        io.Discard,
	})
	debug.FreeOSMemory() // what the compiler took; measured 320 MiB resident before, 60 after
	return pool, err
}

// A file is a PDF open in a sandbox of its own.
type file struct {
	pdfium   pdfium.Pdfium
	document references.FPDF_DOCUMENT
	count    int
	close    func()
}

// open opens a PDF. When ctx ends, whatever PDFium is doing is cut off.
func open(ctx context.Context, pool pdfium.Pool, raw []byte) (*file, error) {
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, told.New("pdf.room", "no room for one more PDF (%v)", err)
	}
	f := &file{pdfium: instance, close: closer(ctx, instance)}
	if err := f.load(raw); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// closer makes the function that gives a sandbox back, and sees to it that the end of ctx destroys it.
func closer(ctx context.Context, instance pdfium.Pdfium) func() {
	killed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(killed)
		_ = instance.Kill() // nothing can be done about a sandbox that does not die, and it holds no resource but memory
	})
	return func() {
		if stop() {
			_ = instance.Close() // the same
			return
		}
		<-killed
	}
}

func (f *file) load(raw []byte) error {
	opened, err := f.pdfium.OpenDocument(&requests.OpenDocument{File: &raw})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return ErrLocked
	case err != nil:
		return ErrDamaged
	}
	f.document = opened.Document
	counted, err := f.pdfium.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.document})
	if err != nil || counted.PageCount == 0 {
		return ErrDamaged
	}
	if f.count = counted.PageCount; f.count > MostPages {
		return ErrLong
	}
	return nil
}

// meta is what the file states of itself under a name.
func (f *file) meta(name string) string {
	got, err := f.pdfium.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: f.document, Tag: name})
	if err != nil {
		return ""
	}
	return clean(got.Value)
}

func (f *file) lang() string {
	got, err := f.pdfium.FPDFCatalog_GetLanguage(&requests.FPDFCatalog_GetLanguage{Document: f.document})
	if err != nil {
		return ""
	}
	return got.Language
}

// A page is the lines of one page.
type page struct {
	number int     // from 1
	height float64 // in points
	lines  []line
}

// A line is a run of letters on one baseline. Lengths are in points from the lower left corner of the page.
type line struct {
	text         string
	left, right  float64
	baseline     float64
	bottom, top  float64
	size         float64
	bold, hyphen bool    // hyphen: it ends within a word, and the hyphen is not part of the text
	flow         int     // lines of one flow stand below each other
	edge         float64 // where the lines of its flow end
}

// pages reads every page. One that is broken has no lines, as in any reader.
func (f *file) pages() ([]page, error) {
	pages := make([]page, f.count)
	total := 0
	for i := range pages {
		pages[i] = page{number: i + 1, height: f.height(i), lines: f.page(i)}
		if total += len(pages[i].lines); total > mostLines {
			return nil, told.New("pdf.lines", "one of more than %d lines", mostLines)
		}
	}
	return pages, nil
}

func (f *file) height(index int) float64 {
	size, err := f.pdfium.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: f.document, Index: index})
	if err != nil {
		return 0
	}
	return size.Height
}

func (f *file) page(index int) []line {
	loaded, err := f.pdfium.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: f.document, Index: index})
	if err != nil {
		return nil
	}
	defer f.pdfium.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	text, err := f.pdfium.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: requests.Page{ByReference: &loaded.Page}})
	if err != nil {
		return nil
	}
	defer f.pdfium.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage})
	t := textPage{pdfium: f.pdfium, page: text.TextPage}
	return t.lines()
}

// A textPage is the text of a page as PDFium found it: letters in the order they are drawn, with their places.
type textPage struct {
	pdfium pdfium.Pdfium
	page   references.FPDF_TEXTPAGE
}

// PDFium ends a line with one of these; the first stands in the place of a hyphen that parts a word.
const lineEnds = "\x02\ufffe\r\n"

func (t *textPage) lines() []line {
	counted, err := t.pdfium.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: t.page})
	if err != nil || counted.Count == 0 || counted.Count > mostLetters {
		return nil
	}
	got, err := t.pdfium.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: t.page, Count: counted.Count})
	if err != nil {
		return nil
	}
	var lines []line
	at := 0 // in UTF-16, as PDFium counts
	for rest := got.Text; rest != ""; {
		text, end := rest, ""
		if i := strings.IndexAny(rest, lineEnds); i >= 0 {
			text, end = rest[:i], rest[i:]
		}
		n := units(text)
		hyphen := strings.HasPrefix(end, "\x02") || strings.HasPrefix(end, "\ufffe")
		if strings.TrimSpace(text) != "" {
			lines = append(lines, t.placed(text, at, n, hyphen)...)
		}
		at += n
		rest = end
		if end != "" {
			first := []rune(end[:min(len(end), 4)])[0]
			rest, at = end[len(string(first)):], at+1
		}
	}
	return lines
}

func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// gutter is how wide a gap within a line must be to part two columns, in sizes of its letters. Words are parted by a quarter.
const gutter = 1.5

// placed finds where a line stands. One that runs over a gutter is cut there.
func (t *textPage) placed(text string, at, n int, hyphen bool) []line {
	lead := units(text) - units(strings.TrimLeft(text, " \t\u00a0"))
	index, err := t.pdfium.FPDFText_GetCharIndexFromTextIndex(&requests.FPDFText_GetCharIndexFromTextIndex{TextPage: t.page, NTextIndex: at + lead})
	if err != nil || index.CharIndex < 0 {
		return nil
	}
	whole := line{text: text, hyphen: hyphen}
	t.style(&whole, index.CharIndex)
	boxes := t.boxes(index.CharIndex, n-lead)
	if len(boxes) == 0 || isSideways(boxes[0], text) {
		return nil
	}
	return t.cut(whole, boxes)
}

// style finds how the letter with an index is set.
func (t *textPage) style(l *line, index int) {
	if got, err := t.pdfium.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: t.page, Index: index}); err == nil {
		l.size = got.FontSize
	}
	if got, err := t.pdfium.FPDFText_GetFontWeight(&requests.FPDFText_GetFontWeight{TextPage: t.page, Index: index}); err == nil {
		l.bold = got.FontWeight >= boldWeight
	}
	if got, err := t.pdfium.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: t.page, Index: index}); err == nil {
		l.baseline = got.Y
	}
}

// boldWeight is where CSS and OpenType begin to call letters bold (600: semi-bold).
const boldWeight = 600

// A box is a rectangle of the page that letters fill.
type box struct{ left, right, bottom, top float64 }

func (b box) and(c box) box {
	return box{min(b.left, c.left), max(b.right, c.right), min(b.bottom, c.bottom), max(b.top, c.top)}
}

// isSideways takes what is printed up the margin of a page.
func isSideways(b box, text string) bool {
	return len([]rune(text)) > 3 && b.top-b.bottom > 2*(b.right-b.left)
}

// boxes are the rectangles of some letters. PDFium makes one of each string that is drawn at once.
func (t *textPage) boxes(index, n int) []box {
	counted, err := t.pdfium.FPDFText_CountRects(&requests.FPDFText_CountRects{TextPage: t.page, StartIndex: index, Count: n})
	if err != nil {
		return nil
	}
	var boxes []box
	for i := range counted.Count {
		if r, err := t.pdfium.FPDFText_GetRect(&requests.FPDFText_GetRect{TextPage: t.page, Index: i}); err == nil {
			boxes = append(boxes, box{r.Left, r.Right, r.Bottom, r.Top})
		}
	}
	return boxes
}

// cut makes one line of the boxes, or several where a gutter parts them.
func (t *textPage) cut(whole line, boxes []box) []line {
	groups := []box{boxes[0]}
	for _, b := range boxes[1:] {
		if last := &groups[len(groups)-1]; b.left-last.right > gutter*whole.size || b.right < last.left {
			groups = append(groups, b)
		} else {
			*last = last.and(b)
		}
	}
	lines := make([]line, 0, len(groups))
	for i, b := range groups {
		l := whole
		l.left, l.right, l.bottom, l.top = b.left, b.right, b.bottom, b.top
		l.hyphen = whole.hyphen && i == len(groups)-1
		if len(groups) > 1 {
			l.text = t.within(b)
			if at, err := t.pdfium.FPDFText_GetCharIndexAtPos(&requests.FPDFText_GetCharIndexAtPos{TextPage: t.page,
				X: b.left, Y: (b.bottom + b.top) / 2, XTolerance: whole.size, YTolerance: whole.size}); err == nil && at.CharIndex >= 0 {
				t.style(&l, at.CharIndex)
			}
		}
		l.text = clean(l.text)
		if text, ok := strings.CutSuffix(l.text, "-"); ok && endsInLetter(text) { // PDFium sees no hyphen at the foot of a column
			l.text, l.hyphen = text, true
		}
		if l.text != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

func endsInLetter(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsLetter(r)
}

func (t *textPage) within(b box) string {
	got, err := t.pdfium.FPDFText_GetBoundedText(&requests.FPDFText_GetBoundedText{TextPage: t.page, Left: b.left, Top: b.top, Right: b.right, Bottom: b.bottom})
	if err != nil {
		return ""
	}
	return strings.TrimRight(got.Text, lineEnds)
}
