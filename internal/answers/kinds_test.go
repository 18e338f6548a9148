package answers

import "testing"

// allotment is a list of questions in the shapes that communities write them.
const allotment = `# Allotment answers

### How do I get a plot?

Write to Ines; the list is long.

### Can I keep bees?

Only behind the tall hedge.

**Who repairs the water pump?**

Old Fridolin, on the first Saturday.

Q: Is there a toilet?
A: Yes, next to the shed.
`

// TestKindsOfQuestions asks what members ask in the ways that once failed.
func TestKindsOfQuestions(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		asks  map[string]string // question → id of the passage that answers; empty: refused
	}{
		"a question asked as its heading has it": {
			map[string]string{"faq.md": allotment, "walls.md": "# Dry walls\n\nYou get stones from the quarry and keep the tall ones for the end.\n"},
			map[string]string{
				"How do I get a plot?":         "faq#1",
				"can i keep bees":              "faq#2",
				"Who repairs the water pump?":  "faq#3",
				"is there a toilet":            "faq#4",
				"who repairs the tractor then": "",
			}},
		"names of programming languages": {
			map[string]string{"editor.md": "# Highlighting\n\nThe C rules colour macros in red.\n\nThe C++ rules colour templates in blue.\n\nThe C# rules colour attributes in green.\n\nThe .NET rules are shared by all of these.\n"},
			map[string]string{"c++": "editor#2", "what do the c# rules colour": "editor#3", "what do the c rules colour": "editor#1", ".net": "editor#4"}},
		"versions": {
			map[string]string{"log.md": "# Changes\n\nWith v3.1.4 the compass no longer spins.\n\nWith v3.2.0 maps can be folded.\n\nWith v4.0 everything moved to the cloud.\n"},
			map[string]string{"3.1.4": "log#1", "what came with 4.0": "log#3", "v3.2": "log#2"}},
		"a version of which there are several": {
			map[string]string{"releases.md": "# Releases\n\nRelease v2.5.1 mends the anchor.\n\nRelease v2.5.3 paints the hull.\n\nRelease v2.6.0 adds a mast.\n"},
			map[string]string{"v2.5": "releases#1", "release 2.5": "releases#1", "2.5 hull": "releases#2"}},
		"a version that only the title has": {
			map[string]string{"a.md": "# Update 5.4.1\n\nOut since 3 May 2024.\n", "b.md": "# Update 5.4.2\n\nOut since 9 June 2024.\n"},
			map[string]string{"when did update 5.4.2 come out": "b#1", "5.4.1": "a#1"}},
		"numbers and their units": {
			map[string]string{"walk.md": "# Walks\n\nThe round of the lake is 7 km.\n\nThe climb to the chapel is 12km.\n\nA rucksack of 30-l is enough.\n"},
			map[string]string{"which walk is 12 km": "walk#2", "which round is 7km": "walk#1"}},
		"hyphens": {
			map[string]string{"shop.md": "# Shop\n\nA pre-order is paid when the parcel leaves.\n\nSend the signupsheet back by email.\n"},
			map[string]string{"when is a preorder paid": "shop#1", "what do i send by e-mail": "shop#2"}},
		"German compounds": {
			map[string]string{"a.md": "---\ntitle: Verein\nlang: de\n---\n\nDer Vereinsbeitrag wird im Januar abgebucht.\n\nDie Schlüsselübergabe findet am Bootshaus statt.\n\nAlte Bäume werden nur im Winter geschnitten.\n"},
			map[string]string{"Wann wird der Beitrag abgebucht?": "a#1", "Wo ist die Übergabe?": "a#2", "Wann wird ein Baum geschnitten?": "a#3"}},
		"two edits in one word": {
			map[string]string{"birds.md": "# Birds\n\nThe goshawk hunts at the edge of the wood.\n\nThe bittern booms in the reeds.\n"},
			map[string]string{"goshwak": "birds#1", "bittren": "birds#2", "bitrten boom": "birds#2", "goshwka": "birds#1"}},
		"chat": {
			map[string]string{"hut.md": "# The hut\n\nThe deposit for the key is twenty euros.\n\nThe stove is lit with the wood from the shed.\n"},
			map[string]string{"whats the deposit": "hut#1", "plz tell me wats the deposit for teh key": "hut#1", "wiht what is the stove lit": "hut#2"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := deskFor(t, c.files)
			for question, want := range c.asks {
				a := answer(t, d, Question{Text: question})
				got := ""
				if a.Best != nil {
					got = a.Best.Ref.String()
				}
				if got != want {
					t.Errorf("%q is answered by %q with %.2f, want %q; nearest %v", question, got, a.Confidence, want, ids(a.Nearest))
				}
			}
		})
	}
}

func ids(quotes []Quote) (all []string) {
	for _, q := range quotes {
		all = append(all, q.Ref.String())
	}
	return all
}

func TestTheSameParagraphInSeveralArticlesIsOneAnswer(t *testing.T) {
	same := "Bring a lamp and spare batteries, whichever cave you go into.\n\n"
	d := deskFor(t, map[string]string{
		"a.md": "# The bear cave\n\n" + same + "The bear cave is two hundred metres deep.\n",
		"b.md": "# The ice cave\n\n" + same + "The ice cave is closed in spring.\n",
	})
	a := answer(t, d, Question{Text: "do I need spare batteries"})
	if a.Best == nil {
		t.Fatalf("refused with %.2f; nearest %v", a.Confidence, ids(a.Nearest))
	}
	if len(a.Best.Also) != 1 || a.Best.Also[0] == a.Best.Ref {
		t.Errorf("%s is also %q, want the other article's", a.Best.Ref, a.Best.Also)
	}
}
