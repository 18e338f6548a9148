package corpus

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// longestFrontMatter bounds in bytes what stands between the two lines of dashes.
const longestFrontMatter = 64 << 10

// A frontMatter is the YAML at the top of a file, between two lines of three dashes.
type frontMatter struct {
	yaml string
	line int // where the YAML begins in the file; the text below begins as many lines below that as the YAML has, and one
}

// splitFrontMatter parts the front matter of a file from its text and says on which line the text begins. Most files of
// plain text and HTML have none.
func splitFrontMatter(src string) (fm frontMatter, rest string, restLine int, problem *Problem) {
	end, next := lineEnd(src, 0)
	switch strings.TrimRight(src[:end], " \t") {
	case "+++":
		return fm, "", 0, &Problem{Line: 1, Reason: "wanted front matter in YAML and found TOML (+++)",
			Next: "write it as `key: value` lines between two lines of ---"}
	case "---":
	default:
		return fm, src, 1, nil
	}
	body, line := next, 2
	for start := next; start < len(src) && start-body <= longestFrontMatter; line++ {
		end, next = lineEnd(src, start)
		if fence := strings.TrimRight(src[start:end], " \t"); fence == "---" || fence == "..." {
			return frontMatter{src[body:start], 2}, src[next:], line + 1, nil
		}
		start = next
	}
	return fm, "", 0, &Problem{Line: 1, Reason: "wanted a line of --- that closes the front matter and found none",
		Next: "put --- on a line of its own below the last key; a rule at the top of the text is written ***"}
}

// A field is one key of the front matter.
type field struct {
	key   string // as written
	value *yaml.Node
	line  int
}

// fields reads the YAML.
func (fm frontMatter) fields() ([]field, *Problem) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(fm.yaml), &doc); err != nil {
		line, reason := yamlError(err)
		return nil, &Problem{Line: fm.line + line - 1, Reason: "wanted YAML in the front matter and found " + reason,
			Next: "write `key: value` on each line, with quotes around a value that has a colon or begins with a sign"}
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		return nil, &Problem{Line: fm.line + top.Line - 1, Reason: "wanted `key: value` lines in the front matter and found " + kindOf(top),
			Next: "write for example `title: The title`"}
	}
	var fields []field
	for i := 0; i+1 < len(top.Content); i += 2 {
		key := top.Content[i]
		fields = append(fields, field{key.Value, resolve(top.Content[i+1]), fm.line + key.Line - 1})
	}
	return fields, nil
}

// resolve follows an alias to what it stands for.
func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

var yamlLine = regexp.MustCompile(`^line (\d+): `)

// yamlError takes the line out of an error of the YAML library, 1 if it names none.
func yamlError(err error) (line int, reason string) {
	reason = strings.TrimPrefix(err.Error(), "yaml: ")
	line = 1
	if m := yamlLine.FindStringSubmatch(reason); m != nil {
		reason = reason[len(m[0]):]
		line, _ = strconv.Atoi(m[1]) // only digits
	}
	return max(line, 1), fmt.Sprintf("a mistake (%s)", lang.OneLine(reason))
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "keys inside the key"
	}
	return strconv.Quote(shorten(n.Value))
}

// shorten keeps a quoted piece of a file short enough for a message.
func shorten(text string) string {
	text = lang.OneLine(text)
	if runes(text) <= 40 {
		return text
	}
	return string([]rune(text)[:39]) + "…"
}
