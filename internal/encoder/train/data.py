"""The question sets as texts and pairs. Every text is kept once; pairs name texts by their place in the list."""

import collections
import gzip
import json
import pathlib
import random
import re
import unicodedata
import zlib

COMMUNITIES = pathlib.Path(__file__).parents[2] / "eval/communities"  # its README says what stands in a file
WORD = re.compile(r"[^\W_]+", re.UNICODE)
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")

# What is kept for testing: three of the thirteen articles that members ask about, a quarter of newwiki's other articles, a
# quarter of each xquad, a quarter of the communities. The weights of the ranking are learned on these, where the model is no better than on new articles.
MEMBERS_HELD_OUT = {11, 21, 37}
MEMBERS = {7, 11, 13, 14, 15, 17, 21, 24, 27, 30, 37, 44, 46}


def held_out(article):
    """Whether an article ("newwiki11", "xquad-es3", "community rowing-club") is kept for testing."""
    kind, _, community = article.partition(" ")
    if community:
        return zlib.crc32(community.encode()) % 4 == 2
    name, number = re.fullmatch(r"(\D+)(\d+)", article).groups()
    number = int(number)
    if name == "newwiki" and number in MEMBERS:
        return number in MEMBERS_HELD_OUT
    return number % 4 == (2 if name == "newwiki" else 0)

Text = collections.namedtuple("Text", "text question lang")
# gold and near are texts; near is the passage that comes closest without answering, None where unknown.
# span is where in gold the answer stands, in characters, None where unknown.
Pair = collections.namedtuple("Pair", "question gold near kind span")


def lines(path):
    with gzip.open(path, "rt", encoding="utf8") as f:
        return [json.loads(line) for line in f]


class Data:
    """few: how many questions of newwiki and of squad at most; None: all."""

    def __init__(self, folder, few=None):
        self.folder, self.few = pathlib.Path(folder), few
        self.texts, self._place = [], {}
        self.articles = {}  # text → the article it is of, for passages
        self.pairs = []
        self._newwiki()
        self._squad()
        self._xquad()
        self._communities()

    def text(self, text, question, lang):
        key = (text, question)
        if key not in self._place:
            self._place[key] = len(self.texts)
            self.texts.append(Text(text, question, lang))
        return self._place[key]

    def _passages(self, name, lang):
        places = {}
        for p in lines(self.folder / name / "passages.jsonl.gz"):
            places[p["id"]] = self.text(p["text"], False, lang)
            self.articles[places[p["id"]]] = name + p["id"].split("-")[0]
        return places

    def _newwiki(self):
        places = self._passages("newwiki", "en")
        members, questions = lines(self.folder / "newwiki/members.jsonl.gz"), lines(self.folder / "newwiki/questions.jsonl.gz")
        for m in members:
            gold = places[m["passage"]] if m["passage"] else None
            near = places[m["near"]] if m.get("near") else None
            self.pairs.append(Pair(self.text(m["question"], True, m["lang"]), gold, near, m["kind"], None))
        for q in random.Random(1).sample(questions, self.few) if self.few else questions:
            gold = places[q["passage"]]
            self.pairs.append(Pair(self.text(q["question"], True, "en"), gold, None, "newwiki", span(self.texts[gold].text, q["answers"])))

    def _squad(self):
        for p in lines(self.folder / "squad-train-sentences/pairs.jsonl.gz")[: self.few]:
            gold = self.text(tidy(p["sentence"]), False, "en")
            self.pairs.append(Pair(self.text(tidy(p["question"]), True, "en"), gold, None, "squad", None))

    def _xquad(self):
        for code in ("es", "ru", "zh"):
            places = self._passages("xquad-" + code, code)
            for q in lines(self.folder / f"xquad-{code}/questions.jsonl.gz"):
                gold = places[q["passage"]]
                self.pairs.append(Pair(self.text(q["question"], True, code), gold, None, "xquad", span(self.texts[gold].text, q["answers"])))
        # The three are translations of each other: a question in one language finds the passage in another.
        by = {code: dict(zip((p["id"] for p in lines(self.folder / f"xquad-{code}/passages.jsonl.gz")),
                             (t for t, a in self.articles.items() if a.startswith("xquad-" + code)))) for code in ("es", "ru", "zh")}
        other = {"es": "ru", "ru": "zh", "zh": "es"}
        for code in by:
            for q in lines(self.folder / f"xquad-{code}/questions.jsonl.gz"):
                self.pairs.append(Pair(self.text(q["question"], True, code), by[other[code]][q["passage"]], None, "cross", None))

    def _communities(self):
        for file in sorted(COMMUNITIES.glob("*.txt")):
            lang = passage = None
            for line in file.read_text("utf8").splitlines():
                kind, _, rest = line.partition(": ")
                if line.startswith("# "):
                    lang = "en"
                elif kind == "lang":
                    lang = rest
                elif kind == "P":
                    passage = self.text(rest, False, lang)
                    self.articles[passage] = "community " + file.stem
                elif kind == "near":
                    self.pairs.append(Pair(self.text(rest, True, lang), None, passage, "nearmiss", None))
                elif kind != "follow" and rest:
                    question, answer = rest.split(" | ")
                    asked = kind if len(kind) == 2 else lang
                    self.pairs.append(Pair(self.text(question, True, asked), passage, None, kind, span(self.texts[passage].text, [answer])))


def span(text, answers):
    """Where the shortest answer stands in text."""
    found = [(text.find(a), len(a)) for a in answers if a and text.find(a) >= 0]
    if not found:
        return None
    start, length = min(found, key=lambda f: f[1])
    return start, start + length


def tidy(text):
    """Sentences of this set are cut into tokens; this puts them together again as people write."""
    text = re.sub(r"\s+([.,;:?!%)\]])", r"\1", text)
    text = re.sub(r"([(\[$])\s+", r"\1", text)
    text = re.sub(r"\s+('s|n't|'re|'ve|'ll|'d)\b", r"\1", text)
    return re.sub(r"``\s*|\s*''", '"', text).strip()


def unspaced(c):
    return unicodedata.name(c, "").startswith(UNSPACED)


def words(text, pieces, offset):
    """The word of each piece, -1 for none: runs of letters and digits after offset; in scripts without spaces each piece."""
    spans = [m.span() for m in WORD.finditer(text) if m.start() >= offset]
    out, at, count, seen = [], 0, -1, {}
    for _, start, end in pieces:
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        inside = at < len(spans) and spans[at][0] < end
        if not inside:
            out.append(-1)
        elif unspaced(text[max(start, spans[at][0])]):
            count += 1
            out.append(count)
        else:
            if at not in seen:
                count += 1
                seen[at] = count
            out.append(seen[at])
    return out


def noisy(question, rng):
    """A question as somebody types it in a hurry: no capitals, no question mark, a slip or two."""
    q = question.lower().rstrip("?. ")
    q = q.replace("'", "") if rng.random() < 0.5 else q
    letters = list(q)
    for _ in range(rng.choice((0, 1, 1, 2))):
        i = rng.randrange(len(letters) - 1) if len(letters) > 2 else 0
        if letters[i].isalpha() and letters[i + 1 : i + 2] and letters[i + 1].isalpha():
            act = rng.random()
            if act < 0.4:
                letters[i], letters[i + 1] = letters[i + 1], letters[i]
            elif act < 0.7:
                del letters[i]
            else:
                letters[i] = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return "".join(letters)


def rng(seed):
    return random.Random(seed)
