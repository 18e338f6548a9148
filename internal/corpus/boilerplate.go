package corpus

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// longestBoilerplate bounds in bytes what can be a caption, a byline or a share prompt. A longer text is always a paragraph.
const longestBoilerplate = 1000

var (
	photoLabel = regexp.MustCompile(`(?i)^(?:(?:file )?(?:photo|photograph|image|picture|illustration)s?(?: credit| source)?` +
		`|caption|crédits?(?: photos?)?|foto|bild|imagen|фото|图片|摄影)\s?[:：©]`)
	photoBy   = regexp.MustCompile(`(?i)^(?:photo|photograph|image|picture|illustration)s? (?:by|courtesy of|via) `)
	pointer   = regexp.MustCompile(`(?i)^(?:read (?:more|also|next|on)|also read|see also|more on this|related(?: article| story| coverage)?|recommended|watch|listen|lire aussi|à lire(?: aussi)?|voir aussi|lea también|leer más|lesen sie auch|mehr zum thema|читайте также)\s?[:：|–—]\s?\S`)
	copyright = regexp.MustCompile(`(?i)^(?:©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4}))|all rights reserved\.?$`)
	sourceOf  = regexp.MustCompile(`(?i)^(?:source|quelle|fuente)\s?[:：]\s?\S`)
	byline    = regexp.MustCompile(`(?i)^(?:(?:written|reported|story|posted) )?(?:by|par|por|von)\s(.+)$`)
	signOff   = regexp.MustCompile(`(?i)^\(?(?:additional )?(?:reporting|writing|editing|reported|written|edited) by (.+?)\)?$`)
)

// prompts are whole lines that a page puts between its paragraphs.
var prompts = setOf(`advertisement|advertisements|ad|sponsored|sponsored content|story continues below|continue reading
	|article continues below advertisement|story continues below advertisement|skip advertisement|show more|read more
	|continue reading the main story|more on this story|related|related articles|related stories|related topics|recommended
	|recommended stories|most read|most popular|top stories|listen to this article|file photo|publicité|anzeige|publicidad
	|реклама|广告|lire aussi|à lire aussi|partager|partager cet article|teilen|compartir|leer más|weiterlesen|подробнее`)

// shareWords are all that a row of share buttons is made of; shareVerbs make it one.
var (
	shareVerbs = setOf(`share|tweet|subscribe|comments|newsletter|print|facebook|twitter|whatsapp|telegram|linkedin|instagram|follow|email|e-mail|reddit|pinterest`)
	shareWords = setOf(`share|tweet|subscribe|comments|newsletter|print|facebook|twitter|whatsapp|telegram|linkedin|instagram|follow
		|this|article|story|post|page|on|via|with|x|reddit|email|e-mail|pinterest|mail|copy|link|save|comment|us|youtube|sign|up
		|for|our|to|and|or|bookmark|listen|gift|bluesky|mastodon|threads|messenger`)
)

func setOf(list string) map[string]bool {
	set := map[string]bool{}
	for item := range strings.SplitSeq(list, "|") {
		set[strings.TrimSpace(item)] = true
	}
	return set
}

// boilerplate reports whether a paragraph is a part of the page and not of the article: a photo credit, a byline, a share
// prompt. When in doubt it is not: a caption too many does less harm than a lost paragraph.
func boilerplate(text string) bool {
	if len(text) > longestBoilerplate {
		return false
	}
	line := lang.OneLine(text)
	bare := strings.ToLower(strings.Trim(line, " .:…»>→▼·|*_-–—[]()"))
	date, _ := isDateline(line)
	return date || isRule(line) || prompts[bare] || isShare(bare) || isCaption(line) || isByline(line) ||
		runes(line) <= 200 && (pointer.MatchString(line) || copyright.MatchString(line)) ||
		runes(line) <= 60 && sourceOf.MatchString(line)
}

// isRule takes a row of asterisks or dashes, and no paragraph of emoji.
func isRule(line string) bool {
	return !strings.ContainsFunc(line, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsNumber(r) || r > unicode.MaxLatin1 && unicode.IsSymbol(r)
	})
}

func isShare(bare string) bool {
	if len(bare) > 120 {
		return false
	}
	words := strings.FieldsFunc(bare, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",|·•/", r) })
	verb := false
	for _, word := range words {
		if !shareWords[word] {
			return false
		}
		verb = verb || shareVerbs[word]
	}
	return verb
}

func isCaption(line string) bool {
	if runes(line) <= 300 && photoLabel.MatchString(line) {
		return true
	}
	return photoBy.MatchString(line) && runes(line) <= 80 && !endsSentence(line) || endsInCredit(line)
}

// isByline takes "By Jane Doe and John Roe | Reuters" and "(Reporting by Jane Doe; editing by John Roe)".
func isByline(line string) bool {
	if runes(line) > 160 {
		return false
	}
	if m := signOff.FindStringSubmatch(line); m != nil {
		return onlyNames(m[1])
	}
	m := byline.FindStringSubmatch(line)
	if m == nil || endsSentence(line) || runes(line) > 100 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(m[1])
	return unicode.IsUpper(first) && onlyNames(m[1])
}

// nameWords are the small words that stand between names.
var nameWords = setOf(`and|et|y|und|de|da|del|van|von|der|bin|al|el|la|le|for|of|in|at|the|with|via|by|pour|à|reporting|writing
	|editing|additional|edited|written|reported|courtesy`)

// onlyNames reports whether a line is made of names and what stands between names: no verb, so no sentence.
func onlyNames(line string) bool {
	words := strings.FieldsFunc(line, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;()[]|·•/&©–—-", r) })
	for _, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		if unicode.IsLower(first) && !nameWords[word] || strings.ContainsAny(word, "?!:\"“”") {
			return false
		}
	}
	return len(words) > 0 && len(words) <= 16
}

// endsSentence reports whether a line ends as sentences do, closing quotes and brackets aside.
func endsSentence(line string) bool {
	line = strings.TrimRight(line, "\"'”’»)]*_ ")
	last, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(".!?…。！？؟।", last)
}
