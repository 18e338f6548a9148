"""Makes the English glance: MiniLM in 4 bits that says what MiniLM says in 32, and what makes vectors of its last states.

Two things are asked of it at once: that each token's last state stays where MiniLM has it, and that questions find their
passages, those of members most, which share few words with them. Without the first it forgets more than it learns.
"""

import argparse
import os
import time

import torch
from torch.nn import functional as F

from data import Data, held_out, noisy, rng
from english import MiniLM, batch, by_word, in_four_bits, of_text
from model import Glance, late, quickly

MEMBERS = ("paraphrase", "chat", "messy")
LONGEST = 144  # pieces of a passage that are trained on


def principal(x, dimensions):
    """A projection on the directions in which x differs most, as weight and bias."""
    mean = x.mean(0)
    _, _, directions = torch.linalg.svd(x - mean, full_matrices=False)
    return directions[:dimensions], -(directions[:dimensions] @ mean)


def opinions(questions, passages, usual):
    """MiniLM's own late interaction between questions and passages, given its states of their words."""
    (q, q_there), (p, p_there) = ((F.normalize(x - usual, dim=-1), there) for x, there in (questions, passages))
    near = torch.einsum("aid,bjd->abij", q, p).masked_fill(~p_there[None, :, None, :], -1).amax(-1)
    return (near * q_there[:, None]).sum(-1) / q_there.sum(-1).clamp(min=1)[:, None]


class Trainer:
    def __init__(self, mini, sets, seed):
        torch.manual_seed(seed)
        self.dice, self.data = rng(seed), Data(sets)
        self.teacher = MiniLM(mini).requires_grad_(False).eval()
        self.network, self.glance = in_four_bits(self.teacher).requires_grad_(True), Glance()
        data, self.by_kind, self.siblings, self.answers, self.tested = self.data, {}, {}, {}, []
        english = lambda t: t is not None and data.texts[t].lang == "en"
        for p in data.pairs:
            if not english(p.question) or not english(p.gold):
                continue
            if held_out(data.articles.get(p.gold, "squad1")):
                if p.kind in MEMBERS:
                    self.tested.append(p)
                continue
            self.by_kind.setdefault(p.kind, []).append(p)
            self.answers.setdefault(p.question, set()).add(p.gold)
        for text, article in data.articles.items():
            if english(text) and not held_out(article):
                self.siblings.setdefault(article, []).append(text)
        self.begin()

    @torch.no_grad()
    def begin(self):
        """Projections on the main directions of MiniLM's own states."""
        some = self.dice.sample([t for t, x in enumerate(self.data.texts) if x.lang == "en"], 900)
        words, wholes = [], []
        for at in range(0, len(some), 30):
            ids, mask, word = self.cut(some[at : at + 30])
            last = self.teacher(ids, mask)[-1]
            states, there = by_word(last, word)
            words.append(states[there]), wholes.append(of_text(last, mask))
        self.usual = torch.cat(words).mean(0)
        for linear, x in ((self.glance.project, torch.cat(words)), (self.glance.pool, torch.cat(wholes))):
            weight, bias = principal(x, linear.out_features)
            linear.weight.copy_(weight), linear.bias.copy_(bias)

    def cut(self, texts):
        of = [self.data.texts[t] if isinstance(t, int) else t for t in texts]
        ids, mask, word = batch(self.teacher, [t.text for t in of], [t.question for t in of])
        n = min(LONGEST, ids.shape[1])
        return ids[:, :n], mask[:, :n], word[:, :n]

    def look(self, texts):
        """The glance at some texts, how far their states are from MiniLM's, and MiniLM's states of their words."""
        ids, mask, word = self.cut(texts)
        with quickly():
            with torch.no_grad():
                theirs = self.teacher(ids, mask)[-1].float()
            last = self.network(ids, mask)[-1].float()
        far = (1 - F.cosine_similarity(last - self.usual, theirs - self.usual, dim=-1))[mask].mean()
        states, there = by_word(last, word)
        return self.glance(states, there, of_text(last, mask)), far, by_word(theirs, word)

    def batch(self):
        draw = lambda name, n: self.dice.sample(self.by_kind[name], n)
        pairs = draw("paraphrase", 16) + draw("chat", 4) + draw("messy", 4) + draw("squad", 8) + draw("newwiki", 8)
        questions = [p.question for p in pairs]
        for i in range(20, 40, 3):
            questions[i] = self.data.texts[questions[i]]._replace(text=noisy(self.data.texts[questions[i]].text, self.dice))
        return pairs, questions

    def loss(self):
        pairs, questions = self.batch()
        hard = [self.dice.choice(self.siblings[self.data.articles[p.gold]]) for p in pairs[:14] if p.gold in self.data.articles]
        passages = list(dict.fromkeys([p.gold for p in pairs] + hard))
        column = {t: i for i, t in enumerate(passages)}
        (q, far_q, their_q), (p, far_p, their_p) = self.look(questions), self.look(passages)
        target = torch.tensor([column[x.gold] for x in pairs])
        also = torch.tensor([[t in self.answers[x.question] and t != x.gold for t in passages] for x in pairs])
        words, whole = late(q, p) * self.glance.word_scale, q["pooled"] @ p["pooled"].T * self.glance.pool_scale
        loss = sum(F.cross_entropy(s.masked_fill(also, -1e4), target) for s in (words, whole))
        theirs = opinions(their_q, their_p, self.usual)
        loss = loss + sum(F.kl_div(F.log_softmax(s, -1), F.softmax(theirs * 25, -1), reduction="batchmean") for s in (words, whole))
        return loss + 10 * (far_q + far_p), float(far_p.detach())

    @torch.no_grad()
    def glances(self, texts):
        out = []
        for at in range(0, len(texts), 40):
            ids, mask, word = self.cut(texts[at : at + 40])
            with quickly():
                last = self.network(ids, mask)[-1].float()
            states, there = by_word(last, word)
            out.append(self.glance(states, there, of_text(last, mask)))
        return out

    @torch.no_grad()
    def examine(self):
        """P@1 by kind on articles that were not trained on, among a half of newwiki's passages: by words, as a whole, both."""
        pool = [t for t, a in self.data.articles.items() if a.startswith("newwiki") and (held_out(a) or t % 2)]
        pool.sort(key=lambda t: len(self.data.texts[t].text))
        p, kinds = self.glances(pool), {}
        for q, at in zip(self.glances([x.question for x in self.tested]), range(0, len(self.tested), 40)):
            words, whole = torch.cat([late(q, g) for g in p], 1), torch.cat([q["pooled"] @ g["pooled"].T for g in p], 1)
            for row, x in enumerate(self.tested[at : at + 40]):
                kinds.setdefault(x.kind, []).append([pool[int(s[row].argmax())] == x.gold for s in (words, whole, words + whole)])
        return " | ".join(f"{k} " + " ".join(f"{sum(c) / len(c):.2f}" for c in zip(*v)) for k, v in sorted(kinds.items()))


