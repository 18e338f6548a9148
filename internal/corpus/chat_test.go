package corpus

import (
	"strings"
	"testing"
)

// chat shows passages one a line, as "place [heading] text", with a ? before those that ask.
func chat(passages []Passage) string {
	var b strings.Builder
	for _, p := range passages {
		if p.Asks {
			b.WriteString("? ")
		}
		b.WriteString(p.Place + " [" + p.Heading + "] " + strings.ReplaceAll(p.Text, "\n", `\n`) + "\n")
	}
	return b.String()
}

func TestChat(t *testing.T) {
	tests := []struct{ name, src, title, want string }{
		{"DiscordChatExporter", "====\nGuild: Allotments\nChannel: tools\n====\n\n[11-Mar-25 07:40 PM] ida\nwho has the key of the shed?\n\n[11-Mar-25 07:44 PM] bert (pinned)\nIt hangs behind the rain barrel.\n\nTake the small one.\n\n{Reactions}\n👍 (2)\n\n[11-Mar-25 07:45 PM] ida\ngot it\n\n[12-Mar-25 08:00 AM] cleo\nJoined the server.\n\n====\nExported 4 message(s)\n====\n",
			"Allotments: tools", "? 11-Mar-25 07:40 PM [ida] who has the key of the shed?\n11-Mar-25 07:44 PM [who has the key of the shed? > bert] It hangs behind the rain barrel.\\n\\nTake the small one.\n11-Mar-25 07:45 PM [ida] got it\n"},
		{"a question without its mark", "Tools\n\n[11.03.2025 19:40] ida\nhow to sharpen a hoe\n\n[11.03.2025 19:44] bert\nwith a flat file\n\n[11.03.2025 19:45] cleo\nfrom the edge inwards\n\n[12.03.2025 09:00] bert\nit froze last night\n",
			"Tools", "? 11.03.2025 19:40 [ida] how to sharpen a hoe\n11.03.2025 19:44 [how to sharpen a hoe > bert] with a flat file\n11.03.2025 19:45 [how to sharpen a hoe > cleo] from the edge inwards\n12.03.2025 09:00 [bert] it froze last night\n"},
		{"WhatsApp on Android, in English", "3/11/25, 7:40 PM - Messages and calls are end-to-end encrypted.\n3/11/25, 7:40\u202fPM - Ida: When does the water come back?\n3/11/25, 7:41 PM - Bert: On the first of April.\nAsk me again if not.\n3/11/25, 7:42 PM - Ida: <Media omitted>\n3/11/25, 7:43 PM - Cleo: ok\n",
			"", "? 3/11/25, 7:40\u202fPM [Ida] When does the water come back?\n3/11/25, 7:41 PM [When does the water come back? > Bert] On the first of April.\\nAsk me again if not.\n3/11/25, 7:43 PM [When does the water come back? > Cleo] ok\n"},
		{"WhatsApp on an iPhone, in German", "[11.03.25, 19:40:05] Ida: Wann kommt das Wasser?\n[11.03.25, 19:41:00] Bert: Am ersten April.\n\u200e[11.03.25, 19:42:00] Cleo: \u200eBild weggelassen\n[11.03.25, 19:43:00] Ida: Danke\n",
			"", "? 11.03.25, 19:40:05 [Ida] Wann kommt das Wasser?\n11.03.25, 19:41:00 [Wann kommt das Wasser? > Bert] Am ersten April.\n11.03.25, 19:43:00 [Ida] Danke\n"},
		{"WhatsApp in French", "11/03/2025 à 19:40 - Ida : Où est la clé ?\n11/03/2025 à 19:41 - Bert : Derrière la cuve.\n11/03/2025 à 19:43 - Ida : Merci\n",
			"", "? 11/03/2025 à 19:40 [Ida] Où est la clé ?\n11/03/2025 à 19:41 [Où est la clé ? > Bert] Derrière la cuve.\n11/03/2025 à 19:43 [Ida] Merci\n"},
		{"IRC", "--- Log opened Tue Mar 11 19:39:00 2025\n19:40 <ida> is anyone in the shed\n19:41 -!- cleo [~c@host] has joined #plots\n19:41 <@bert> until eight\n19:42  * bert waves\n19:43 <ida> good\n",
			"", "? 19:40 [ida] is anyone in the shed\n19:41 [is anyone in the shed > bert] until eight\n19:43 [ida] good\n"},
		{"WeeChat", "2025-03-11 19:40:00\tida\twhere is the hose?\n2025-03-11 19:41:00\t@bert\tplot nine\n2025-03-11 19:41:30\t-->\tcleo has joined\n2025-03-11 19:42:00\tida\tthanks\n",
			"", "? 2025-03-11 19:40:00 [ida] where is the hose?\n2025-03-11 19:41:00 [where is the hose? > bert] plot nine\n2025-03-11 19:42:00 [ida] thanks\n"},
		{"copied from Discord's window", "ida — 11/03/2025 19:40\nwhere is the hose?\nbert — 11/03/2025 19:41\nplot nine\ncleo — Today at 8:00 PM\nnot any more\n",
			"", "? 11/03/2025 19:40 [ida] where is the hose?\n11/03/2025 19:41 [where is the hose? > bert] plot nine\nToday at 8:00 PM [cleo] not any more\n"},
		{"copied from Telegram", "ida, [11.03.2025 19:40]\nwhere is the hose?\n\nbert, [11.03.2025 19:41]\nplot nine\n\nida, [11.03.2025 19:42]\nthanks\n",
			"", "? 11.03.2025 19:40 [ida] where is the hose?\n11.03.2025 19:41 [where is the hose? > bert] plot nine\n11.03.2025 19:42 [ida] thanks\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, ok := readChat(tt.src, "")
			if !ok || b.source.Title != tt.title {
				t.Errorf("read as a chat: %v; title %q, want %q", ok, b.source.Title, tt.title)
			}
			if got := chat(b.passages); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
			checkPassages(t, tt.src, b.passages)
		})
	}
}

func TestArticlesThatAreNoChat(t *testing.T) {
	for name, src := range map[string]string{
		"a timeline":             "The day\n\n2025-03-11 07:40 The gate was opened.\n\n2025-03-11 08:10 The first visitors came.\n\n2025-03-11 09:00 Rain.\n",
		"a log of a program":     "Errors\n\n[2025-03-11 07:40:00] ERROR: pump: no water\n\nSeen once.\n",
		"quoted lines of a chat": "Why we moved\n\n" + strings.Repeat("A paragraph about the move.\n\n", 40) + "19:40 <ida> no\n19:41 <bert> yes\n19:42 <ida> well\n",
	} {
		if b, ok := readChat(src, ""); ok {
			t.Errorf("%s was read as a chat: %s", name, chat(b.passages))
		}
	}
}

func FuzzChat(f *testing.F) {
	f.Add("====\nGuild: G\n====\n[02-Jan-25 10:00 AM] a\nhow?\n[02-Jan-25 10:01 AM] b\nso\n\n{Embed}\n[02-Jan-25 10:02 AM] c\n\n")
	f.Add("\u200e[1/2/25, 10:00:00\u202fAM] a: b?\r\n[1/2/25, 10:00:00 AM] c: \r\nd\r\n1/2/25, 10:00 - a: b\n10:00 <a> b\n")
	f.Fuzz(func(t *testing.T, src string) {
		b, _ := readChat(src, "")
		checkPassages(t, src, b.passages)
	})
}
