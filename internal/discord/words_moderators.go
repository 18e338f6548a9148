package discord

import "github.com/sitrep-bot/sitrep/internal/store"

// moderatorWords is what the bot says to moderators, and around briefings.
type moderatorWords struct {
	briefing, briefingEmpty, readArticle, asOf, missing, leftOut, updated, articleAdded, articleGone, linesChanged string

	preview, postIt, postAndPin, mayNotPin, mayNotPost, nothingChosen, noAnswerThere, oldPreview       string
	posted, postedPinned, postedUnpinned, postedLater, pinsFull, unpinOldest, noneToUnpin              string
	briefings, everything, waiting, goThere, noBriefing, updatedNow, removed, busy                     string
	messageGone, channelGone, forbidden                                                                string
	serversOnly, needsPin, needsManage, ignored                                                        string
	gapAsked, gapNearest, gapAnswered, noGaps, voted, exported, answeredNow                            string
	status, statusHere, databaseSilent, databaseFull, noReload, notReloaded, reloaded                  string
	ruleOf, channelRules, elsewhere, noneIgnored, ignoring, settingsAre, eachOwn, nowhere, badCooldown string
	reallyForget, forgetAll, forgotten                                                                 string
	privacyGaps, privacyNoGaps, privacyServer                                                          string

	gapTitles [3]string // by the lists of /sitrep gaps
	rules     map[store.Rule]string
	styles    map[store.Style]string
	yesNo     map[bool]string
}

var englishModerators = moderatorWords{
	briefing:      "Briefing",
	briefingEmpty: "None of the articles that were chosen for this is here any more.",
	readArticle:   "Read an article",
	asOf:          "As of %s",
	missing:       "No longer among the articles: %s",
	leftOut:       "%d more, in the menu below",
	updated:       "Updated %s: %s",
	articleAdded:  "%s added",
	articleGone:   "%s is no longer here",
	linesChanged:  "%s (%d changed)",

	preview:       "Only you see this. Posted, it keeps itself up to date when the articles change.",
	postIt:        "Post",
	postAndPin:    "Post and pin",
	mayNotPin:     "I may not pin here: give me Pin Messages in this channel.",
	mayNotPost:    "I may not write here: give me View Channel and Send Messages in this channel, then try again.",
	nothingChosen: "No article fits that. `/sources` lists them all.",
	noAnswerThere: "That message quotes no article. Use this on one of my answers.",
	oldPreview:    "This preview has been used, or is too old. Please begin again with `/briefing post`.",

	posted:         "Posted: %s",
	postedPinned:   "Posted and pinned: %s",
	postedUnpinned: "Posted: %s. I may not pin here: give me Pin Messages in this channel, or pin it yourself.",
	postedLater:    "Discord asks for patience; I will post it as soon as it lets me. `/briefing list` shows it.",
	pinsFull:       "Posted: %s. It is not pinned: this channel has as many pins as Discord allows.",
	unpinOldest:    "Unpin my oldest here, pin this",
	noneToUnpin:    "No pin here is mine. Unpin something by hand, then pin the briefing by hand too.",

	briefings:  "Briefings: %d",
	everything: "all articles",
	waiting:    "Discord asks for patience with edits; I go on %s",
	goThere:    "That briefing is in %s. Please give the command there.",
	noBriefing: "There is no such briefing in this channel. `/briefing list` shows what there is.",
	updatedNow: "Edited, as they had changed: %d of %d.",
	removed:    "Briefings removed: %d.",
	busy:       "That briefing is just being updated. Please try again in a minute.",

	messageGone: "The message of a briefing in %s was deleted. Post it again with `/briefing post`, or forget it with `/briefing remove` (`%s`).",
	channelGone: "The channel of a briefing was deleted. Forget it with `/briefing remove` (`%s`).",
	forbidden:   "I may no longer edit %s. Give me View Channel and Send Messages there, then `/briefing update`.",

	serversOnly: "This is for servers the bot is a member of.",
	needsPin:    "This needs the permission Pin Messages in this channel.",
	needsManage: "This needs the permission Manage Server.",
	ignored:     "The moderators of this server have asked me not to answer you here.",

	gapTitles: [3]string{"Asked, and not answered by the articles", "Answered by now", "Answers members voted “Not it”"},
	gapAsked:  "asked %d × · first %s · last %s",

	gapNearest:  "nearest %s",
	gapAnswered: "now %s",
	noGaps:      "Nothing here.",
	voted:       "%d × “Not it”, %d × helpful · %s · last %s",
	exported:    "Questions: %d",
	answeredNow: "Questions that had no answer and have one now: %d. `/sitrep gaps show:Answered by now` lists them.",

	status:         "Articles: revision %d, %d articles, %d passages\nSince %s: %d answered, %d refused; half of the answers took at most %s, 99 of 100 at most %s",
	statusHere:     "In this server: briefings %d, open questions %d",
	databaseSilent: "Database: no answer for %s. Questions are answered all the same, where I do not know the rules of this server to their authors alone.",
	databaseFull:   "Database: nothing could be written for %s. Questions are answered all the same; gaps and votes are lost.",
	noReload:       "I cannot read the articles again by myself here.",
	notReloaded:    "The articles could not be read again; those I had stay. The log says why.",
	reloaded:       "%d added, %d changed, %d removed, %d broken; %d briefings updated, %d open questions answered.",

	ruleOf:       "<#%s>: %s",
	channelRules: "What I do in channels:",
	elsewhere:    "elsewhere: %s",
	noneIgnored:  "I answer everybody.",
	ignoring:     "I do not answer: %s",
	settingsAre: "Language: %s\nStyle: %s\nCooldown: %s\nUnanswered questions are kept: %s\nModerators are told of trouble in: %s\n" +
		"-# Channels: `/sitrep channels` · members: `/sitrep ignore`",
	eachOwn:     "each member’s own",
	nowhere:     "replies to their commands",
	badCooldown: "“%s” is no time I can use. Write it as 5s or 1m, at most 1h, or default.",

	reallyForget: "This deletes everything stored about this server: settings, briefings, unanswered questions, votes. Briefings that were posted stay " +
		"in their channels as they are; to take them out, use `/briefing remove` before.",
	forgetAll: "Delete it all",
	forgotten: "Everything stored about this server is deleted.",

	privacyGaps:   "- In this server, a question without an answer is kept without your name for 90 days, so that moderators see what is missing.",
	privacyNoGaps: "- Questions without an answer are not kept here.",
	privacyServer: "- Of a server I keep what its moderators chose: settings, members not to answer, briefings. Moderators delete everything at once with `/sitrep forget`; " +
		"if I am removed from a server, it is deleted after 7 days.",

	rules: map[store.Rule]string{store.Allow: "I answer", store.Mention: "I answer where I am mentioned, and commands",
		store.Forum: "I answer, forum posts unasked too", store.Deny: "I say nothing others can see"},
	styles: map[store.Style]string{store.Rich: "with layout", store.Plain: "plain text"},
	yesNo:  map[bool]string{true: "yes", false: "no"},
}

