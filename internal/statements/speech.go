package statements

import "strings"

// A speech is the words by which a language reports what somebody said, folded as lang.Fold does.
type speech struct {
	says        map[string]bool            // verbs that report speech whatever follows: "said"
	clause      map[string]bool            // verbs that do if a clause or a quotation goes with them: "announced that"
	present     map[string]bool            // verbs that do if a clause follows at once, as they are other words too: "notes that"
	wishes      map[string]bool            // verbs that do if what is wished follows: "asked the UN to leave"
	calls       map[string]map[string]bool // verbs that do with one of some words after them: "called for"
	that        map[string]bool            // words a clause begins with
	to          map[string]bool            // words a wish begins with
	auxiliary   map[string]bool            // words one of which stands just before such a verb, unless there is a quotation; nil if none need
	never       map[string]bool            // words after which a verb reports nobody's speech: "it was said"
	joins       map[string]bool            // words that are in no name, but join clauses
	him         map[string]bool            // the same where they are cited: "according to him"
	pronouns    map[string]bool            // words for the one who spoke before
	source      map[string]string          // a word before whoever is quoted, with the word before it: "according to"
	articles    map[string]bool            // words a name may begin with
	indefinite  map[string]bool            // those of them that name nobody
	adverb      string                     // ending of words that say how, not who; empty if none has one
	openings    map[string]bool            // other words that have a capital letter only because a sentence begins
	some        map[string]bool            // those of them that begin what is said of nobody in particular
	auxiliaries map[string]bool            // verbs that are in no name
	particles   map[string]bool            // small words inside names of persons: "von"
	in          map[string]bool            // words after which a name does not go on: where and when
	between     map[string]bool            // words between the speaker and the verb
	courtesy    map[string]bool            // words before a name that say nothing but Mr
	offices     map[string]bool            // what people are who speak for others: "minister"
	small       map[string]bool            // words of an office that do not tell it from another: "of"
	calendar    map[string]bool            // names of months and weekdays, which are nobody's
}

// speeches are written by hand from how news agencies attribute. Forms that are also nouns ("reports") are left
// out: a sentence that is wrongly shown as somebody's is worse than one that is missing. In other languages nothing is
// taken for a statement.
func speechOf(code string) (how speech, known bool) {
	switch code {
	case "en":
		return english, true
	case "fr":
		return french, true
	}
	return speech{}, false
}

var english = speech{
	says: words(`said says told tells warned warns regretted regrets argues argued deplored lamented condemned praised
		urged urges insists`),
	clause: words(`announced stated declared claimed confirmed added noted explained requested asked demanded
		acknowledged admitted replied promised complained insisted stressed denied wrote recalled predicted suggested vowed
		conceded estimated remarked observed asserted emphasized emphasised pledged cautioned recommended reiterated`),
	present: words(`claims notes states stresses adds explains confirms announces admits acknowledges denies believes maintains
		recalls predicts suggests estimates writes remarks replies says argue warn`),
	wishes:     words(`asked asks requested demanded implored begged`),
	calls:      map[string]map[string]bool{"called": words(`for on upon`), "calls": words(`for on upon`)},
	that:       words(`that`),
	to:         words(`to`),
	never:      words(`is are was were be been being not which that as it the`),
	joins:      words(`and but or that which who because where he she it they`),
	pronouns:   words(`he she`),
	him:        words(`him her`),
	source:     map[string]string{"to": "according"},
	articles:   words(`the a an`),
	indefinite: words(`a an`),
	adverb:     "ly",
	openings: words(`it its he she we they i you his her our my your their this that these those there some many most several one no
		in on at by for from with after before as when while although if but and or so yet since last earlier later
		more under during instead however also thus now meanwhile moreover furthermore finally ultimately recently importantly
		notably additionally nevertheless nonetheless similarly further again among according discussing writing speaking
		perhaps maybe still even only both each every all another few other others critics supporters proponents opponents experts officials`),
	some: words(`some many most several one no few both each every all another other others only critics supporters
		proponents opponents experts officials it its these those this that there his her our my your their`),
	auxiliaries: words(`is are was were be been has had have will would can could may might must shall should do does did`),
	particles:   words(`von van de der den di da du del della la le el al bin ibn ben dos das`),
	in:          words(`in during before after when while`),
	between:     words(`also later then once again has had have who thus repeatedly publicly strongly recently further then famously`),
	courtesy:    words(`mr mr. mrs mrs. ms ms. dr dr. sir`),
	offices: words(`minister ministers president ambassador envoy spokesman spokeswoman spokesperson secretary general director
		chief chairman chairwoman chairperson chair commissioner expert governor mayor senator representative delegate adviser
		advisor judge justice professor researcher analyst scientist economist historian author king queen pope bishop cardinal captain
		colonel major commander officer manager coach owner founder editor lawyer attorney coordinator rapporteur chancellor premier
		deputy leader speaker treasurer administrator physician doctor inspector superintendent engineer architect curator
		journalist reporter correspondent writer critic novelist scholar activist columnist theorist philosopher linguist sociologist
		psychologist archaeologist anthropologist biologist physicist chemist astronomer astronaut geologist poet playwright actor actress
		singer musician producer organizer organiser biographer teacher student volunteer farmer player trainer warden ranger chef`),
	small:    words(`the a an of for to at in on by and with his her its their former then new acting`),
	calendar: words(`january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday`),
}

