package corpus

import (
	"fmt"
	"os"

	"go.yaml.in/yaml/v4"

	"github.com/sitrep-bot/sitrep/internal/lang"
	"github.com/sitrep-bot/sitrep/internal/told"
)

// readSynonyms reads the groups of synonyms.yaml: a list, each item of which is a list of words or phrases.
func readSynonyms(root *os.Root, name string) ([][]string, []Problem) {
	raw, _, err := readFile(root, name)
	if err != nil {
		return nil, []Problem{{Path: name, Reason: told.English("wanted synonyms and found " + cause(err)), Next: told.English("give its owner the right to read it")}}
	}
	groups, problems := parseSynonyms(raw)
	for i := range problems {
		problems[i].Path = name
	}
	return groups, problems
}

var synonymsNext = told.English("write each group on a line of its own: - [UN mission, MINUSMA]")

func parseSynonyms(raw []byte) ([][]string, []Problem) {
	if len(raw) > longestFrontMatter*16 {
		return nil, []Problem{{Reason: told.English(fmt.Sprintf("wanted at most %d KiB and found more", longestFrontMatter*16>>10)),
			Next: told.English("keep only the groups that the articles need")}}
	}
	src, problem := decode(raw, textFormat)
	if problem != nil {
		return nil, []Problem{*problem}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(src), &doc); err != nil {
		line, mistake := yamlError(err)
		return nil, []Problem{{Line: line, Reason: told.English("wanted YAML and found a mistake (" + mistake + ")"), Next: synonymsNext}}
	}
	if len(doc.Content) == 0 || doc.Content[0].Tag == "!!null" {
		return nil, nil
	}
	list := doc.Content[0]
	if list.Kind != yaml.SequenceNode {
		return nil, []Problem{{Line: list.Line, Reason: told.English(fmt.Sprint("wanted a list of groups and found ", kindOf(list))), Next: synonymsNext}}
	}
	return synonymGroups(list)
}

func synonymGroups(list *yaml.Node) (groups [][]string, problems []Problem) {
	for _, item := range list.Content {
		group, reason := synonymGroup(resolve(item))
		if reason != "" {
			problems = append(problems, Problem{Line: item.Line, Reason: told.English(reason), Next: synonymsNext, Warning: true})
			continue
		}
		groups = append(groups, group)
	}
	return groups, problems
}

// mostSynonyms is how many words a group may have. People know a handful for one thing; a longer list is a category.
const mostSynonyms = 100

func synonymGroup(item *yaml.Node) (group []string, reason string) {
	if item.Kind != yaml.SequenceNode {
		return nil, fmt.Sprint("wanted a group of words in brackets and found ", kindOf(item))
	}
	for _, word := range item.Content {
		word = resolve(word)
		if word.Kind != yaml.ScalarNode {
			return nil, fmt.Sprint("wanted words in a group and found ", kindOf(word))
		}
		if text := lang.OneLine(word.Value); text != "" {
			group = append(group, text)
		}
	}
	if len(group) > mostSynonyms {
		return nil, fmt.Sprintf("wanted at most %d words in a group and found %d: a question is searched for by all of them", mostSynonyms, len(group))
	}
	if len(group) < 2 {
		return nil, fmt.Sprintf("wanted two words or more in a group and found %d", len(group))
	}
	return group, ""
}
