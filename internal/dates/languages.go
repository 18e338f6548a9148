package dates

import (
	"regexp"
	"strings"
	"time"
)

var (
	english = newEnglish()
	french  = newFrench()
	numeric = &grammar{patterns: []pattern{(&grammar{}).written(isoExpression)}} // of any other language
)

func grammarOf(code string) *grammar {
	switch code {
	case "en":
		return english
	case "fr":
		return french
	}
	return numeric
}

// year is one of four digits. What is older is written in too many ways.
const year = `(?P<year>1\d{3}|20\d\d|21\d\d)`

func newEnglish() *grammar {
	g := &grammar{
		rangeOpens:  []string{"from", "between"},
		rangeJoins:  words(`to and until till through`),
		future:      regexp.MustCompile(`(?i)\b(?:will|shall|would|(?:is|are|was|were) (?:to|due|set|expected|scheduled|planned|likely|going)|plans? to|hopes? to|intends? to|planned for)\b`),
		past:        regexp.MustCompile(`(?i)\b(?:was|were|had|did|said|told|went|came|took|gave|made|held|met|left|began|became|won|lost|found|saw|sent|fell|rose|broke|built|brought|chose|drew|fought|flew|got|grew|kept|knew|led|paid|put|ran|sold|shot|spoke|spent|stood|swore|wrote|opened|[a-z]{3,}ed)\b`),
		months:      monthNames(`january february march april may june july august september october november december`, `jan feb mar apr may jun jul aug sep oct nov dec`),
		weekdays:    weekdayNames(`sunday monday tuesday wednesday thursday friday saturday`),
		numbers:     numberNames(`one two three four five six seven eight nine ten eleven twelve`),
		units:       map[string]unit{"day": byDay, "week": byWeek, "month": byMonth, "year": byYear, "yesterday": byDay, "tomorrow": byDay},
		shifts:      map[string]int{"last": -1, "past": -1, "next": 1, "this": 0, "yesterday": -1, "tomorrow": 1},
		ago:         "ago",
		determiners: words(`the his her its their my our that every each any a than over about around nearly almost some least not only`),
	}
	g.months["sept"] = time.September
	g.numbers["a"], g.numbers["an"] = 1, 1
	const (
		month   = `(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)`
		whole   = `(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)`
		day     = `(?P<day>\d{1,2})(?:st|nd|rd|th)?`
		weekday = `(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)`
		maybe   = `(?:(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday),? (?:the )?)?`
	)
	g.patterns = []pattern{
		g.written(isoExpression).with(hasYear),
		byNumbers(numbersExpression).with(hasYear),
		g.dropped(shortExpression).with(hasNumber),
		g.dayRange(regexp.MustCompile(`(?:(?P<open>[Bb]etween|[Ff]rom) )?(?P<date>(?P<first>\d{1,2})(?:st|nd|rd|th)?(?P<join> ?[–-] ?| to | and )` + day + ` (?:of )?` + month + `(?:,? (?:of )?` + year + `)?)`)).with(hasMonth | hasNumber),
		g.dayRange(regexp.MustCompile(month + ` (?P<first>\d{1,2})(?P<join> ?[–-] ?| to )` + day + `(?:,? ` + year + `)?`)).with(hasMonth | hasNumber),
		g.written(regexp.MustCompile(maybe + day + ` (?:of )?` + month + `,? (?:of )?` + year)).with(hasMonth | hasYear),
		g.written(regexp.MustCompile(maybe + month + ` ` + day + `,? ` + year)).with(hasMonth | hasYear),
		g.written(regexp.MustCompile(month + `,? (?:of )?` + year)).with(hasMonth | hasYear),
		g.written(regexp.MustCompile(maybe + day + ` (?:of )?` + whole)).with(hasMonth | hasNumber),
		g.written(regexp.MustCompile(maybe + whole + ` ` + day)).with(hasMonth | hasNumber),
		g.decade(regexp.MustCompile(`(?P<date>(?:the )?(?:early |mid-?|late )?(?P<year>1\d\d0|20\d0)s)`)).with(hasYear),
		g.relative(regexp.MustCompile(`(?i)\b(?P<shift>last|this|next|past) (?P<unit>year|month|week)\b`)).with(hasShift),
		g.relative(regexp.MustCompile(`(?i)\b(?P<number>an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3}) (?P<unit>day|week|month|year)s? ago\b`)).with(hasShift),
		g.relative(regexp.MustCompile(`(?i)\b(?P<shift>yesterday|tomorrow)\b`)).with(hasShift),
		g.lone(regexp.MustCompile(`\b(?:[Ii]n|[Bb]y|[Ss]ince|[Uu]ntil|[Tt]ill|[Ff]rom|[Dd]uring|of|[Ee]arly|[Ll]ate|[Mm]id|[Bb]efore|[Aa]fter|through|[Bb]etween)[ -](?P<date>` + whole + `)\b`)).with(hasMonth),
		g.lone(regexp.MustCompile(`\b(?P<date>(?P<shift>[Ll]ast|[Nn]ext|[Tt]his) ` + whole + `)\b`)).with(hasMonth),
		g.lone(regexp.MustCompile(`\b(?P<word>[Ii]n|[Bb]y|[Ss]ince|[Uu]ntil|[Tt]ill|[Ff]rom|to|of|[Dd]uring|[Bb]efore|[Aa]fter|[Aa]round|circa|[Yy]ear|[Ee]arly|[Ll]ate|[Mm]id|through|[Bb]etween|and)[ -](?P<date>` + year + `)\b`)).with(hasYear),
		g.yearRange(regexp.MustCompile(`(?P<date>(?P<first>1\d{3}|20\d\d)[–-]` + year + `)\b`)).with(hasYear),
		g.weekday(regexp.MustCompile(`\b(?:(?P<shift>[Ll]ast|[Nn]ext|[Tt]his) )?` + weekday + `\b`)).with(hasWeekday),
	}
	return g
}

