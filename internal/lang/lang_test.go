package lang

import (
	"slices"
	"testing"
)

func TestDetect(t *testing.T) {
	for text, want := range map[string]string{
		"When was MINUSMA set up?":                   "en",
		"Quand la MINUSMA a-t-elle été créée ?":      "fr",
		"Pourquoi la France a-t-elle quitté le Mali": "fr",
		"¿Quién perdió contra los Broncos?":          "es",
		"Wer hat den Vertrag unterschrieben?":        "de",
		"Кто проиграл в матче?":                      "ru",
		"谁在分区轮输给了野马队？":                               "zh",
		"誰が試合に負けましたか":                                "ja",
		"ใครแพ้ในการแข่งขัน":                         "th",
		"Ποιος έχασε τον αγώνα;":                     "el",
		"من خسر المباراة في نهاية الموسم؟":           "ar",
		"Ai thua trận đấu với Broncos?":              "vi",
		"Maçı kim kaybetti ve neden?":                "tr",
		"Cine a pierdut meciul împotriva echipei?":   "ro",
		"मैच में कौन हारा?":                          "hi",
		"":        "en",
		"MINUSMA": "en",
		"12 345":  "en",
		"Quanti soldati facevano parte della missione?":   "it",
		"Hoeveel soldaten waren er bij de missie in 2013": "nl",
	} {
		if got := Detect(text); got != want {
			t.Errorf("Detect(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestDetectPrefers(t *testing.T) {
	for _, c := range []struct{ text, preferred, want string }{
		{"wich contry asked teh un to leeve", "en", "en"}, // "un" and "to" are Latvian
		{"wich contry asked teh un to leeve", "lv", "lv"},
		{"cuando salio la nueva vercion del juego", "en", "es"},
		{"wer hatt das schif gekauft", "fr", "de"},
	} {
		if got := Detect(c.text, c.preferred); got != c.want {
			t.Errorf("Detect(%q, %q) = %s, want %s", c.text, c.preferred, got, c.want)
		}
	}
}

func TestTokens(t *testing.T) {
	for text, want := range map[string][]string{
		"The U.S. sent 1,000 troops.":     {"the", "us", "sent", "1000", "troops"},
		"l’eau d'Evian, o'clock":          {"l'eau", "d'evian", "o'clock"},
		"In 2013, about 15\u00a0000 left": {"in", "2013", "about", "15000", "left"},
		"peace-keeping  (2013/14)":        {"peace", "keeping", "2013", "14"},
		"3.5 per cent. End":               {"3.5", "per", "cent", "end"},
		"谁输给了 NFL":                        {"谁输", "输给", "给了", "nfl"},
		"它":                               {"它"},
		"S/RES/2690":                      {"s", "res", "2690"},
		"":                                nil,
		"?!":                              nil,
		"été ÉTÉ":                         {"été", "été"},
		"C++, C#, F# and g++.":            {"c++", "c#", "f#", "and", "g++"},
		"a+b, #3 and issue#4, C#m":        {"a", "b", "3", "and", "issue", "4", "c", "m"},
		".NET or ASP.NET (.gitignore)":    {".net", "or", "aspnet", ".gitignore"},
		"Node.js... and so on.Next":       {"nodejs", "and", "so", "on", "next"},
		"v6.2.8 and V7.0, v2, vacuum":     {"6.2.8", "and", "7.0", "v2", "vacuum"},
		"5km, 5 km, 5-km, 2.5GB":          {"5", "km", "5", "km", "5", "km", "2.5", "gb"},
		"M139, 3D, 2FA, 1st":              {"m139", "3d", "2fa", "1st"},
	} {
		var got []string
		for token := range Tokens(text) {
			got = append(got, Fold(text[token.Start:token.End]))
		}
		if !slices.Equal(got, want) {
			t.Errorf("Tokens(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"One. Two! Three?":                             {"One.", "Two!", "Three?"},
		"Dr. Smith met Mr. J. Doe. They spoke.":        {"Dr. Smith met Mr. J. Doe.", "They spoke."},
		"It cost 3.5 million. In the U.S. it did not.": {"It cost 3.5 million.", "In the U.S. it did not."},
		"“We left.” Nobody knew.":                      {"“We left.”", "Nobody knew."},
		"He said “go.”\nShe went.":                     {"He said “go.”", "She went."},
		"Known since 1999.[12] It grew.":               {"Known since 1999.[12]", "It grew."},
		"野马队赢了。他们很高兴！":                                 {"野马队赢了。", "他们很高兴！"},
		"Three things:\n- one\n- two":                  {"Three things:", "- one", "- two"},
		"wrapped over\ntwo lines. Next one":            {"wrapped over\ntwo lines.", "Next one"},
		"":                                             nil,
		"no stop":                                      {"no stop"},
		"Il a dit « partez. » Elle partit.":            {"Il a dit « partez. »", "Elle partit."},
	} {
		var got []string
		for _, s := range Sentences(text) {
			got = append(got, text[s.Start:s.End])
		}
		if !slices.Equal(got, want) {
			t.Errorf("Sentences(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestAbbreviations(t *testing.T) {
	for text, want := range map[string][]Abbreviation{
		"The United Nations Multidimensional Integrated Stabilization Mission in Mali (MINUSMA) began.": {
			{"MINUSMA", "United Nations Multidimensional Integrated Stabilization Mission in Mali"}},
		"the WHO (World Health Organization) said": {{"WHO", "World Health Organization"}},
		"It rose (see below). He went (UN).":       nil,
		"an open (bracket":                         nil,
		"":                                         nil,
	} {
		if got := Abbreviations(text); !slices.Equal(got, want) {
			t.Errorf("Abbreviations(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestGrams holds that a script of letters without spaces is cut into longer runs than one of syllables.
func TestGrams(t *testing.T) {
	for text, want := range map[string][]string{
		"北京大学":   {"北京", "京大", "大学"},
		"京":      {"京"},
		"เรือใบ": {"เรือ", "รือใ", "ือใบ"},
		"ເຮືອ":   {"ເຮືອ"},
		"ใบ":     {"ใบ"},
	} {
		var got []string
		for token := range Tokens(text) {
			got = append(got, text[token.Start:token.End])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
