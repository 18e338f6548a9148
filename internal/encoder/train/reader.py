"""Trains the reader on what answers and what does not: near misses, neighbours in the same article, look-alikes."""

import argparse
import math
import os
import pickle
import re
import time

import torch
from torch.nn import functional as F

from data import held_out, rng
from model import Reader
from prepare import TRUNK
from teacher import Teacher

MEMBERS = {"paraphrase", "chat", "messy", "nearmiss", "fr", "de", "es"}
SENTENCE = re.compile(r"[.!?。！？]+[\"'”»)\]]*\s*")
LONGEST = 208  # tokens of a passage that are trained on: half have no more, and the time goes with their number


class Trainer:
    def __init__(self, cache, teacher, seed):
        self.__dict__.update(cache)
        torch.manual_seed(seed)
        self.dice = rng(seed)
        self.reader = Reader(Teacher(teacher), TRUNK)
        known = self.pairs
        held = lambda pair: held_out(self.articles.get(pair.gold if pair.gold is not None else pair.near, "squad1"))
        self.pairs, self.held_out = [p for p in known if not held(p)], [p for p in known if held(p)]
        sample = torch.cat([s.float() for s in self.states[::7]])
        self.reader.usual.copy_(sample.mean(0))
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
        """States and mask of some texts, of each the first most tokens."""
        longest = min(most, max(len(self.states[t]) for t in texts))
        states = torch.zeros(len(texts), longest, 384)
        mask = torch.zeros(len(texts), longest, dtype=torch.bool)
        for row, t in enumerate(texts):
            n = min(longest, len(self.states[t]))
            states[row, :n], mask[row, :n] = self.states[t][:n].float(), True
        return states, mask

    def hard(self, pair):
        """A passage that looks as if it answered."""
        article = self.articles.get(pair.gold if pair.gold is not None else pair.near)
        pool = self.siblings.get(article, [])
        if pair.gold in self.neighbours and self.dice.random() < 0.5:
            pool = self.neighbours[pair.gold]
        pool = [t for t in pool if t not in self.answers.get(pair.question, ()) and t != pair.near]
        return self.dice.choice(pool) if pool else None

    def batch(self, step):
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

    def loss(self, step):
        sets = []  # one list of passages a question, the answer first if there is one
        for pair in self.batch(step):
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
            questions, passages = self.stack([pairs[i][0] for i in batch]), self.stack([pairs[i][1] for i in batch], LONGEST)
            for i, logit, of_tokens in zip(batch, *self.reader(*questions, *passages)):
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

    @torch.no_grad()
    def examine(self, sample=400):
        """Of the members' questions on articles that were not trained on: AUROC of those answered against near misses, and how
        often the answer is preferred to three neighbours."""
        self.reader.eval()
        dice = rng(7)
        pairs = dice.sample([p for p in self.held_out if p.kind in MEMBERS], min(sample, len(self.held_out)))
        scores, truth, first = [], [], []
        for x in pairs:
            passage = x.gold if x.gold is not None else x.near
            others = [t for t in self.articles if self.articles[t] == self.articles[passage] and t != passage]
            found = [passage] + (dice.sample(others, min(3, len(others))) if x.gold is not None else [])
            logits, _ = self.read([(x.question, t) for t in found])
            scores.append(float(logits[0])), truth.append(x.gold is not None)
            if x.gold is not None:
                first.append(int(logits.argmax()) == 0)
        self.reader.train()
        wins = [(a > b) + 0.5 * (a == b) for a, t in zip(scores, truth) if t for b, u in zip(scores, truth) if not u]
        return f"near misses told apart {sum(wins) / max(1, len(wins)):.3f}, preferred to three neighbours {sum(first) / len(first):.3f}"


def run(a):
    torch.set_num_threads(a.threads)
    trainer = Trainer(pickle.load(open(a.cache, "rb")), a.teacher, a.seed)
    reader = trainer.reader
    fresh = [p for n, p in reader.named_parameters() if not n.startswith("layers")]
    optimiser = torch.optim.AdamW([dict(params=reader.layers.parameters(), peak=a.rate), dict(params=fresh, peak=10 * a.rate)], weight_decay=0.01)
    first, start, losses = 0, time.time(), []
    if os.path.exists(a.out):
        saved = torch.load(a.out)
        reader.load_state_dict(saved["reader"]), optimiser.load_state_dict(saved["optimiser"])
        first = saved["step"]
    for step in range(first, a.steps):
        scale = min(1, (step + 1) / 60) * (0.5 + 0.5 * math.cos(math.pi * step / a.steps)) + 0.02
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * scale
        loss = trainer.loss(step)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        if (step + 1) % 25 == 0:
            print(f"{time.time() - start:6.0f} s  step {step + 1}/{a.steps}  loss {sum(losses[-25:]) / len(losses[-25:]):.3f}", flush=True)
        if (step + 1) % 100 == 0 or step + 1 == a.steps:
            torch.save(dict(reader=reader.state_dict(), optimiser=optimiser.state_dict(), step=step + 1), a.out + ".new")
            os.replace(a.out + ".new", a.out)
            print(f"{time.time() - start:6.0f} s  {trainer.examine()}", flush=True)


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__)
    for name in ("cache", "teacher", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--steps", type=int, default=1500)
    p.add_argument("--rate", type=float, default=1.5e-4)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    run(p.parse_args())
