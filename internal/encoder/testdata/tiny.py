"""Writes tiny.bin and tiny_english.bin, random models of the real ones' shape but small, and tiny.json and tiny_english.json,
what PyTorch makes of some texts with them.

    python tiny.py        needs torch and numpy; the seed is fixed
"""

import json
import re
import struct
import unicodedata

import numpy as np
import torch
from torch.nn import functional as F

HIDDEN, HEADS, FFN, POSITIONS, GLANCE, POOLED = 64, 2, 128, 256, 48, 32
random = np.random.default_rng(12)

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
WORDS = "▁ ▁the ▁har bour ▁master ▁who ▁ hold s ▁hold ▁query ▁passage : ? . , ing ed er ▁bridge ▁night è 港 湾 長".split(" ")
PIECES = list(dict.fromkeys(SPECIAL + [w for w in WORDS if w] + [chr(c) for c in range(97, 123)]))
SCORES = [0.0] * 4 + [float(np.float32(-3 - random.random() * 4 - (2 if len(p) == 1 else 0))) for p in PIECES[4:]]
ENGLISH = ("[PAD] [UNK] [CLS] [SEP] the harbour har ##bour ##b master ##master ##ed who hold ##s bridge night cafe ship ##ing is old . , ? "
           "港").split(" ") + list("abcdefghimnorstuwx") + ["##" + c for c in "abcdefghimnorstu"]
NORMAL = {"\t": " ", "\n": " ", "ﬁ": "fi", "Ａ": "a", "\u00ad": ""} | {chr(c): chr(c + 32) for c in range(65, 91)}


def q8(rows):
    scale = np.abs(rows).max(1).astype(np.float32) / np.float32(127)
    values = np.round(rows / scale[:, None]).astype(np.int8)
    return scale.tobytes() + values.tobytes(), values.astype(np.float32) * scale[:, None]


def q4(rows):
    blocks = rows.reshape(rows.shape[0], -1, 32)
    scale = (np.abs(blocks).max(2) / 7).astype(np.float16)
    nibbles = np.clip(np.round(blocks / scale[..., None].astype(np.float32)) + 8, 0, 15).astype(np.uint8)
    packed = nibbles[..., :16] | nibbles[..., 16:] << 4
    data = b"".join(scale[i, j].tobytes() + packed[i, j].tobytes() for i, j in np.ndindex(scale.shape))
    return data, ((nibbles.astype(np.float32) - 8) * scale[..., None].astype(np.float32)).reshape(rows.shape)


def q2(rows):
    blocks = rows.reshape(rows.shape[0], -1, 32)
    scale = (np.abs(blocks).max(2) / 1.5).astype(np.float16)
    values = np.clip(np.round(blocks / scale[..., None].astype(np.float32) + 1.5), 0, 3).astype(np.uint8)
    packed = sum(values[..., 8 * part : 8 * part + 8] << 2 * part for part in range(4)).astype(np.uint8)
    data = b"".join(scale[i, j].tobytes() + packed[i, j].tobytes() for i, j in np.ndindex(scale.shape))
    return data, ((values.astype(np.float32) - 1.5) * scale[..., None].astype(np.float32)).reshape(rows.shape)


