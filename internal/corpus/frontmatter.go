package corpus

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
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
		return fm, "", 0, &Problem{Line: 1, Reason: told.New("toml", "wanted front matter in YAML and found TOML (+++)"),
			Next: told.New("toml.next", "write it as `key: value` lines between two lines of ---")}
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
	return fm, "", 0, &Problem{Line: 1, Reason: told.New("unclosed", "wanted a line of --- that closes the front matter and found none"),
		Next: told.New("unclosed.next", "put --- on a line of its own below the last key; a rule at the top of the text is written ***")}
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
		line, mistake := yamlError(err)
		return nil, &Problem{Line: fm.line + line - 1, Reason: told.New("yaml", "wanted YAML in the front matter and found a mistake (%s)", mistake),
			Next: told.New("yaml.next", "write `key: value` on each line, with quotes around a value that has a colon or begins with a sign")}
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		return nil, &Problem{Line: fm.line + top.Line - 1, Reason: told.New("keys", "wanted `key: value` lines in the front matter and found %v", kindOf(top)),
			Next: told.New("keys.next", "write for example `title: The title`")}
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
func yamlError(err error) (line int, mistake string) {
	mistake = strings.TrimPrefix(err.Error(), "yaml: ")
	line = 1
	if m := yamlLine.FindStringSubmatch(mistake); m != nil {
		mistake = mistake[len(m[0]):]
		line, _ = strconv.Atoi(m[1]) // only digits
	}
	return max(line, 1), lang.OneLine(mistake)
}

// kindOf says what stands in a place where something else was wanted.
func kindOf(n *yaml.Node) any {
	switch n.Kind {
	case yaml.SequenceNode:
		return told.New("list", "a list")
	case yaml.MappingNode:
		return told.New("inside", "keys inside the key")
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
