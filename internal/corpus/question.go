package corpus

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

var (
	questionLabel = regexp.MustCompile(`^(?:\*\*|__|\*|_)?(?i:Q|Question|Frage|Pregunta|Domanda|Pergunta|Vraag|Fråga|Pytanie|Вопрос|問|问)\s?\d{0,3}\s?[:：.)](?:\*\*|__|\*|_)?\s*`)
	answerLabel   = regexp.MustCompile(`^(?:\*\*|__|\*|_)?(?i:A|R|Answer|Antwort|Réponse|Respuesta|Risposta|Resposta|Antwoord|Svar|Odpowiedź|Ответ|答)\s?\d{0,3}\s?[:：.)](\*\*|__|\*|_)?\s*`)
	// answerAfter is where an answer begins on the line of its question.
	answerAfter = regexp.MustCompile(`[?？]["”)*_]*\s+((?:\*\*|__)?(?:A|Answer|Antwort|Réponse|R|Respuesta|Risposta|Resposta|Antwoord|Svar|Ответ|答)\s?[:：])`)
	// boldQuestion opens the paragraph that answers it.
	boldQuestion = regexp.MustCompile(`^(?:\*\*([^*\n]{3,160}\?)\*\*|__([^_\n]{3,160}\?)__)\s*[^\s*_]`)
	numberLabel  = regexp.MustCompile(`^(?:\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+\.?|[a-z][.)])\s+`)
	// quotedQuestion is a question in quotation marks, and perhaps who asks it.
	quotedQuestion = regexp.MustCompile(`^["“«„]\s?([^"“”«»„]{3,300}\?)\s?["”»“](?:[,\s][^.!?"“”«»]{0,80}[.:]?)?$`)
)

// cutQuestionLabel takes "Q:" and the like off a line. ok is false without one.
func cutQuestionLabel(line string) (question string, ok bool) {
	at := questionLabel.FindStringIndex(line)
	if at == nil || at[1] == len(line) {
		return "", false
	}
	return plain(line[at[1]:]), true
}

// labelledQuestion is what a line asks that says of itself that it is a question: "Q: Where do I park?". Without the mark
// of a question only the letter and colon make it one.
func labelledQuestion(line string) string {
	question, ok := cutQuestionLabel(line)
	if !ok || runes(question) > longestTitle || !strings.HasSuffix(question, "?") && !strings.ContainsAny(line[:min(len(line), 16)], ":：") {
		return ""
	}
	return question
}

// answerIn is where the answer begins in a text that says of itself that it is one: behind "A:". It is 0 for any other,
// and where the label is inside an emphasis that goes on.
func answerIn(text string) int {
	m := answerLabel.FindStringSubmatchIndex(text)
	if m == nil || m[1] == len(text) {
		return 0
	}
	if opened := text[0] == '*' || text[0] == '_'; opened != (m[2] >= 0) {
		return 0
	}
	return m[1]
}

// onlyAsks reports whether every sentence of a text is a question.
func onlyAsks(text string) bool {
	if !strings.ContainsAny(text, lang.QuestionMarks) || len(text) > longestBoilerplate {
		return false
	}
	for _, s := range lang.Sentences(text) {
		if !strings.ContainsAny(lastRunes(strings.TrimRight(text[s.Start:s.End], "\"'”’»“)*_ ")), lang.QuestionMarks) {
			return false
		}
	}
	return true
}

func lastRunes(text string) string {
	r := []rune(text)
	return string(r[max(0, len(r)-2):])
}

// questionWords open a question that was typed without its mark. Words that as often open a statement, as "when" does, are
// left out.
var questionWords = setOf(`how|hows|what|whats|where|wheres|why|who|whos|which|anyone|anybody|wie|was|wo|wann|wer|warum|wieso|welche|welcher|welches
	|woher|wohin|weiß|comment|où|pourquoi|quel|quelle|quels|quelles|combien|quelqu'un|cómo|qué|dónde|cuándo|quién|cuál|cuánto|como|onde|quando
	|quem|qual|come|dove|perché|chi|quanto|hoe|waar|wanneer|waarom|wie|как|где|когда|кто|почему|сколько`)

// askingPair opens one that is asked of somebody: "is anyone …", "hat jemand …".
var askingPair = regexp.MustCompile(`^(?:(?:is|are|was|were|does|did|has|have|can|could|should|would|will) (?:any|some|there|you|u|we|i|they)|do (?:any|you|u|we|i|they)` +
	`|(?:hat|kennt|weiß|kann|gibt|ist|darf|muss) (?:jemand|irgend|es|man|ich|wer)|est-ce que|y a-t-il|quelqu'un|(?:alguien|qualcuno|alguém) )`)

// longestOpenQuestion is in words: a longer message without the mark of a question tells something.
const longestOpenQuestion = 12

// messageAsks reports whether a message of a chat asks.
func messageAsks(text string) bool {
	line := plain(text)
	if strings.ContainsAny(lastRunes(strings.TrimRight(line, "!.:)( ")), lang.QuestionMarks) {
		return true
	}
	words := strings.Fields(strings.ToLower(line))
	return len(words) > 2 && len(words) <= longestOpenQuestion && (questionWords[words[0]] || askingPair.MatchString(strings.Join(words, " "))) && !strings.ContainsAny(line, ".!;:") &&
		unicode.IsLetter([]rune(words[1])[0])
}

// isQuestionLine reports whether a line is a question and nothing else, numbered or not.
func isQuestionLine(line string) bool {
	return labelledQuestion(line) != "" || strings.HasSuffix(plain(line), "?") && leadIn(line) != ""
}

// questionIn is what a line asks, without its label or number.
func questionIn(line string) string {
	if question := labelledQuestion(line); question != "" {
		return question
	}
	line = plain(line)
	return line[len(numberLabel.FindString(line)):]
}

// cutDialogue cuts a block of questions and answers, each on lines of its own, at where they begin. Any other block stays
// whole.
func cutDialogue(src string, b block) (parts []block) {
	b = cutAnswers(src, b)
	start, asked := 0, false
	for i := range b {
		line := b[i].of(src)
		_, question := cutQuestionLabel(line)
		question = question || i+1 < len(b) && numberLabel.MatchString(line) && isQuestionLine(line) && !isQuestionLine(b[i+1].of(src)) && !numberLabel.MatchString(b[i+1].of(src))
		if answer := asked && answerIn(line) > 0; question || answer {
			if i > start {
				parts = append(parts, b[start:i])
			}
			start, asked = i, question
		}
	}
	return append(parts, b[start:])
}

// cutAnswers parts the lines that have both a question and its answer.
func cutAnswers(src string, b block) block {
	cut := make(block, 0, len(b))
	for _, line := range b {
		text := line.of(src)
		at := answerAfter.FindStringSubmatchIndex(text)
		if at == nil || !questionLabel.MatchString(text) {
			cut = append(cut, line)
			continue
		}
		answer := line.start + at[2]
		cut = append(cut, trim(src, span{line.start, answer}), span{answer, line.end})
	}
	return cut
}

// runInQuestion is the question in bold that a paragraph begins with; empty if it begins with none.
func runInQuestion(text string) string {
	m := boldQuestion.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return questionIn(m[1] + m[2])
}
