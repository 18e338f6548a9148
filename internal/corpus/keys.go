package corpus

// canonical is the name that a key goes by here, for the names that other programs give it.
func canonical(key string) string {
	switch key {
	case "published", "publishdate", "pubdate", "publish_date":
		return "date"
	case "modified", "updated":
		return "lastmod"
	case "source", "site", "site_name":
		return "publisher"
	case "link", "canonical", "canonical_url":
		return "url"
	case "archive", "archived":
		return "archive_url"
	case "byline", "authors":
		return "author"
	case "language", "locale":
		return "lang"
	case "description", "excerpt", "abstract":
		return "summary"
	case "keywords", "categories":
		return "tags"
	case "alias":
		return "aliases"
	case "accessed":
		return "retrieved"
	case "licence", "rights":
		return "license"
	case "replaces":
		return "supersedes"
	}
	return key
}
