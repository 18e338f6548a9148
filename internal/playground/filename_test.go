package playground

import (
	"strings"
	"testing"
)

func TestNamesOfDroppedFiles(t *testing.T) {
	for _, c := range []struct{ name, dropped, want string }{
		{"a plain name stays", "harvest-2024.md", "harvest-2024.md"},
		{"spaces and capitals go", "Ma Récolte d’été.TXT", "ma-récolte-d-été.txt"},
		{"accents as some systems write them apart", "re\u0301colte.md", "récolte.md"},
		{"other scripts stay", "урожай 2024.html", "урожай-2024.html"},
		{"folders go", "../../etc/harvest.md", "harvest.md"},
		{"folders of Windows go", `C:\texts\harvest.md`, "harvest.md"},
		{"every format that folders take", "Der Bericht.PDF", "der-bericht.pdf"},
		{"a hidden file shows itself", ".harvest.md", "harvest.md"},
		{"nothing but signs", "???.md", "article.md"},
		{"a device of Windows", "con.md", "article-con.md"},
		{"another device", "LPT1.txt", "article-lpt1.txt"},
		{"a file the corpus passes over", "README.md", "article-readme.md"},
		{"a very long name", strings.Repeat("a", 300) + ".md", strings.Repeat("a", 60) + ".md"},
		{"a line end within", "a\nb.md", "a-b.md"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := safeName(c.dropped)
			if err != nil || got != c.want {
				t.Errorf("safeName(%q) = %q, %v; want %q", c.dropped, got, err, c.want)
			}
		})
	}
	for _, dropped := range []string{"photo.png", "script.js", "noending", "archive.md.zip", ".md/x", ""} {
		if got, err := safeName(dropped); err == nil {
			t.Errorf("safeName(%q) = %q, want a refusal", dropped, got)
		}
	}
}
