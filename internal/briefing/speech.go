package briefing

import "strings"

// A speech is the words by which a language reports what somebody said, folded as lang.Fold does.
type speech struct {
	says      map[string]bool   // verbs that report speech whatever follows: "said"
	clause    map[string]bool   // verbs that do if a clause or a quotation goes with them: "announced that"
	that      map[string]bool   // words such a clause begins with
	auxiliary map[string]bool   // words one of which stands just before such a verb, unless there is a quotation; nil if none need
	never     map[string]bool   // words after which a verb reports nobody's speech: "it was said"
	joins     map[string]bool   // words that are in no name, but join clauses
	source    map[string]string // a word before whoever is quoted, with the word before it: "according to"
	articles  map[string]bool   // words a name may begin with
	openings  map[string]bool   // other words that have a capital letter only because a sentence begins
	between   map[string]bool   // words between the speaker and the verb
}

// speeches are written by hand from how news agencies attribute. Forms that are also nouns ("reports", "claims") are left
// out: a sentence that is wrongly shown as somebody's is worse than one that is missing. In other languages nothing is
// taken for a statement.
func speechOf(code string) (how speech, known bool) {
	switch code {
	case "en":
		return english(), true
	case "fr":
		return french(), true
	}
	return speech{}, false
}

func english() speech {
	return speech{
		says: words(`said says told tells warned warns regretted regrets argued argues deplored lamented condemned praised
			urged`),
		clause: words(`announced stated declared claimed confirmed added noted explained requested asked demanded
			acknowledged admitted replied promised complained insisted insists stressed denied`),
		that:     words(`that`),
		never:    words(`is are was were be been being not which that as`),
		joins:    words(`and but or that which who because where he she it they`),
		source:   map[string]string{"to": "according"},
		articles: words(`the a an`),
		openings: words(`it its he she they we i you his her their this that these those there some many most several one
			in on at by for from with after before as when while although if but and or so yet since last earlier later
			more under during instead however also thus now meanwhile moreover furthermore finally ultimately recently importantly
			notably`),
		between: words(`also later then once again has had have who thus repeatedly publicly strongly recently`),
	}
}

func french() speech {
	return speech{
		says: words(`dit déclaré averti prévenu affirmé regretté souligné rappelé insisté déploré condamné salué dénoncé
			assuré expliqué ajouté indiqué précisé nié démenti`),
		clause:    words(`annoncé confirmé demandé estimé reconnu admis noté jugé répondu promis conclu`),
		that:      words(`que`),
		auxiliary: words(`a ont avait avaient s'est`),
		never:     words(`été pas`),
		joins:     words(`et mais ou que qui dont car où il elle ils elles`),
		source:    map[string]string{"selon": "", "d'après": ""},
		articles:  words(`le la les l un une`),
		openings: words(`des du de d il elle ils elles on ce cet cette ces ça c nous vous je tu son sa ses leur leurs en dans
			sur à au aux par pour depuis avec après avant comme quand lorsque si bien mais et ou certains certaines plusieurs
			plus sous durant pendant ainsi toutefois cependant enfin`),
		between: words(`a ont avait avaient s'est se également aussi ensuite encore qui`),
	}
}

func words(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}
