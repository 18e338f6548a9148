package articles

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/sitrep-bot/sitrep/internal/corpus"
	"github.com/sitrep-bot/sitrep/internal/told"
)

func isZip(name string) bool { return strings.EqualFold(path.Ext(name), ".zip") }

// unzip takes the files out of an upload, within limits. A .zip inside is left as it is, and is no article.
func unzip(upload File, limits Limits) ([]File, *corpus.Problem) {
	fail := func(reason, next *told.Text) ([]File, *corpus.Problem) {
		return nil, &corpus.Problem{Path: upload.Name, Reason: reason, Next: next}
	}
	z, err := zip.NewReader(bytes.NewReader(upload.Data), int64(len(upload.Data)))
	if err != nil {
		return fail(told.New("zip.damaged", "wanted a .zip and found a damaged file"), told.New("zip.next", "pack it again"))
	}
	var files []File
	total := 0
	for _, entry := range z.File {
		if isBeside(entry) {
			continue
		}
		if len(files) == limits.Articles {
			return fail(told.New("zip.many", "wanted at most %d files in one and found more", limits.Articles), told.New("zip.fewer.next", "pack fewer"))
		}
		if !fs.ValidPath(entry.Name) {
			return fail(told.New("zip.elsewhere", "wanted files inside of the .zip and found one for elsewhere (%q)", entry.Name),
				told.New("zip.elsewhere.next", "pack it again, from within the folder"))
		}
		data, err := unpack(entry, limits.Bytes-total)
		if err != nil {
			return fail(told.New("zip.part", "wanted files that can be unpacked and found %q, which cannot (%v)", entry.Name, err), told.New("zip.next", "pack it again"))
		}
		if total += len(data); total > limits.Bytes {
			return fail(told.New("zip.large", "wanted at most %s and found more inside", size(limits.Bytes)), told.New("zip.fewer.next", "pack fewer"))
		}
		files = append(files, File{entry.Name, data, entry.Comment})
	}
	if len(files) == 0 {
		return fail(told.New("zip.empty", "wanted files in the .zip and found none"), told.New("zip.empty.next", "pack the articles into it"))
	}
	return files, nil
}

// isBeside takes folders, hidden files, and what macOS packs beside each file.
func isBeside(entry *zip.File) bool {
	return strings.HasSuffix(entry.Name, "/") || strings.HasPrefix(path.Base(entry.Name), ".") || strings.HasPrefix(entry.Name, "__MACOSX/")
}

// unpack reads one byte more than may be, so that too much is seen.
func unpack(entry *zip.File, most int) ([]byte, error) {
	r, err := entry.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, int64(most)+1))
}

// Export packs files into a .zip that [Look] takes apart into the same files. The same files give the same bytes.
func Export(files []File) ([]byte, error) {
	sorted := slices.SortedFunc(slices.Values(files), func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range sorted {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Comment: f.Note})
		if err == nil {
			_, err = w.Write(f.Data)
		}
		if err != nil {
			return nil, fmt.Errorf("cannot pack %s: %w", f.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("cannot pack the articles: %w", err)
	}
	return b.Bytes(), nil
}
