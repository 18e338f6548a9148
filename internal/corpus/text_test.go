package corpus

import (
	"strings"
	"testing"
)

// flat shows passages one a line, as "[heading] text", with the line ends of the source visible.
func flat(passages []Passage) string {
	var b strings.Builder
	for _, p := range passages {
		b.WriteString("[" + p.Heading + "] " + strings.NewReplacer("\r\n", `\r\n`, "\n", `\n`).Replace(p.Text) + "\n")
	}
	return b.String()
}

func TestText(t *testing.T) {
	const long = "The market in the old harbour has been open every Saturday since 1987, and most of its sellers have been there from the beginning, whatever the weather did."
	tests := []struct {
		name, src, title, want string
	}{
		{"the first line is the title and blank lines part the paragraphs", "A title\n\nOne thing.\n\nAnother thing.\n", "A title",
			"[] One thing.\n[] Another thing.\n"},
		{"the title said again is no passage", "A title\n\nOne thing.\n\nA  TITLE\n\nAnother thing.", "A title",
			"[] One thing.\n[] Another thing.\n"},
		{"a title and a caption in one block are no passages",
			"A title\n\nOne thing.\n\nA title\nSellers put up their tables in the old harbour of Exampleton before dawn, while the boats come in, 8 June 2017. MARKET/Jane Doe/Handout via REUTERS/File Photo\n\nAnother thing.",
			"A title", "[] One thing.\n[] Another thing.\n"},
		{"a lead-in line is the heading of what follows", "A title\n\nOne thing.\n\nKey comments:\n\n\"We agree,\" said one.\n\n\"We do not,\" said another.", "A title",
			"[] One thing.\n[Key comments] \"We agree,\" said one.\n[Key comments] \"We do not,\" said another.\n"},
		{"a lead-in that leads to nothing stays a paragraph", "A title\n\nOne thing.\n\nThe end of it:\n", "A title",
			"[] One thing.\n[] The end of it:\n"},
		{"a lead-in keeps the list below it", "A title\n\nThe rules:\n\n- be kind\n- be brief\n\nThat is all.", "A title",
			"[The rules] The rules:\\n\\n- be kind\\n- be brief\n[] That is all.\n"},
		{"a list in one block with its lead-in is one passage", "A title\n\nThe rules are these:\n1. be kind\n2. be brief", "A title",
			"[The rules are these] The rules are these:\\n1. be kind\\n2. be brief\n"},
		{"a question by itself is the heading of its answer", "A title\n\nWho may sell there?\n\nAnybody with a table.", "A title",
			"[Who may sell there?] Anybody with a table.\n"},
		{"a line in capitals is a heading", "A title\n\nOPENING HOURS\n\nThe market opens at six.\n\nPRICES 2025\n\nA table costs 12 euros.", "A title",
			"[OPENING HOURS] The market opens at six.\n[PRICES 2025] A table costs 12 euros.\n"},
		{"numbered lines are headings, deeper with each dot", "A title\n\n3. Stalls\n\nA stall has one table.\n\n3.2 Cloth\n\nBring your own cloth.\n\n4. Rain\n\nThere is a roof.", "A title",
			"[3. Stalls] A stall has one table.\n[3. Stalls > 3.2 Cloth] Bring your own cloth.\n[4. Rain] There is a roof.\n"},
		{"numbered lines one after the other are a list", "A title\n\n1. Be kind\n\n2. Be brief\n\n3. Be there\n\nThat is all we ask.", "A title",
			"[] 1. Be kind\n[] 2. Be brief\n[] 3. Be there\n[] That is all we ask.\n"},
		{"a line underlined is a heading", "A title\n=======\n\nStalls\n======\n\nA stall has one table.\n\nCloth\n-----\nBring your own.\n\nRain\n====\n\nThere is a roof.", "A title",
			"[Stalls] A stall has one table.\n[Stalls > Cloth] Bring your own.\n[Rain] There is a roof.\n"},
		{"a title between two lines", "=========\nA title\n=========\n\nOne thing.", "A title", "[] One thing.\n"},
		{"chapters", "A title\n\nChapter III\n\nThe market burnt down.\n\nKapitel 4: Der Wiederaufbau\n\nIt was built again.", "A title",
			"[Chapter III] The market burnt down.\n[Kapitel 4: Der Wiederaufbau] It was built again.\n"},
		{"a short line without a full stop heads a paragraph", "A title\n\nOne thing.\n\nWhere to park\n\nBehind the fish hall there are forty places.\n\nBy bus\n\n- line 4\n- line 9", "A title",
			"[] One thing.\n[Where to park] Behind the fish hall there are forty places.\n[By bus] - line 4\\n- line 9\n"},
		{"short lines one after the other are no headings", "A title\n\nThe tide is low\n\nThe boats lie still\n\nThe harbour sleeps\n\nNobody knows who wrote this song.", "A title",
			"[] The tide is low\n[] The boats lie still\n[] The harbour sleeps\n[] Nobody knows who wrote this song.\n"},
		{"a heading glued to its paragraph", "A title\n\nOPENING HOURS\nThe market opens at six and closes when the last fish is sold, which\nis about noon.", "A title",
			"[OPENING HOURS] The market opens at six and closes when the last fish is sold, which\\nis about noon.\n"},
		{"a heading at the end heads nothing", "A title\n\nOne thing.\n\nTHE END", "A title", "[] One thing.\n[] THE END\n"},
		{"questions and answers in one block", "A title\n\nQ: Is there ice?\nA: At the fish hall.\nQ: How much is a bag of it when it is hot and everybody wants some at once?\nA: One euro.", "A title",
			"[Is there ice?] At the fish hall.\n[How much is a bag of it when it is hot and everybody wants some at once?] One euro.\n"},
		{"a question and its answer on one line", "A title\n\nQ: Is there ice? A: At the fish hall.", "A title", "[Is there ice?] At the fish hall.\n"},
		{"an answer of several paragraphs", "A title\n\nFrage 1: Gibt es Eis?\n\nAntwort: In der Fischhalle.\n\nIm Winter nicht.", "A title",
			"[Gibt es Eis?] In der Fischhalle.\n[Gibt es Eis?] Im Winter nicht.\n"},
		{"a question of several sentences", "A title\n\nQ: I lost my ticket. What now?\n\nA: Ask at the gate.", "A title", "[I lost my ticket. What now?] Ask at the gate.\n"},
		{"numbered questions", "A title\n\n4. Are dogs let in?\nOn a lead.\n\n5. Are cats?\nNo.", "A title", "[4. Are dogs let in?] On a lead.\n[5. Are cats?] No.\n"},
		{"an answer to nothing keeps its letter", "A title\n\nA: is the first letter.", "A title", "[] A: is the first letter.\n"},
		{"two questions above one answer", "A title\n\nWho may come?\n\nAnd when?\n\nAnybody, at six.", "A title", "[Who may come? > And when?] Anybody, at six.\n"},
		{"a question at the end is a paragraph", "A title\n\nOne thing.\n\nWho knows?", "A title", "[] One thing.\n[] Who knows?\n"},
		{"a quoted question is above its answer", "A title\n\n\"Who pays for the wall?\" asked a seller.\n\nThe city does.\n\nIt has the money.", "A title",
			"[] \"Who pays for the wall?\" asked a seller.\n[Who pays for the wall?] The city does.\n[] It has the money.\n"},
		{"a run-in label stays in the text", "A title\n\nThe backstory: It began in 1987.", "A title",
			"[The backstory] The backstory: It began in 1987.\n"},
		{"a quotation is not labelled by who speaks", "A title\n\nHe said: \"It began in 1987.\"", "A title", "[] He said: \"It began in 1987.\"\n"},
		{"a run-in label in Chinese", "标题\n\n背景：市场于1987年开放。", "标题", "[背景] 背景：市场于1987年开放。\n"},
		{"a run-in label in French has a space before its colon", "Titre\n\nLe contexte : tout commence en 1987.", "Titre",
			"[Le contexte] Le contexte : tout commence en 1987.\n"},
		{"Windows line ends", "A title\r\n\r\nOne thing\r\nover two lines.\r\n\r\nAnother thing.\r\n", "A title",
			"[] One thing\\r\\nover two lines.\n[] Another thing.\n"},
		{"line ends of an old Mac", "A title\r\rOne thing.\r\rAnother thing.\r", "A title", "[] One thing.\n[] Another thing.\n"},
		{"a line of non-breaking spaces is blank", "A title\n\u00a0\nOne\u00a0thing.\u00a0\n\u00a0\u00a0\nAnother thing.", "A title",
			"[] One\u00a0thing.\n[] Another thing.\n"},
		{"a paragraph wrapped over lines is one passage",
			"A title\n\nThe market in the old harbour has been open every Saturday since 1987,\nand most of its sellers have been there from the\nbeginning.\n\nAnother thing.", "A title",
			"[] The market in the old harbour has been open every Saturday since 1987,\\nand most of its sellers have been there from the\\nbeginning.\n[] Another thing.\n"},
		{"a long address does not unwrap a paragraph",
			"A title\n\nThe rules of the market stand at\nhttps://market.example/" + strings.Repeat("very-long/", 20) + "\nand on the wall.", "A title",
			"[] The rules of the market stand at\\nhttps://market.example/" + strings.Repeat("very-long/", 20) + "\\nand on the wall.\n"},
		{"a list that nothing announces is a passage of its own", "A title\n\nOne thing.\n\n- be kind\n- be brief", "A title",
			"[] One thing.\n[] - be kind\\n- be brief\n"},
		{"spaces of any kind before a paragraph are not part of it", "A title\n\n\u00a0\u2003One thing.", "A title", "[] One thing.\n"},
		{"long lines are paragraphs in a block too", "A title\n\n" + long + "\n" + long + " Again.\n\nOne thing.", "A title",
			"[] " + long + "\n[] " + long + " Again.\n[] One thing.\n"},
		{"lines of a wide column are one paragraph if each is full", "A title\n\n" + strings.Repeat("word ", 27) + "\n" + strings.Repeat("word ", 27) + "\n" + "word.", "A title",
			"[] " + strings.Repeat("word ", 27) + "\\n" + strings.Repeat("word ", 27) + "\\nword.\n"},
		{"the title said again above a paragraph that is shorter is no part of it",
			"The market in the old harbour of Exampleton is to close after thirty years\n\nThe market in the old harbour of Exampleton is to close after thirty years\nNobody knows why.", "The market in the old harbour of Exampleton is to close after thirty years",
			"[] Nobody knows why.\n"},
		{"without blank lines full lines that end sentences are paragraphs",
			"A title\nThe market in the old harbour has been open every Saturday since 1987.\nThe sellers who came at its beginning are there still, so people say.\nThe weather was never a reason to stay away, and it will not be now.", "A title",
			"[] The market in the old harbour has been open every Saturday since 1987.\n[] The sellers who came at its beginning are there still, so people say.\n[] The weather was never a reason to stay away, and it will not be now.\n"},
		{"without blank lines every long line is a paragraph", "A title\n" + long + "\nShort one.\n" + long + "\n", "A title",
			"[] " + long + "\n[] Short one.\n[] " + long + "\n"},
		{"without blank lines short lines that end sentences are paragraphs", "A title\nOne thing.\nAnother thing.\nA third.", "A title",
			"[] One thing.\n[] Another thing.\n[] A third.\n"},
		{"without blank lines wrapped paragraphs end where the next word would have fitted",
			"A title\nThe market in the old harbour has been open every Saturday since 1987,\nand most of its sellers have been there from the beginning, whatever\nthe weather did.\nIn winter it begins at eight, and in summer at six, before the boats\ncome in.", "A title",
			"[] The market in the old harbour has been open every Saturday since 1987,\\nand most of its sellers have been there from the beginning, whatever\\nthe weather did.\n" +
				"[] In winter it begins at eight, and in summer at six, before the boats\\ncome in.\n"},
		{"the paragraph may stand right under the title", "A title\n" + long + "\n\nAnother thing.", "A title", "[] " + long + "\n[] Another thing.\n"},
		{"a title wrapped over two lines", "The market in the old harbour of Exampleton is to close after thirty\nyears of Saturdays, and nobody knows why\n\nOne thing.",
			"The market in the old harbour of Exampleton is to close after thirty years of Saturdays, and nobody knows why", "[] One thing.\n"},
		{"a text that begins with prose has no title", "The market in the old harbour has been open every Saturday since 1987,\nand most of its sellers have been there from the beginning.\n\nAnother thing.", "",
			"[] The market in the old harbour has been open every Saturday since 1987,\\nand most of its sellers have been there from the beginning.\n[] Another thing.\n"},
		{"a first line too long for a title is a paragraph", long + long + "\n\nAnother thing.", "", "[] " + long + long + "\n[] Another thing.\n"},
		{"the days of a timeline are headings", "A title\n\nWhat happened.\n\n30 June 2023\n\nThe vote.\n\n1 July 2023\n\nThe beginning of the end.", "A title",
			"[] What happened.\n[30 June 2023] The vote.\n[1 July 2023] The beginning of the end.\n"},
		{"emoji are a paragraph and asterisks are none", "A title\n\n🎉🎉\n\n* * *\n\n@everyone <#123> **bold** `code`", "A title",
			"[] 🎉🎉\n[] @everyone <#123> **bold** `code`\n"},
		{"a byte order mark inside the text stays", "A title\n\n\ufeffOne thing.", "A title", "[] \ufeffOne thing.\n"},
		{"a paragraph that mentions an agency is no caption", "A title\n\nThe survey was made by Reuters/Ipsos in June.\n\nHe told AFP that he would stay.", "A title",
			"[] The survey was made by Reuters/Ipsos in June.\n[] He told AFP that he would stay.\n"},
		{"paragraphs that begin like boilerplate stay", "A title\n\nBy 1943 the harbour was closed.\n\nBy the late 1980s it was open again.\n\nShare prices fell.\n\nPhoto archives burnt in 1990.\n\nRead more books, the mayor said.\n\nMay 1987 was cold.\n\nReporting by the city shows a loss.", "A title",
			"[] By 1943 the harbour was closed.\n[] By the late 1980s it was open again.\n[] Share prices fell.\n[] Photo archives burnt in 1990.\n[] Read more books, the mayor said.\n[] May 1987 was cold.\n[] Reporting by the city shows a loss.\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := readText(tt.src, "")
			if b.source.Title != tt.title {
				t.Errorf("title %q, want %q", b.source.Title, tt.title)
			}
			if got := flat(b.passages); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

// pasted are articles as copied from a browser, with captions and share buttons. The lines that begin with "P " are the passages.
var pasted = map[string]string{
	"a news page with everything between its paragraphs": `
Harbour market to close after 36 years

By Jane Doe and John Roe, The Example Times

Published 30 June 2023, 10:32 GMT · 5 min read

Share this article
Facebook
Twitter
Email

P The market in the old harbour of Exampleton will close at the end of the year, the city council decided on Friday.

Photo: Sellers in the old harbour on a Saturday in May. John Roe/The Example Times

P The council voted eleven to two. It had debated the cost of the harbour wall for three hours.

Advertisement

P “We regret it,” said the mayor, Anna Example. “The wall is older than the market, and it will not wait.”

Read more: Five things to know about the harbour wall

Harbour market to close after 36 years

P About 140 sellers have a place there. Each pays 12 euros a day.

What the sellers say:

P “Nobody asked us,” said Ben Baker, who has sold bread there since 1991.

P "I heard it on the radio," said his neighbour.

(Reporting by Jane Doe; editing by John Roe)

Related articles

© 2023 The Example Times. All rights reserved.
`,
	"an agency report with its credits in one block": `
Exampleton council ends harbour market

People walk between the stalls of the market in Exampleton, Exampleland, May 6, 2023. REUTERS/John Roe

June 30, 2023 12:04 PM EDT
Updated 3 hours ago

P EXAMPLETON, June 30 (Reuters) - The council of Exampleton voted on Friday to end its harbour market.

P The decision takes effect on December 31. A spokesman said the wall needed 4 million euros of repairs.

People at the market in Exampleton, July 2013 REUTERS/John Roe

[1/3] Stalls of the market in Exampleton. (AP Photo/John Roe)

P The market opened in 1987.
`,
	"a French page": `
Le marché du port fermera

Par Jeanne Dupont

Publié le 30 juin 2023 à 12h04, mis à jour le 1 juillet 2023

P Le conseil municipal a voté vendredi la fermeture du marché du port.

Crédit photo : Jean Martin / AFP

P Il existe depuis 1987, et 140 vendeurs y ont une place.

Lire aussi : Le mur du port en cinq questions

P Le maire dit le regretter.

Partager
`,
}

func TestPastedPages(t *testing.T) {
	for name, page := range pasted {
		t.Run(name, func(t *testing.T) {
			var src, want strings.Builder
			for line := range strings.Lines(strings.TrimPrefix(page, "\n")) {
				if text, ok := strings.CutPrefix(line, "P "); ok {
					want.WriteString(text)
					line = text
				}
				src.WriteString(line)
			}
			var got strings.Builder
			for _, p := range readText(src.String(), "").passages {
				got.WriteString(p.Text + "\n")
			}
			if got.String() != want.String() {
				t.Errorf("got\n%swant\n%s", got.String(), want.String())
			}
		})
	}
}
