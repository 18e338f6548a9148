"""Unigram segmentation over a chosen part of the teacher's pieces. The Go package cuts the same way."""

SPACE = "▁"


class Tokenizer:
    """Pieces with scores, in the order of their ids. A text is cut into the pieces whose scores add up to most."""

    def __init__(self, pieces, scores, normal, bos, eos, unk):
        self.pieces, self.scores, self.normal = pieces, scores, normal
        self.bos, self.eos, self.unk = bos, eos, unk
        special = {bos, eos, unk}
        self.ids = {p: i for i, p in reversed(list(enumerate(pieces))) if i not in special}
        self.longest = min(16, max(map(len, self.ids)))
        self.unknown = min(scores) - 10

    def normalise(self, text):
        """The text as it is cut, and for each of its characters where in the text it comes from."""
        out, origin, space = [], [], True
        for i, c in enumerate(text):
            for n in self.normal.get(c, c):
                if n == " ":
                    space = True
                    continue
                if space:
                    out.append(SPACE)
                    origin.append(i)
                    space = False
                out.append(n)
                origin.append(i)
        return "".join(out), origin

    def cut(self, text):
        """Ids and the (start, end) of each in text, in characters."""
        s, origin = self.normalise(text)
        n = len(s)
        best = [0.0] + [-1e30] * n
        back = [None] * (n + 1)
        ids, scores = self.ids, self.scores
        for i in range(n):
            here = best[i]
            for j in range(i + 1, min(n, i + self.longest) + 1):
                k = ids.get(s[i:j])
                if k is not None and here + scores[k] > best[j]:
                    best[j], back[j] = here + scores[k], (i, k)
            if here + self.unknown > best[i + 1]:
                best[i + 1], back[i + 1] = here + self.unknown, (i, self.unk)
        out = []
        while n > 0:
            i, k = back[n]
            start = origin[i + 1] if s[i] == SPACE and n > i + 1 else origin[i]
            out.append((k, start, origin[n - 1] + 1))
            n = i
        out.reverse()
        merged = []  # neighbouring unknowns are one, as sentencepiece has it
        for k, a, b in out:
            if k == self.unk and merged and merged[-1][0] == self.unk:
                merged[-1] = (k, merged[-1][1], b)
            else:
                merged.append((k, a, b))
        return merged