def pq(rows):
    """Of fewer than 256 rows each has codes of its own, the last row the first ones."""
    fours = np.zeros((rows.shape[1] // 4, 256, 4), np.float16)
    fours[:, : len(rows)] = rows[::-1].reshape(len(rows), -1, 4).transpose(1, 0, 2)
    codes = np.repeat(np.arange(len(rows), dtype=np.uint8)[::-1, None], len(fours), 1)
    return fours.tobytes() + codes.tobytes(), rows.astype(np.float16).astype(np.float32)


def f16(rows):
    rows = rows.astype(np.float16)
    return rows.tobytes(), rows.astype(np.float32)


def f32(rows):
    rows = rows.astype(np.float32)
    return rows.tobytes(), rows


class Writer:
    """The tensors of a file, and what they are worth once read back."""

    def __init__(self):
        self.entries, self.values, self.parts = [], {}, []

    def add(self, name, rows, how):
        data, value = how(np.asarray(rows, np.float32))
        self.raw(name, how.__name__, list(value.shape), data)
        self.values[name] = torch.from_numpy(value).double()

    def again(self, name, of):
        """The same bytes under another name."""
        self.entries.append(dict(next(e for e in self.entries if e["name"] == of), name=name, of=of))
        self.parts.append(None)
        self.values[name] = self.values[of]

    def raw(self, name, kind, shape, data):
        self.entries.append({"name": name, "type": kind, "shape": shape, "bytes": len(data)})
        self.parts.append(data)

    def write(self, path, config):
        size = 8 + 4 + 64 * 1024  # the header is padded with spaces, so that offsets are known before it is written
        at = size = (size + 31) // 32 * 32
        for e in self.entries:
            if "of" in e:
                of = e.pop("of")
                e["offset"] = next(o["offset"] for o in self.entries if o["name"] == of)
                continue
            e["offset"] = at
            at = (at + e["bytes"] + 31) // 32 * 32
        header = json.dumps({"config": config, "tensors": self.entries}).encode()
        header += b" " * (size - 12 - len(header))
        with open(path, "wb") as f:
            f.write(b"SITREPM1" + struct.pack("<I", len(header)) + header)
            for e, part in zip(self.entries, self.parts):
                if part is not None:
                    f.write(b"\0" * (e["offset"] - f.tell()) + part)


def vocabulary(pieces, scores):
    out = struct.pack("<I", len(pieces))
    for piece, score in zip(pieces, scores):
        out += struct.pack("<fB", score, len(piece.encode())) + piece.encode()
    return out


def normalisation(table):
    out = struct.pack("<I", len(table))
    for letter, to in table.items():
        out += struct.pack(f"<IB{len(to)}I", ord(letter), len(to), *map(ord, to))
    return out


LINEARS, NORMS = ("query", "key", "value", "output", "up", "down"), ("attention_norm", "ffn_norm")
normal = lambda *shape: random.normal(size=shape) * 0.3


def norm(w, name):
    w.add(name + ".weight", 1 + normal(HIDDEN), f32)
    w.add(name + ".bias", normal(HIDDEN), f32)


def linear(w, name, outputs, inputs, how):
    w.add(name + ".weight", normal(outputs, inputs), how)
    w.add(name + ".bias", normal(outputs), f16)


def layer(w, name, how):
    for part in LINEARS:
        linear(w, name + part, FFN if part == "up" else HIDDEN, FFN if part == "down" else HIDDEN, how[part])
    for part in NORMS:
        norm(w, name + part)


def embeddings(w, pieces, scores, how):
    w.raw("vocab", "bytes", [], vocabulary(pieces, scores))
    w.add("embed.words", normal(len(pieces), HIDDEN), how)
    w.add("embed.positions", normal(POSITIONS, HIDDEN), f32)
    norm(w, "embed.norm")


def glance(w):
    w.add("glance.mean", normal(HIDDEN), f32)
    w.add("glance.project.weight", normal(GLANCE, HIDDEN), q8)
    linear(w, "glance.weight", 1, HIDDEN, f32)
    w.add("pooled.mean", normal(HIDDEN), f32)
    w.add("pooled.project.weight", normal(POOLED, HIDDEN), f32)


def change(w, name, rows, columns):
    """What training changed of a weight."""
    w.add(name + ".change", normal(rows, columns), q4 if name.endswith("down") else q2)


def narrow(w, name, rows, columns):
    """The same as the product of two narrow matrices."""
    down, up = normal(3, columns), normal(3, rows)
    w.add(name + ".change.down", down, q4)
    w.add(name + ".change.up", up, q4)
    w.values[name + ".change"] = w.values[name + ".change.up"].T @ w.values[name + ".change.down"]


def reader(w, layers, change):
    """A reader that begins with the glance's layers."""
    for i in range(layers):
        for part in LINEARS:
            name = f"reader.{i}.{part}"
            w.again(name + ".weight", f"glance.{i}.{part}.weight")
            shape = w.values[name + ".weight"].shape
            w.add(name + ".bias", normal(shape[0]), f32)
            change(w, name, *shape)
        for part in NORMS:
            norm(w, f"reader.{i}.{part}")
    w.add("reader.segment", normal(2, HIDDEN), f32)
    w.add("reader.usual", normal(HIDDEN), f16)
    w.add("reader.met", normal(2, HIDDEN), f32)
    linear(w, "reader.answer", 1, HIDDEN, f32)
    linear(w, "reader.sentence", 1, HIDDEN, f32)


SHAPE = dict(hidden=HIDDEN, heads=HEADS, ffn=FFN, norm_eps=1e-12, glance_dim=GLANCE, pooled_dim=POOLED, max_positions=POSITIONS)
QUARTERS, MIXED = dict.fromkeys(LINEARS, q4), dict.fromkeys(LINEARS, q8) | dict(up=q4)


def many_languages():
    """Of the shape of the model for all languages."""
    w = Writer()
    w.raw("normalize", "bytes", [], normalisation(NORMAL))
    embeddings(w, PIECES, SCORES, pq)
    layer(w, "trunk.0.", MIXED)
    layer(w, "trunk.1.", QUARTERS)
    layer(w, "glance.0.", MIXED)
    w.add("trunk.1.query.change", normal(HIDDEN, HIDDEN), q4)
    w.add("trunk.1.up.change", normal(FFN, HIDDEN), q8)
    glance(w)
    reader(w, 1, narrow)
    w.write("tiny.bin", SHAPE | dict(trunk=2, glance=1, reader=1, bos=0, pad=1, eos=2, unk=3, languages=["en", "fr"]))
    return Model(w.values, cut, 0, 2, "query:", "passage:")


def english():
    """Of the shape of the model for English."""
    w = Writer()
    embeddings(w, ENGLISH, [0.0] * len(ENGLISH), q4)
    layer(w, "trunk.0.", QUARTERS)
    layer(w, "glance.0.", QUARTERS)
    layer(w, "glance.1.", MIXED)
    glance(w)
    reader(w, 2, change)
    w.write("tiny_english.bin", SHAPE | dict(trunk=1, glance=2, reader=2, pad=0, unk=1, bos=2, eos=3, languages=["en"],
                                             pieces="wordpiece", question_prefix="", passage_prefix=""))
    return Model(w.values, cut_words, 2, 3, "", "")


def cut(text):
    """Ids and byte spans, by looking at every way to cut each word."""
    letters = [(n, i) for i, c in enumerate(text) for n in NORMAL.get(c, c)]
    found = []
    for m in re.finditer(r"[^ ]+", "".join(n for n, _ in letters)):
        run = [("▁", letters[m.start()][1])] + letters[m.start():m.end()]
        best = [(0.0, [])]
        for end in range(1, len(run) + 1):
            ways = []
            for start in range(end):
                piece = "".join(n for n, _ in run[start:end])
                score, before = best[start]
                if piece in PIECES[4:]:
                    ways.append((score + SCORES[PIECES.index(piece)], before + [(PIECES.index(piece), start, end)]))
                elif end == start + 1:
                    ways.append((score + min(SCORES) - 10, before + [(3, start, end)]))
            best.append(max(ways, key=lambda way: way[0]))
        pieces = []
        for id_, start, end in best[-1][1]:
            begin = start + (start == 0 and end > 1)
            a, b = run[begin][1], run[end - 1][1] + 1
            a, b = len(text[:a].encode()), len(text[:b].encode())
            if pieces and id_ == 3 == pieces[-1][0]:
                pieces[-1] = (3, pieces[-1][1], b)
            else:
                pieces.append((id_, a, b))
        found += pieces
    return found


def cut_words(text):
    """The same for English: words without case and accents, each cut from its beginning into the longest pieces."""
    words, between = [], True
    for at, letter in enumerate(text):
        if unicodedata.category(letter) in ("Cc", "Cf", "Co") and letter not in "\t\n\r":
            continue
        for c in unicodedata.normalize("NFD", letter):
            alone = bool(re.match(r"[!-/:-@\[-`{-~一-鿿]", c)) or unicodedata.category(c)[0] == "P"
            if c.isspace():
                between = True
            elif unicodedata.category(c) != "Mn":
                if between or alone:
                    words.append([])
                words[-1].append((c.lower(), at))
                between = alone
    return [(id_, len(text[:a].encode()), len(text[:b].encode())) for word in words for id_, a, b in cut_word(word)]


def cut_word(word):
    found, start = [], 0
    while start < len(word):
        ways = [(end, ("##" if start else "") + "".join(c for c, _ in word[start:end])) for end in range(len(word), start, -1)]
        end, piece = next(((end, piece) for end, piece in ways if piece in ENGLISH[4:]), (0, ""))
        if not piece or len(word) > 100:
            return [(1, word[0][1], word[-1][1] + 1)]
        found.append((ENGLISH.index(piece), word[start][1], word[end - 1][1] + 1))
        start = end
    return found


class Model:
    def __init__(self, values, cut, begin, end, question_prefix, passage_prefix):
        self.v, self.cut, self.begin, self.end = values, cut, begin, end
        self.question_prefix, self.passage_prefix = question_prefix, passage_prefix

    def linear(self, name, x):
        return F.linear(x, self.v[name + ".weight"] + self.v.get(name + ".change", 0), self.v.get(name + ".bias"))

    def norm(self, name, x):
        return F.layer_norm(x, (HIDDEN,), self.v[name + ".weight"], self.v[name + ".bias"], 1e-12)

    def layer(self, name, x):
        split = lambda y: y.view(len(y), HEADS, -1).transpose(0, 1)
        q, k, v = (split(self.linear(name + part, x)) for part in ("query", "key", "value"))
        met = F.scaled_dot_product_attention(q, k, v).transpose(0, 1).reshape(len(x), HIDDEN)
        x = self.norm(name + "attention_norm", x + self.linear(name + "output", met))
        return self.norm(name + "ffn_norm", x + self.linear(name + "down", F.gelu(self.linear(name + "up", x))))

    def layers(self, name, x):
        for i in range(9):
            if f"{name}.{i}.query.weight" in self.v:
                x = self.layer(f"{name}.{i}.", x)
        return x

    def text(self, text, prefix):
        """Pieces, how many tokens the encoder puts before them, and the states of the trunk and of the glance."""
        pieces = self.cut(text)
        head = [self.begin] + [i for i, _, _ in self.cut(prefix)]
        ids = torch.tensor(head + [i for i, _, _ in pieces] + [self.end])
        states = self.layers("trunk", self.norm("embed.norm", self.v["embed.words"][ids] + self.v["embed.positions"][: len(ids)]))
        return pieces, len(head), states, self.layers("glance", states)

    def glance(self, text, question):
        pieces, first, _, x = self.text(text, self.question_prefix if question else self.passage_prefix)
        words = []
        for m in re.finditer("([^\\W_]|\u0301)+", text):
            a, b = len(text[: m.start()].encode()), len(text[: m.end()].encode())
            rows = [first + i for i, (_, s, e) in enumerate(pieces) if s < b and e > a]
            mean = x[rows].mean(0)
            vector = F.normalize(self.linear("glance.project", mean - self.v["glance.mean"]), dim=0)
            weight = torch.sigmoid(self.linear("glance.weight", mean))[0] if question else torch.tensor(1.0)
            words.append({"start": a, "end": b, "weight": weight.item(), "vector": vector.tolist()})
        pooled = F.normalize(self.linear("pooled.project", x.mean(0) - self.v["pooled.mean"]), dim=0)
        return {"text": text, "question": question, "pieces": pieces, "words": words, "pooled": pooled.tolist()}

    def read(self, question, passage, sentences):
        _, begin, q, q_glanced = self.text(question, self.question_prefix)
        pieces, first, p, p_glanced = self.text(passage, self.passage_prefix)
        directions = lambda x: F.normalize(x - self.v["reader.usual"], dim=-1)
        near = torch.zeros(len(q), len(p))
        near[begin:-1, first:-1] = (directions(q_glanced) @ directions(p_glanced).T)[begin:-1, first:-1]
        states = [x + self.v["reader.segment"][i] + met[:, None] * self.v["reader.met"][i]
                  for i, (x, met) in enumerate(((q, near.amax(1)), (p, near.amax(0))))]
        x = self.layers("reader", torch.cat(states))
        logits = self.linear("reader.sentence", x[len(q):])[:, 0]
        found = []
        for a, b in sentences:
            rows = [first + i for i, (_, s, e) in enumerate(pieces) if s < b and e > a]
            found.append(logits[rows].mean().item())
        return {"question": question, "passage": passage, "spans": sentences,
                "answers": (self.linear("reader.answer", x[0])[0] + logits.logsumexp(0)).item(), "sentences": found}


QUESTION = "Who holds the harbour?"
GLANCES = [(QUESTION, True), ("ﬁxed  nights:\tThe Ａ master, zzz ☃☃ è!", True), ("x", True), ("Cafe\u0301 CAFÉ\u200b港 bridge\n𝛑-shiping " + "a" * 101, False),
           ("The harbour master holds the bridge. Who? The night ships were mastered, and the bridge is old.", False)]
READS = [(QUESTION, "The harbour master holds the bridge. Nobody else. At night it is held by snow ☃.", [[0, 36], [37, 49], [50, 84]])]


def main():
    for model, name in (many_languages(), "tiny.json"), (english(), "tiny_english.json"):
        golden = {"glances": [model.glance(*g) for g in GLANCES], "reads": [model.read(*r) for r in READS]}
        with open(name, "w", encoding="utf8") as f:
            json.dump(golden, f, ensure_ascii=False)


if __name__ == "__main__":
    main()
