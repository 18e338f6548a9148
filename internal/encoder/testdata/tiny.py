"""Writes tiny.bin, a random model of the real one's shape but small, and tiny.json, what PyTorch makes of some texts with it.

    python tiny.py        needs torch and numpy; the seed is fixed
"""

import json
import re
import struct

import numpy as np
import torch
from torch.nn import functional as F

HIDDEN, HEADS, FFN, POSITIONS, GLANCE, POOLED = 64, 2, 128, 256, 48, 32
random = np.random.default_rng(12)

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
WORDS = "▁ ▁the ▁har bour ▁master ▁who ▁ hold s ▁hold ▁query ▁passage : ? . , ing ed er ▁bridge ▁night è 港 湾 長".split(" ")
PIECES = list(dict.fromkeys(SPECIAL + [w for w in WORDS if w] + [chr(c) for c in range(97, 123)]))
SCORES = [0.0] * 4 + [float(np.float32(-3 - random.random() * 4 - (2 if len(p) == 1 else 0))) for p in PIECES[4:]]
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

    def raw(self, name, kind, shape, data):
        self.entries.append({"name": name, "type": kind, "shape": shape, "bytes": len(data)})
        self.parts.append(data)

    def write(self, path, config):
        size = 8 + 4 + 64 * 1024  # the header is padded with spaces, so that offsets are known before it is written
        at = size = (size + 31) // 32 * 32
        for e in self.entries:
            e["offset"] = at
            at = (at + e["bytes"] + 31) // 32 * 32
        header = json.dumps({"config": config, "tensors": self.entries}).encode()
        header += b" " * (size - 12 - len(header))
        with open(path, "wb") as f:
            f.write(b"SITREPM1" + struct.pack("<I", len(header)) + header)
            for e, part in zip(self.entries, self.parts):
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


def make():
    w = Writer()
    normal = lambda *shape: random.normal(size=shape) * 0.3
    w.raw("vocab", "bytes", [], vocabulary(PIECES, SCORES))
    w.raw("normalize", "bytes", [], normalisation(NORMAL))
    w.add("embed.words", normal(len(PIECES), HIDDEN), q4)
    w.add("embed.positions", normal(POSITIONS, HIDDEN), f32)

    def norm(name):
        w.add(name + ".weight", 1 + normal(HIDDEN), f32)
        w.add(name + ".bias", normal(HIDDEN), f32)

    def linear(name, outputs, inputs, how):
        w.add(name + ".weight", normal(outputs, inputs), how)
        w.add(name + ".bias", normal(outputs), f32)

    norm("embed.norm")
    for list_, count in (("trunk", 2), ("glance", 1), ("reader", 1)):
        for i in range(count):
            for name in ("query", "key", "value", "output"):
                linear(f"{list_}.{i}.{name}", HIDDEN, HIDDEN, q4 if i else q8)
            linear(f"{list_}.{i}.up", FFN, HIDDEN, q4)
            linear(f"{list_}.{i}.down", HIDDEN, FFN, q8)
            norm(f"{list_}.{i}.attention_norm")
            norm(f"{list_}.{i}.ffn_norm")
    w.add("trunk.1.query.change", normal(HIDDEN, HIDDEN), q4)
    w.add("trunk.1.up.change", normal(FFN, HIDDEN), q8)
    w.add("glance.mean", normal(HIDDEN), f32)
    w.add("glance.project.weight", normal(GLANCE, HIDDEN), q8)
    linear("glance.weight", 1, HIDDEN, f32)
    w.add("pooled.mean", normal(HIDDEN), f32)
    w.add("pooled.project.weight", normal(POOLED, HIDDEN), f32)
    w.add("reader.segment", normal(2, HIDDEN), f32)
    w.add("reader.usual", normal(HIDDEN), f32)
    w.add("reader.met", normal(2, HIDDEN), f32)
    linear("reader.answer", 1, HIDDEN, f32)
    linear("reader.sentence", 1, HIDDEN, f32)
    w.write("tiny.bin", {
        "hidden": HIDDEN, "heads": HEADS, "ffn": FFN, "norm_eps": 1e-12, "trunk": 2, "glance": 1, "reader": 1, "glance_dim": GLANCE,
        "pooled_dim": POOLED, "max_positions": POSITIONS, "bos": 0, "pad": 1, "eos": 2, "unk": 3, "languages": ["en"]})
    return w.values


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