func newFrench() *grammar {
	g := &grammar{
		rangeOpens:  []string{"de", "du", "entre", "depuis"},
		rangeJoins:  words(`à au et jusqu'à jusqu'au jusqu’à jusqu’au jusqu'en jusqu’en`),
		future:      regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:va|vont|doit|doivent|devait|devaient|devrait|devraient|sera|seront|aura|auront|\p{L}+(?:era|eront|ira|iront|dra|dront|vra|vront))(?:$|[^\p{L}])`),
		past:        regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:a|ont|avait|avaient|était|étaient|fut|furent|\p{L}+(?:ée?s?|èrent|aient))(?:$|[^\p{L}])`),
		months:      monthNames(`janvier février mars avril mai juin juillet août septembre octobre novembre décembre`, ``),
		weekdays:    weekdayNames(`dimanche lundi mardi mercredi jeudi vendredi samedi`),
		numbers:     numberNames(`un deux trois quatre cinq six sept huit neuf dix onze douze`),
		units:       map[string]unit{"jour": byDay, "jours": byDay, "semaine": byWeek, "semaines": byWeek, "mois": byMonth, "an": byYear, "ans": byYear, "année": byYear, "années": byYear, "hier": byDay, "demain": byDay},
		shifts:      map[string]int{"dernier": -1, "dernière": -1, "passé": -1, "passée": -1, "prochain": 1, "prochaine": 1, "ce": 0, "cette": 0, "hier": -1, "demain": 1},
		ago:         "y",
		determiners: words(`le chaque les tous un de dans`),
	}
	g.numbers["une"] = 1
	const (
		month   = `(?P<month>[Jj]anvier|[Ff]évrier|[Mm]ars|[Aa]vril|[Mm]ai|[Jj]uin|[Jj]uillet|[Aa]oût|[Ss]eptembre|[Oo]ctobre|[Nn]ovembre|[Dd]écembre)`
		day     = `(?P<day>\d{1,2})(?:er)?`
		weekday = `(?P<weekday>[Ll]undi|[Mm]ardi|[Mm]ercredi|[Jj]eudi|[Vv]endredi|[Ss]amedi|[Dd]imanche)`
		maybe   = `(?:(?:[Ll]undi|[Mm]ardi|[Mm]ercredi|[Jj]eudi|[Vv]endredi|[Ss]amedi|[Dd]imanche),? (?:le )?)?`
		shift   = `(?P<shift>dernier|dernière|passé|passée|prochain|prochaine)`
	)
	g.patterns = []pattern{
		g.written(isoExpression).with(hasYear),
		byNumbers(numbersExpression).with(hasYear),
		g.dropped(shortExpression).with(hasNumber),
		g.dayRange(regexp.MustCompile(`(?:(?P<open>[Ee]ntre le|[Dd]u) )?(?P<date>(?P<first>\d{1,2})(?:er)?(?P<join> ?[–-] ?| au | à | et le | et )` + day + ` ` + month + `(?: ` + year + `)?)`)).with(hasMonth | hasNumber),
		g.written(regexp.MustCompile(maybe + day + ` ` + month + ` ` + year)).with(hasMonth | hasYear),
		g.written(regexp.MustCompile(month + ` (?:de )?` + year)).with(hasMonth | hasYear),
		g.written(regexp.MustCompile(maybe + day + ` ` + month)).with(hasMonth | hasNumber),
		g.decade(regexp.MustCompile(`[Ll]es (?P<date>années (?P<year>1\d\d0|20\d0))`)).with(hasYear),
		g.relative(regexp.MustCompile(`(?:[Ll][’'](?P<unit>année|an)|[Ll]e (?P<unit2>mois)|[Ll]a (?P<unit3>semaine)) ` + shift)).with(hasShift),
		g.relative(regexp.MustCompile(`(?P<shift>[Cc]ette|[Cc]e) (?P<unit>année|semaine|mois)(?:-ci)?`)).with(hasShift),
		g.relative(regexp.MustCompile(`[Ii]l y a (?P<number>une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|\d{1,3}) (?P<unit>jours?|semaines?|mois|ans?|années?)`)).with(hasShift),
		g.relative(regexp.MustCompile(`(?P<shift>[Hh]ier|[Dd]emain)`)).with(hasShift),
		g.lone(regexp.MustCompile(`(?:^|[ ’'(])(?:[Ee]n|[Dd]e|[Dd][’']|[Dd]ébut|[Ff]in|[Mm]i|[Dd]epuis|[Dd]ès|en|[Aa]vant|[Aa]près|[Ee]ntre)[ -]?(?P<date>` + month + `(?: ` + shift + `)?)`)).with(hasMonth),
		g.lone(regexp.MustCompile(`(?:^|[ ’'(])(?P<word>[Ee]n|[Dd]epuis|[Dd]e|[Dd]ès|[Ff]in|[Dd]ébut|[Mm]i|[Cc]ourant|[Aa]vant|[Aa]près|[Vv]ers|année|an|[Ee]ntre|et|à|ici)[ -](?P<date>` + year + `)`)).with(hasYear),
		g.yearRange(regexp.MustCompile(`(?P<date>(?P<first>1\d{3}|20\d\d)[–-]` + year + `)`)).with(hasYear),
		g.weekday(regexp.MustCompile(weekday + `(?: ` + shift + `)?`)).with(hasWeekday),
	}
	return g
}

func monthNames(whole, short string) map[string]time.Month {
	names := map[string]time.Month{}
	for _, list := range []string{whole, short} {
		for i, name := range strings.Fields(list) {
			names[name] = time.Month(i + 1)
		}
	}
	return names
}

func weekdayNames(list string) map[string]time.Weekday {
	names := map[string]time.Weekday{}
	for i, name := range strings.Fields(list) {
		names[name] = time.Weekday(i)
	}
	return names
}

func numberNames(list string) map[string]int {
	names := map[string]int{}
	for i, name := range strings.Fields(list) {
		names[name] = i + 1
	}
	return names
}
