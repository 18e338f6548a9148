package discord

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sitrep-bot/sitrep/internal/lang"
)

// words is everything the bot says in one language. What stands in it is Discord's markdown; what is put into it must have
// been escaped.
type words struct {
	lang   string
	asking []string // words that questions begin with

	passageOf, openAt, carried, corrected, questionBy, forMember, already string
	cut, cutBefore                                                        string

	next, previous, readOn, followUp, helpful, notIt, share, dismiss, others, read string

	followUpTitle, followUpLabel, followUpHint string

	refused, about, andMore, closest, emptyCorpus, help, small, privacy string

	noPassage, noArticle, noMatch, badDay, sources, sourceLine, pageOf string

	thanks, onlyAsker, onlyAllowed, stale, notShared, pleaseMention, tooFast, noText, failed string

	moderatorWords
}

// in picks the words for a person: by the language of their client, or else of their question.
func in(locale, asked string) *words {
	code := lang.Base(locale)
	if code == "" {
		code = asked
	}
	if code == "fr" {
		return &french
	}
	return &english
}

// readsAsQuestion tells a question from a remark: by its mark, or by how it begins in one of the bot's languages.
func readsAsQuestion(text string) bool {
	first, _, _ := strings.Cut(strings.ToLower(text), " ")
	return strings.ContainsAny(text, "?？؟") || slices.Contains(english.asking, first) || slices.Contains(french.asking, first)
}

// day shows a day in the reader's own way of writing dates. Noon is the same day nearly everywhere.
func day(t time.Time) string { return fmt.Sprintf("<t:%d:D>", t.Add(12*time.Hour).Unix()) }

// enumerate lists a few of many.
func (w *words) enumerate(some []string, more int) string {
	list := strings.Join(some, ", ")
	if more == 0 {
		return list
	}
	return fmt.Sprintf(w.andMore, list, more)
}

// joined puts what is known on one line.
func joined(parts ...string) string {
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}

var english = words{
	lang:           "en",
	moderatorWords: englishModerators,
	asking: []string{"who", "what", "when", "where", "why", "how", "which", "whose", "and", "is", "are", "was", "were", "do", "does",
		"did", "has", "have", "can", "could", "will", "would"},
	passageOf:  "passage %d of %d",
	openAt:     "Open at %s",
	carried:    "Carried over from before: %s",
	corrected:  "Read as: %s",
	questionBy: "Asked in [this message](%s): %s",
	forMember:  "Passage for %s:",
	already:    "Quoted here a moment ago: %s",
	cut:        "The passage goes on: press “%s”.",
	cutBefore:  "The passage began before this.",

	next: "Next", previous: "Previous", readOn: "Read on", followUp: "Ask a follow-up", helpful: "Helpful", notIt: "Not it",
	share: "Share here", dismiss: "Dismiss", others: "Other matches", read: "Choose a passage",

	followUpTitle: "Ask a follow-up",
	followUpLabel: "Your question",
	followUpHint:  "It may lean on the answer: “and when did it end?”",

	refused:     "Nothing in the articles here answers that.",
	about:       "They are about: %s",
	andMore:     "%s, and %d more",
	closest:     "Closest:",
	emptyCorpus: "There are no articles here yet.",
	small:       "Ask me something about %s, for example by mentioning me or with `/ask`. I reply with a passage, word for word, and its source.",
	help: "I answer questions with a passage from the articles kept here, word for word, with its source.\n" +
		"- Mention me: `@%s when did the mission begin?`\n" +
		"- `/ask question:` the same; `hide:True` shows it to you alone, `mention:` notifies one member\n" +
		"- Reply to an answer, or press “Ask a follow-up”: “and when did it end?”\n" +
		"- Apps ▸ Find answer, on somebody's message\n" +
		"- `/search query:` with suggestions while you type · `/article title:` · `/passage id:` · `/sources`\n" +
		"- In a direct message, just ask\n" +
		"Nothing I say is made up: if the articles do not answer, I say so.",
	privacy: "- I read only messages that mention me, reply to me or are sent to me directly, and commands.\n" +
		"- Direct messages are never stored.\n" +
		"- Which answer belongs to which question, with the words of the question, is kept for a day, so that edits and replies work.\n" +
		"- A vote is kept for 90 days; it does not name you.",

	noPassage:  "There is no passage `%s`. Ids look like `minusma-ends#4`; `/search` finds them.",
	noArticle:  "There is no article “%s”. `/sources` lists them all.",
	noMatch:    "Nothing found for “%s”. Try fewer or other words, or leave out `source`, `from` and `to`.",
	badDay:     "“%s” is no day I can read. Write it as 2023-06-30.",
	sources:    "%d articles, %d passages",
	sourceLine: "%d passages",
	pageOf:     "page %d of %d",

	thanks:        "Noted, thank you. Press the other button to change it.",
	onlyAsker:     "Only who asked, or a moderator, can dismiss this.",
	onlyAllowed:   "You may not write in this channel, so I cannot share it here for you.",
	stale:         "The articles have changed since, and this passage is gone. Please ask again.",
	notShared:     "I no longer know which answer this was. Please ask again.",
	pleaseMention: "Discord did not show me what you wrote. Please mention me (@) in it, or press “Ask a follow-up” under the answer.",
	tooFast:       "One question at a time, please: you can ask again %s.",
	noText:        "I see no question in that message.",
	failed:        "Something went wrong here, not with your question. Please try again; if it stays, tell a moderator this number: `%s`",
}