class Model:
    def __init__(self, values):
        self.v = values

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

    def trunk(self, ids):
        x = self.norm("embed.norm", self.v["embed.words"][ids] + self.v["embed.positions"][: len(ids)])
        return self.layer("trunk.1.", self.layer("trunk.0.", x))

    def text(self, text, prefix):
        pieces = cut(text)
        head = [0] + [i for i, _, _ in cut(prefix)]
        states = self.trunk(torch.tensor(head + [i for i, _, _ in pieces] + [2]))
        return pieces, len(head), states

    def glance(self, text, prefix):
        pieces, first, states = self.text(text, prefix)
        x = self.layer("glance.0.", states)
        words = []
        for m in re.finditer(r"[^\W_]+", text):
            a, b = len(text[: m.start()].encode()), len(text[: m.end()].encode())
            rows = [first + i for i, (_, s, e) in enumerate(pieces) if s < b and e > a]
            mean = x[rows].mean(0)
            vector = F.normalize(self.linear("glance.project", mean - self.v["glance.mean"]), dim=0)
            weight = torch.sigmoid(self.linear("glance.weight", mean))[0] if prefix == "query: " else torch.tensor(1.0)
            words.append({"start": a, "end": b, "weight": weight.item(), "vector": vector.tolist()})
        pooled = F.normalize(self.linear("pooled.project", x.mean(0) - self.v["pooled.mean"]), dim=0)
        return {"text": text, "question": prefix == "query: ", "pieces": pieces, "words": words, "pooled": pooled.tolist()}

    def read(self, question, passage, sentences):
        _, begin, q = self.text(question, "query: ")
        pieces, first, p = self.text(passage, "passage: ")
        directions = lambda x: F.normalize(x - self.v["reader.usual"], dim=-1)
        near = torch.zeros(len(q), len(p))
        near[begin:-1, first:-1] = (directions(q) @ directions(p).T)[begin:-1, first:-1]
        states = [x + self.v["reader.segment"][i] + met[:, None] * self.v["reader.met"][i]
                  for i, (x, met) in enumerate(((q, near.amax(1)), (p, near.amax(0))))]
        x = self.layer("reader.0.", torch.cat(states))
        logits = self.linear("reader.sentence", x[len(q):])[:, 0]
        found = []
        for a, b in sentences:
            rows = [first + i for i, (_, s, e) in enumerate(pieces) if s < b and e > a]
            found.append(logits[rows].mean().item())
        return {"question": question, "passage": passage, "spans": sentences,
                "answers": (self.linear("reader.answer", x[0])[0] + logits.logsumexp(0)).item(), "sentences": found}


def main():
    model = Model(make())
    glances = [("Who holds the harbour?", "query: "), ("ﬁxed  nights:\tThe Ａ master, zzz ☃☃ è!", "query: "), ("x", "query: "),
               ("The harbour master holds the bridge. Who? The night ships were mastered, and the bridge is old.", "passage: ")]
    reads = [("Who holds the harbour?", "The harbour master holds the bridge. Nobody else. At night it is held by snow ☃.", [[0, 36], [37, 49], [50, 84]])]
    golden = {"glances": [model.glance(*g) for g in glances], "reads": [model.read(*r) for r in reads]}
    with open("tiny.json", "w", encoding="utf8") as f:
        json.dump(golden, f, ensure_ascii=False)


if __name__ == "__main__":
    main()