var frenchModerators = moderatorWords{
	briefing:      "Synthèse",
	briefingEmpty: "Aucun des articles choisis pour ceci n’est encore là.",
	readArticle:   "Lire un article",
	asOf:          "État au %s",
	missing:       "Plus parmi les articles : %s",
	leftOut:       "%d de plus, dans le menu ci-dessous",
	updated:       "Mis à jour %s : %s",
	articleAdded:  "%s ajouté",
	articleGone:   "%s n’est plus là",
	linesChanged:  "%s (%d modifiés)",

	preview:       "Vous seul voyez ceci. Une fois publiée, la synthèse se tient à jour quand les articles changent.",
	postIt:        "Publier",
	postAndPin:    "Publier et épingler",
	mayNotPin:     "Je ne peux pas épingler ici : donnez-moi « Épingler des messages » dans ce salon.",
	mayNotPost:    "Je ne peux pas écrire ici : donnez-moi « Voir le salon » et « Envoyer des messages » dans ce salon, puis réessayez.",
	nothingChosen: "Aucun article ne correspond. `/sources` les liste tous.",
	noAnswerThere: "Ce message ne cite aucun article. Utilisez ceci sur une de mes réponses.",
	oldPreview:    "Cet aperçu a servi, ou il est trop ancien. Recommencez avec `/briefing post`.",

	posted:         "Publiée : %s",
	postedPinned:   "Publiée et épinglée : %s",
	postedUnpinned: "Publiée : %s. Je ne peux pas épingler ici : donnez-moi « Épingler des messages », ou épinglez-la vous-même.",
	postedLater:    "Discord demande de patienter ; je publierai dès que possible. `/briefing list` la montre.",
	pinsFull:       "Publiée : %s. Elle n’est pas épinglée : ce salon a autant d’épingles que Discord en permet.",
	unpinOldest:    "Désépingler ma plus ancienne, épingler celle-ci",
	noneToUnpin:    "Aucune épingle d’ici n’est de moi. Désépinglez quelque chose vous-même, puis épinglez la synthèse.",

	briefings:  "Synthèses : %d",
	everything: "tous les articles",
	waiting:    "Discord demande de patienter ; je continue %s",
	goThere:    "Cette synthèse est dans %s. Donnez la commande là-bas.",
	noBriefing: "Il n’y a pas de telle synthèse dans ce salon. `/briefing list` montre ce qu’il y a.",
	updatedNow: "Modifiées, car elles avaient changé : %d sur %d.",
	removed:    "Synthèses retirées : %d.",
	busy:       "Cette synthèse est en cours de mise à jour. Réessayez dans une minute.",

	messageGone: "Le message d’une synthèse dans %s a été supprimé. Publiez-la de nouveau avec `/briefing post`, ou oubliez-la avec `/briefing remove` (`%s`).",
	channelGone: "Le salon d’une synthèse a été supprimé. Oubliez-la avec `/briefing remove` (`%s`).",
	forbidden:   "Je ne peux plus modifier %s. Donnez-moi « Voir le salon » et « Envoyer des messages » là-bas, puis `/briefing update`.",

	serversOnly: "Ceci est pour les serveurs dont le bot est membre.",
	needsPin:    "Il faut pour cela la permission « Épingler des messages » dans ce salon.",
	needsManage: "Il faut pour cela la permission « Gérer le serveur ».",
	ignored:     "Les modérateurs de ce serveur m’ont demandé de ne pas vous répondre ici.",

	gapTitles: [3]string{"Demandé, et sans réponse dans les articles", "Avec réponse depuis", "Réponses que des membres ont jugées « pas ça »"},
	gapAsked:  "demandé %d × · d’abord %s · en dernier %s",

	gapNearest:  "au plus près %s",
	gapAnswered: "maintenant %s",
	noGaps:      "Rien ici.",
	voted:       "%d × « pas ça », %d × utile · %s · en dernier %s",
	exported:    "Questions : %d",
	answeredNow: "Questions sans réponse qui en ont une maintenant : %d. `/sitrep gaps show:Avec réponse depuis` les liste.",

	status:         "Articles : révision %d, %d articles, %d passages\nDepuis %s : %d réponses, %d refus ; la moitié des réponses a pris au plus %s, 99 sur 100 au plus %s",
	statusHere:     "Sur ce serveur : synthèses %d, questions ouvertes %d",
	databaseSilent: "Base de données : pas de réponse depuis %s. Les questions reçoivent quand même une réponse, pour leurs seuls auteurs là où je ne connais pas les règles de ce serveur.",
	databaseFull:   "Base de données : rien n’a pu être écrit depuis %s. Les questions reçoivent quand même une réponse ; questions sans réponse et votes sont perdus.",
	noReload:       "Je ne peux pas relire les articles par moi-même ici.",
	notReloaded:    "Les articles n’ont pas pu être relus ; ceux que j’avais restent. Le journal dit pourquoi.",
	reloaded:       "%d ajoutés, %d modifiés, %d retirés, %d illisibles ; %d synthèses mises à jour, %d questions ouvertes avec réponse.",

	ruleOf:       "<#%s> : %s",
	channelRules: "Ce que je fais dans les salons :",
	elsewhere:    "ailleurs : %s",
	noneIgnored:  "Je réponds à tout le monde.",
	ignoring:     "Je ne réponds pas à : %s",
	settingsAre: "Langue : %s\nStyle : %s\nDélai : %s\nLes questions sans réponse sont gardées : %s\nLes modérateurs apprennent les problèmes dans : %s\n" +
		"-# Salons : `/sitrep channels` · membres : `/sitrep ignore`",
	eachOwn:     "celle de chacun",
	nowhere:     "les réponses à leurs commandes",
	badCooldown: "« %s » n’est pas une durée utilisable. Écrivez 5s ou 1m, au plus 1h, ou default.",

	reallyForget: "Ceci supprime tout ce qui est conservé sur ce serveur : réglages, synthèses, questions sans réponse, votes. Les synthèses publiées restent " +
		"dans leurs salons telles quelles ; pour les retirer, utilisez d’abord `/briefing remove`.",
	forgetAll: "Tout supprimer",
	forgotten: "Tout ce qui était conservé sur ce serveur est supprimé.",

	privacyGaps:   "- Sur ce serveur, une question sans réponse est gardée 90 jours sans votre nom, pour que les modérateurs voient ce qui manque.",
	privacyNoGaps: "- Les questions sans réponse ne sont pas gardées ici.",
	privacyServer: "- D’un serveur, je garde ce que ses modérateurs ont choisi : réglages, membres à qui ne pas répondre, synthèses. Les modérateurs suppriment tout d’un coup avec `/sitrep forget` ; " +
		"si l’on me retire d’un serveur, tout est supprimé après 7 jours.",

	rules: map[store.Rule]string{store.Allow: "je réponds", store.Mention: "je réponds si l’on me mentionne, et aux commandes",
		store.Forum: "je réponds, aussi aux posts de forum", store.Deny: "je ne dis rien que d’autres puissent voir"},
	styles: map[store.Style]string{store.Rich: "mis en page", store.Plain: "texte simple"},
	yesNo:  map[bool]string{true: "oui", false: "non"},
}