var french = words{
	lang:           "fr",
	moderatorWords: frenchModerators,
	asking: []string{"qui", "que", "quoi", "quand", "où", "pourquoi", "comment", "combien", "quel", "quelle", "quels", "quelles", "et",
		"est-ce", "y"},
	passageOf:  "passage %d sur %d",
	openAt:     "Ouvrir sur %s",
	carried:    "Repris de la question précédente : %s",
	corrected:  "Lu comme : %s",
	questionBy: "Demandé dans [ce message](%s) : %s",
	forMember:  "Un passage pour %s :",
	already:    "Déjà cité ici à l’instant : %s",
	cut:        "Le passage continue : appuyez sur « %s ».",
	cutBefore:  "Le passage commence plus haut.",

	next: "Suivant", previous: "Précédent", readOn: "Lire la suite", followUp: "Poser une autre question", helpful: "Utile",
	notIt: "Ce n’est pas ça", share: "Partager ici", dismiss: "Retirer", others: "Autres passages", read: "Choisir un passage",

	followUpTitle: "Poser une autre question",
	followUpLabel: "Votre question",
	followUpHint:  "Elle peut s’appuyer sur la réponse : « et quand a-t-elle pris fin ? »",

	refused:     "Aucun des articles d’ici ne répond à cela.",
	about:       "Ils parlent de : %s",
	andMore:     "%s, et %d autres",
	closest:     "Au plus près :",
	emptyCorpus: "Il n’y a pas encore d’articles ici.",
	small:       "Posez-moi une question sur %s, par exemple en me mentionnant ou avec `/ask`. Je réponds par un passage, mot pour mot, avec sa source.",
	help: "Je réponds aux questions par un passage des articles conservés ici, mot pour mot, avec sa source.\n" +
		"- Mentionnez-moi : `@%s quand la mission a-t-elle commencé ?`\n" +
		"- `/ask question:` de même ; `hide:True` ne le montre qu’à vous, `mention:` prévient un membre\n" +
		"- Répondez à une réponse, ou appuyez sur « Poser une autre question » : « et quand a-t-elle pris fin ? »\n" +
		"- Applications ▸ Find answer, sur le message de quelqu’un\n" +
		"- `/search query:` avec des suggestions pendant la saisie · `/article title:` · `/passage id:` · `/sources`\n" +
		"- En message privé, demandez simplement\n" +
		"Rien de ce que je dis n’est inventé : si les articles ne répondent pas, je le dis.",
	privacy: "- Je ne lis que les messages qui me mentionnent, me répondent ou me sont envoyés en privé, et les commandes.\n" +
		"- Les messages privés ne sont jamais conservés.\n" +
		"- Quelle réponse appartient à quelle question, avec les mots de la question, est gardé un jour, pour les modifications et les suites.\n" +
		"- Un vote est gardé 90 jours ; il ne vous nomme pas.",

	noPassage:  "Il n’y a pas de passage `%s`. Un identifiant ressemble à `minusma-ends#4` ; `/search` les trouve.",
	noArticle:  "Il n’y a pas d’article « %s ». `/sources` les liste tous.",
	noMatch:    "Rien trouvé pour « %s ». Essayez moins de mots, d’autres mots, ou sans `source`, `from` et `to`.",
	badDay:     "« %s » n’est pas un jour que je sache lire. Écrivez-le comme 2023-06-30.",
	sources:    "%d articles, %d passages",
	sourceLine: "%d passages",
	pageOf:     "page %d sur %d",

	thanks:        "C’est noté, merci. Appuyez sur l’autre bouton pour changer d’avis.",
	onlyAsker:     "Seule la personne qui a demandé, ou un modérateur, peut retirer ceci.",
	onlyAllowed:   "Vous ne pouvez pas écrire dans ce salon, je ne peux donc pas l’y partager pour vous.",
	stale:         "Les articles ont changé depuis, et ce passage n’y est plus. Veuillez redemander.",
	notShared:     "Je ne sais plus de quelle réponse il s’agissait. Veuillez redemander.",
	pleaseMention: "Discord ne m’a pas montré ce que vous avez écrit. Mentionnez-moi (@), ou appuyez sur « Poser une autre question » sous la réponse.",
	tooFast:       "Une question à la fois, s’il vous plaît : vous pourrez redemander %s.",
	noText:        "Je ne vois pas de question dans ce message.",
	failed:        "Quelque chose a mal tourné ici, pas dans votre question. Réessayez ; si cela persiste, donnez ce numéro à un modérateur : `%s`",
}
