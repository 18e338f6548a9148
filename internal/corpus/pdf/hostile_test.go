package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/sitrep-bot/sitrep/internal/filetest"
)

func manyPages(n int) []byte {
	kids := strings.Repeat("3 0 R ", n)
	return filetest.PDF("<</Type/Catalog/Pages 2 0 R>>", fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, n), "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
}

func locked(t *testing.T) []byte {
	t.Helper()
	p := fpdf.New("P", "pt", "A4", "")
	p.SetProtection(0, "secret", "owner")
	p.AddPage()
	p.SetFont("Times", "", 10)
	p.Text(50, 50, "Nobody reads this.")
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const hello = "BT /F 12 Tf 50 700 Td (The bridge is open.) Tj ET"

// Hostile files end with an error or with the text they have, in time.
func TestHostile(t *testing.T) {
	good := filetest.PDFPage(hello)
	tests := []struct {
		name string
		raw  []byte
		want string // the text of the first paragraph, or the error
	}{
		{"a good one", good, "The bridge is open."},
		{"nothing", nil, ErrDamaged.Error()},
		{"text", []byte("The bridge is open."), ErrDamaged.Error()},
		{"only its first half", good[:len(good)/2], ErrDamaged.Error()},
		{"a table that points nowhere", bytes.ReplaceAll(good, []byte("startxref\n"), []byte("startxref\n99")), "The bridge is open."},
		{"a table of zeros", []byte(strings.ReplaceAll(string(good), " 00000 n ", " 99999 n ")), "The bridge is open."},
		{"a locked one", locked(t), ErrLocked.Error()},
		{"no text", filetest.PDFPage("0 0 m 100 100 l S"), ErrScanned.Error()},
		{"10,000 pages", manyPages(10_000), ErrLong.Error()},
		{"a count that is not true", []byte(strings.Replace(string(good), "/Count 1", "/Count 2000000000", 1)), "The bridge is open."},
		{"pages inside themselves", filetest.PDF("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"), ErrScanned.Error()},
		{"a drawing inside itself", filetest.PDFPage(hello+" /X Do", filetest.Stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>", "/X Do /X Do")), ErrScanned.Error()},
		{"lists nested without end", filetest.PDFPage(hello, strings.Repeat("[", 1_000_000)), "The bridge is open."},
		{"operators without end", filetest.PDFPage(strings.Repeat("q ", 500_000) + hello), "The bridge is open."},
		{"half a million letters on one page", filetest.PDFPage("BT /F 1 Tf 50 700 Td " + strings.Repeat("(abcdefgh ) Tj 0 -.01 Td ", 50_000) + "ET"), "abcdefgh"},
		{"a page as large as a town", bytes.Replace(good, []byte("595 842"), []byte("9e9 9e9"), 1), "The bridge is open."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Read(context.Background(), tt.raw)
			got := ""
			switch {
			case err != nil:
				got = err.Error()
			case len(d.Paragraphs) > 0:
				got = d.Paragraphs[0].Text
			}
			t.Log(got)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A reading that is called off ends, whatever PDFium is doing, and the next one is not touched by it.
func TestReadEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	heavy := filetest.PDFPage(strings.Repeat("/X Do ", 100_000), filetest.Stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", strings.Repeat("0 0 m 9 9 l S ", 100_000)))
	time.AfterFunc(200*time.Millisecond, cancel)
	if _, err := Read(ctx, heavy); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if d, err := Read(context.Background(), filetest.PDFPage(hello)); err != nil || d.Paragraphs[0].Text != "The bridge is open." {
		t.Errorf("the next reading: %v, %v", d, err)
	}
}

// FuzzRead holds that any bytes are read or told of.
func FuzzRead(f *testing.F) {
	f.Add(filetest.PDFPage(hello))
	f.Add(manyPages(3))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := Read(context.Background(), raw)
		if err == nil && len(d.Paragraphs) == 0 {
			t.Fatal("neither text nor an error")
		}
		for _, p := range d.Paragraphs {
			if p.Text == "" || p.Page < 1 {
				t.Fatalf("an empty paragraph: %+v", p)
			}
		}
	})
}
