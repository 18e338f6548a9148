"""Trains the layers above the trunk: for the glance by contrast and after MiniLM, for the reader on what answers and what does not."""

import argparse
import math
import os
import pickle
import re
import time

import torch
from torch.nn import functional as F

from data import held_out, rng
from model import Heads, late
from prepare import TRUNK
from teacher import Teacher

MEMBER_KINDS = {"paraphrase", "chat", "messy", "nearmiss", "fr", "de", "es"}
SENTENCE = re.compile(r"[.!?。！？]+[\"'”»)\]]*\s*")


HARD = 5  # pairs of a batch whose passage gets a rival


def joined(glances):
    """Glances at several batches as one, padded to the most words."""
    most = max(g["there"].shape[1] for g in glances)
    pad = lambda x: F.pad(x, (0, 0) * (x.dim() - 2) + (0, most - x.shape[1]))
    return {k: torch.cat([pad(g[k]) if k in ("words", "there", "weight", "states") else g[k] for g in glances]) for k in glances[0]}


LONGEST = 208  # tokens of a passage that are trained on: half have no more, and the time goes with their number


class Trainer:
    def __init__(self, cache, teacher, seed):
        self.__dict__.update(cache)
        self.most = LONGEST  # of a passage's tokens; all when examining
        torch.manual_seed(seed)
        self.dice = rng(seed)
        self.heads = Heads(Teacher(teacher), TRUNK)
        known = self.pairs + self.__dict__.pop("held_out", [])
        held = lambda pair: held_out(self.articles.get(pair.gold if pair.gold is not None else pair.near, "squad1"))
        self.pairs, self.held_out = [p for p in known if not held(p)], [p for p in known if held(p)]
        self.siblings = {}
        for text, article in self.articles.items():
            if not held_out(article):
                self.siblings.setdefault(article, []).append(text)
        self.by_kind = {}
        for pair in self.pairs:
            self.by_kind.setdefault(pair.kind, []).append(pair)
        self.answers = {}  # question → all passages that answer it
        for pair in self.pairs:
            self.answers.setdefault(pair.question, set()).add(pair.gold)
        self.order = {pair.question: i for i, pair in enumerate(self.by_kind["squad"])}
        self.neighbours = self.nearest()

    def nearest(self):
        """For each English passage of newwiki, those that MiniLM finds closest to it: what a question may be confused with."""
        ids = [t for t, a in self.articles.items() if a.startswith("newwiki") and not held_out(a)]
        x = F.normalize(torch.stack([self.english_pooled[t].float() for t in ids]), dim=-1)
        near = (x @ x.T).topk(9, -1).indices[:, 1:]
        return {t: [ids[k] for k in row] for t, row in zip(ids, near.tolist())}

    def stack(self, texts, most=256):
        """States, mask and words of some texts, of each the first most tokens."""
        longest = min(most, max(len(self.states[t]) for t in texts))
        states = torch.zeros(len(texts), longest, 384)
        mask, words = torch.zeros(len(texts), longest, dtype=torch.bool), torch.full((len(texts), longest), -1)
        for row, t in enumerate(texts):
            n = min(longest, len(self.states[t]))
            states[row, :n], mask[row, :n], words[row, :n] = self.states[t][:n].float(), True, torch.tensor(self.words[t][:n])
        return states, mask, words

    def hard(self, pair):
        """A passage that looks as if it answered."""
        article = self.articles.get(pair.gold if pair.gold is not None else pair.near)
        pool = self.siblings.get(article, [])
        if pair.gold in self.neighbours and self.dice.random() < 0.5:
            pool = self.neighbours[pair.gold]
        pool = [t for t in pool if t not in self.answers.get(pair.question, ()) and t != pair.near]
        return self.dice.choice(pool) if pool else None

    # --- the glance

    def glance_pairs(self, step):
        """A batch of pairs of one kind of material, hardest to come by most often."""
        kind = ("members", "squad", "members", "cross", "newwiki")[step % 5]
        draw = lambda name, n: self.dice.sample(self.by_kind[name], n)
        if kind == "members":
            foreign = [p for k in ("fr", "de", "es") for p in self.by_kind[k]]
            return draw("paraphrase", 8) + draw("chat", 2) + draw("messy", 2) + draw("noisy", 1) + self.dice.sample(foreign, 5)
        if kind == "squad":
            at = self.dice.randrange(len(self.by_kind["squad"]) - 96)
            return self.dice.sample(self.by_kind["squad"][at : at + 96], 48)
        if kind == "cross":
            return draw("cross", 11) + draw("xquad", 5)
        return draw("newwiki", 12) + draw("noisy", 5)

    def glance_loss(self, step):
        pairs = self.glance_pairs(step)
        hard = [h for h in map(self.hard, pairs[:HARD]) if h is not None]
        passages = sorted(dict.fromkeys([p.gold for p in pairs] + hard), key=lambda t: len(self.states[t]))
        column = {t: i for i, t in enumerate(passages)}
        q = self.heads.glance(*self.stack([p.question for p in pairs]))
        third = -(-len(passages) // 3)  # by length, so that little of a batch is padding
        p = joined([self.heads.glance(*self.stack(passages[i : i + third], self.most)) for i in range(0, len(passages), third)])
        target = torch.tensor([column[x.gold] for x in pairs])
        also = torch.tensor([[t in self.answers[x.question] and t != x.gold for t in passages] for x in pairs])
        words, pooled = late(q, p) * self.heads.word_scale, q["pooled"] @ p["pooled"].T * self.heads.pool_scale
        loss = sum(F.cross_entropy(s.masked_fill(also, -1e4), target) for s in (words, pooled))
        return loss + self.distil(pairs, passages, q, p, words, pooled)

    def distil(self, pairs, passages, q, p, words, pooled):
        """What MiniLM thinks of the English part of a batch: of each word, and of each question with each passage."""
        loss = 0
        for texts, g in (([x.question for x in pairs], q), (passages, p)):
            rows = [(i, t) for i, t in enumerate(texts) if self.english[t] is not None]
            if not rows:
                return 0
            ours = torch.cat([g["states"][i, : len(self.english[t])] for i, t in rows])
            known = torch.cat([g["there"][i, : len(self.english[t])] for i, t in rows])
            theirs = torch.cat([self.english[t].float()[: g["states"].shape[1]] for _, t in rows])
            known = known & ~theirs.isnan().any(-1)
            loss = loss + 2 * (1 - F.cosine_similarity(self.heads.english(ours[known]), theirs[known], dim=-1)).mean()
            means = torch.stack([self.english_pooled[t].float() for _, t in rows])
            loss = loss + (1 - F.cosine_similarity(self.heads.english_pool(g["mean"][[i for i, _ in rows]]), means, dim=-1)).mean()
        rows = [i for i, x in enumerate(pairs) if self.english[x.question] is not None]
        columns = [i for i, t in enumerate(passages) if self.english[t] is not None]
        if rows and len(columns) == len(passages):
            theirs = self.opinion([pairs[i].question for i in rows], passages)
            for ours, sharp in ((words, 25), (pooled, 15)):
                loss = loss + F.kl_div(F.log_softmax(ours[rows], -1), F.softmax(theirs * sharp, -1), reduction="batchmean")
        return loss

    def opinion(self, questions, passages):
        """MiniLM's own late interaction between some questions and passages."""
        def pad(texts):
            v = [F.normalize(self.english[t].float().nan_to_num(), dim=-1) for t in texts]
            return torch.nn.utils.rnn.pad_sequence(v, batch_first=True)
        q, p = pad(questions), pad(passages)
        near = torch.einsum("aid,bjd->abij", q, p).amax(-1)
        return near.sum(-1) / (q.abs().sum(-1) > 0).sum(-1).clamp(min=1)[:, None]

    # --- the reader

    def reader_pairs(self, step):
        draw = lambda name, n: self.dice.sample(self.by_kind[name], n)
        kind = ("members", "squad", "members", "squad", "xquad")[step % 5]
        if kind == "xquad":
            return draw("xquad", 4) + draw("cross", 2)
        if kind == "squad":
            return draw("squad", 14)
        foreign = [p for k in ("fr", "de", "es") for p in self.by_kind[k]]
        return draw("paraphrase", 2) + draw("chat", 1) + draw("nearmiss", 2) + draw("newwiki", 1) + self.dice.sample(foreign + self.by_kind["messy"], 1)

    def distractors(self, pair, count):
        found = [pair.near] if pair.near is not None else []
        if pair.kind == "squad":
            at = self.order[pair.question]  # sentences of one article follow each other
            near = self.by_kind["squad"][max(0, at - 15) : at + 15]
            found += self.dice.sample(sorted({p.gold for p in near} - self.answers[pair.question]), count)
        for _ in range(8):
            h = self.hard(pair)
            if h is not None and h not in found:
                found.append(h)
        return found[:count]

    def reader_loss(self, step):
        sets = []  # one list of passages a question, the answer first if there is one
        for pair in self.reader_pairs(step):
            gold = [pair.gold] if pair.gold is not None else []
            sets.append((pair, gold + self.distractors(pair, 3 - len(gold))))
        logit, tokens = self.read([(pair.question, t) for pair, found in sets for t in found])
        loss, at, terms = 0, 0, 0
        for pair, found in sets:
            own = logit[at : at + len(found)]
            right = torch.zeros(len(found))
            if pair.gold is not None:
                right[0] = 1
                loss = loss + 0.5 * F.cross_entropy(own[None], torch.tensor([0]))
                loss = loss + 0.5 * self.sentence_loss(pair, tokens[at])
            loss = loss + F.binary_cross_entropy_with_logits(own, right, pos_weight=torch.tensor(1.5))
            at, terms = at + len(found), terms + 1
        return loss / terms

    def read(self, pairs):
        """What the reader says of questions with passages, those of like length together."""
        order = sorted(range(len(pairs)), key=lambda i: len(self.states[pairs[i][1]]))
        logits, tokens, half = [None] * len(pairs), [None] * len(pairs), -(-len(pairs) // 2)
        for at in range(0, len(order), half):
            batch = order[at : at + half]
            questions, passages = self.stack([pairs[i][0] for i in batch]), self.stack([pairs[i][1] for i in batch], self.most)
            for i, logit, of_tokens in zip(batch, *self.heads.read(*questions[:2], *passages[:2])):
                logits[i], tokens[i] = logit, of_tokens
        return torch.stack(logits), tokens

    def sentence_loss(self, pair, logits):
        """Which sentence of the passage holds the answer, where that is known."""
        if pair.span is None:
            return 0
        text, spans = self.texts[pair.gold].text, self.spans[pair.gold][: len(logits) - 1]
        bounds = [0] + [m.end() for m in SENTENCE.finditer(text)] + [len(text) + 1]
        rows, target = [], None
        for start, end in zip(bounds, bounds[1:]):
            inside = [i + 1 for i, (s, _) in enumerate(spans) if start <= max(s, 0) < end]
            if not inside:
                continue
            if start <= pair.span[0] < end:
                target = len(rows)
            rows.append(logits[inside].mean())
        if target is None or len(rows) < 2:
            return 0
        return F.cross_entropy(torch.stack(rows)[None], torch.tensor([target]))

    # --- how far it is

    @torch.no_grad()
    def embed(self, texts):
        out = {}
        for at in range(0, len(texts), 16):
            batch = texts[at : at + 16]
            g = self.heads.glance(*self.stack(batch))
            for i, t in enumerate(batch):
                out[t] = {k: g[k][i : i + 1][:, g["there"][i]] if k in ("words", "weight", "there") else g[k][i : i + 1] for k in ("words", "weight", "there", "pooled")}
        return out

    @torch.no_grad()
    def examine(self, sample=260):
        """P@1 of the glance by kind on articles that were not trained on, among all passages of newwiki; and the reader's AUROC."""
        self.heads.eval()
        dice = rng(7)
        pairs = dice.sample([p for p in self.held_out if p.kind in MEMBER_KINDS], sample) + dice.sample([p for p in self.held_out if p.kind == "newwiki"], 60)
        pool = [t for t, a in self.articles.items() if a.startswith("newwiki")]
        pool = list(dict.fromkeys([p.gold for p in pairs if p.gold is not None] + [p.near for p in pairs if p.near is not None] + dice.sample(pool, 150)))
        p, q, kinds, scores, truth = self.embed(pool), self.embed([x.question for x in pairs]), {}, [], []
        for x in pairs:
            if x.gold is not None:
                words = [float(late(q[x.question], p[t])) for t in pool]
                pooled = [float(q[x.question]["pooled"] @ p[t]["pooled"].T) for t in pool]
                right = [pool[max(range(len(pool)), key=s.__getitem__)] == x.gold for s in (words, pooled, [a + b for a, b in zip(words, pooled)])]
                kinds.setdefault(x.kind, []).append(right)
            passage = x.gold if x.gold is not None else x.near
            logit, _ = self.heads.read(*self.stack([x.question])[:2], *self.stack([passage])[:2])
            scores.append(float(logit)), truth.append(x.gold is not None)
        self.heads.train()
        wins = [(a > b) + 0.5 * (a == b) for a, t in zip(scores, truth) if t for b, u in zip(scores, truth) if not u]
        mean = lambda rows: " ".join(f"{sum(c) / len(c):.2f}" for c in zip(*rows))
        return " | ".join(f"{k} {mean(v)}" for k, v in sorted(kinds.items())) + f" | reader {sum(wins) / max(1, len(wins)):.3f}"


def run(a):
    torch.set_num_threads(a.threads)
    trainer = Trainer(pickle.load(open(a.cache, "rb")), a.teacher, a.seed)
    heads = trainer.heads
    fresh = [p for n, p in heads.named_parameters() if not n.startswith("layers")]
    optimiser = torch.optim.AdamW([dict(params=heads.layers.parameters(), peak=a.rate), dict(params=fresh, peak=10 * a.rate)], weight_decay=0.01)
    first, start = 0, time.time()
    if os.path.exists(a.out):
        saved = torch.load(a.out)
        heads.load_state_dict(saved["heads"]), optimiser.load_state_dict(saved["optimiser"])
        first = saved["step"]
    total, seen = a.glance_steps + a.both_steps, {"glance": [], "read": []}
    for step in range(first, total):
        scale = min(1, (step + 1) / 60) * (0.5 + 0.5 * math.cos(math.pi * step / total)) + 0.02
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * scale
        reading = step >= a.glance_steps and (step - a.glance_steps) % 4 != 0
        loss = trainer.reader_loss(step) if reading else trainer.glance_loss(step)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(heads.parameters(), 1.0)
        optimiser.step()
        seen["read" if reading else "glance"].append(float(loss.detach()))
        if (step + 1) % 25 == 0:
            print(f"{time.time() - start:6.0f} s  step {step + 1}/{total}  " + "  ".join(f"{k} {sum(v[-25:]) / len(v[-25:]):.3f}" for k, v in seen.items() if v), flush=True)
        if (step + 1) % 150 == 0 or step + 1 == total:
            torch.save(dict(heads=heads.state_dict(), optimiser=optimiser.state_dict(), step=step + 1), a.out + ".new")
            os.replace(a.out + ".new", a.out)
            print(f"{time.time() - start:6.0f} s  {trainer.examine()}", flush=True)


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__)
    for name in ("cache", "teacher", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--glance-steps", type=int, default=280)
    p.add_argument("--both-steps", type=int, default=560)
    p.add_argument("--rate", type=float, default=1e-4)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    run(p.parse_args())