var french = speech{
	says: words(`dit déclaré averti prévenu affirmé regretté souligné rappelé insisté déploré condamné salué dénoncé
		assuré expliqué ajouté indiqué précisé nié démenti`),
	clause: words(`annoncé confirmé demandé estimé reconnu admis noté jugé répondu promis conclu écrit observé soutenu prédit`),
	present: words(`dit affirme estime déclare assure explique rappelle souligne prévient annonce ajoute indique précise reconnaît
		juge répond conclut écrit soutient confirme regrette craint`),
	wishes:    words(`demandé exhorté prié sommé`),
	calls:     map[string]map[string]bool{"appelé": words(`à au aux`), "plaidé": words(`pour`)},
	that:      words(`que`),
	to:        words(`de`),
	auxiliary: words(`a ont avait avaient s'est`),
	never:     words(`été pas`),
	joins:     words(`et mais ou que qui dont car où il elle ils elles`),
	pronouns:  words(`il elle`),
	him:       words(`lui elle`),
	source:    map[string]string{"selon": "", "d'après": ""},
	articles:  words(`le la les l un une`),
	openings: words(`des du de d il elle ils elles on ce cet cette ces ça c nous vous je tu son sa ses notre nos leur leurs en dans
		sur à au aux par pour depuis avec après avant comme quand lorsque si bien mais et ou certains certaines plusieurs
		plus sous durant pendant ainsi toutefois cependant enfin puis ensuite selon parmi outre malgré seuls seul tous toutes chaque autre autres`),
	some:        words(`ce cet cette ces ça son sa ses leur leurs certains certaines plusieurs seuls seul tous toutes chaque autre autres des on`),
	auxiliaries: words(`est sont était étaient sera seront serait avait avaient ont a aura auront peut peuvent doit doivent`),
	particles:   words(`von van de der den di da du del della la le el al bin ibn ben dos das`),
	in:          words(`dans en lors pendant après avant`),
	between:     words(`a ont avait avaient s'est se également aussi ensuite encore qui`),
	courtesy:    words(`m m. mm mm. mme mlle dr dr. me monsieur madame`),
	offices: words(`ministre président présidente ambassadeur ambassadrice envoyé envoyée porte-parole secrétaire général générale directeur
		directrice chef cheffe commissaire expert experte gouverneur gouverneure maire sénateur sénatrice représentant représentante
		conseiller conseillère juge professeur professeure chercheur chercheuse analyste économiste historien historienne roi reine
		pape évêque colonel commandant responsable avocat avocate coordinateur coordinatrice rapporteur chancelier chancelière
		dirigeant dirigeante député députée médecin ingénieur ingénieure architecte entraîneur entraîneuse
		journaliste écrivain écrivaine critique romancier romancière philosophe linguiste sociologue archéologue biologiste physicien
		physicienne astronome poète acteur actrice chanteur chanteuse musicien musicienne producteur productrice enseignant enseignante
		fondateur fondatrice rédacteur rédactrice bénévole joueur joueuse`),
	small:    words(`le la les l un une de du des d à au aux pour en sur et auprès son sa ses leur ancien ancienne nouveau nouvelle`),
	calendar: words(`janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche`),
}

func words(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}