def run(a):
    torch.set_num_threads(a.threads)
    trainer, start, first, losses, fars = Trainer(a.mini, a.sets, a.seed), time.time(), 0, [], []
    parts = [dict(params=trainer.network.parameters(), peak=a.rate), dict(params=trainer.glance.parameters(), peak=1e-3)]
    optimiser = torch.optim.AdamW(parts, weight_decay=0.0)
    if os.path.exists(a.out):
        saved = torch.load(a.out)
        trainer.network.load_state_dict(saved["network"]), trainer.glance.load_state_dict(saved["glance"])
        optimiser.load_state_dict(saved["optimiser"])
        first = saved["step"]
    print(f"begins with  {trainer.examine()}", flush=True)
    for step in range(first, a.steps):
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * min(1, (step + 1) / 30) * (1 - step / a.steps)
        loss, far = trainer.loss()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainer.network.parameters(), 1.0)
        optimiser.step()
        losses.append(float(loss.detach())), fars.append(far)
        if (step + 1) % 20 == 0:
            print(f"{time.time() - start:5.0f} s  step {step + 1}/{a.steps}  loss {sum(losses[-20:]) / 20:.3f}  off {sum(fars[-20:]) / 20:.4f}", flush=True)
        if (step + 1) % 100 == 0 or step + 1 == a.steps:
            torch.save(dict(network=trainer.network.state_dict(), glance=trainer.glance.state_dict(), usual=trainer.usual,
                            optimiser=optimiser.state_dict(), step=step + 1), a.out + ".new")
            os.replace(a.out + ".new", a.out)
            print(f"{time.time() - start:5.0f} s  {trainer.examine()}", flush=True)


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__)
    for name in ("mini", "sets", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--steps", type=int, default=600)
    p.add_argument("--rate", type=float, default=3e-5)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    run(p.parse_args())
