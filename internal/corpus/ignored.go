package corpus

import (
	"path"
	"strings"
)

// isHidden takes dot files and the copies that editors leave behind.
func isHidden(base string) bool { return strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~") }

// isAttachment takes the folder with scripts and pictures that a browser saves beside a page.
func (f *folder) isAttachment(name string) bool {
	page, ok := strings.CutSuffix(name, "_files")
	if !ok {
		return false
	}
	for _, ext := range htmlFiles {
		if _, err := f.root.Lstat(page + ext); err == nil {
			return true
		}
	}
	return false
}

// IsSynonyms reports whether a path is that of the list of synonyms.
func IsSynonyms(name string) bool { return name == "synonyms.yaml" || name == "synonyms.yml" }

// IsHousekeeping reports whether a file at the top of a folder is about the folder, as its README is: it is no article.
func IsHousekeeping(name string) bool {
	switch strings.ToLower(strings.TrimSuffix(name, path.Ext(name))) {
	case "readme", "license", "licence", "copying", "notice":
		return true
	}
	return false
}

// isPicture takes what articles show; it has no text.
func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif":
		return true
	}
	return false
}
