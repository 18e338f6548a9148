"""Trains a reader, the English one or that of all languages, on what answers and what does not: near misses, neighbours in the same
article, look-alikes, and passages out of which the sentence with the answer was taken."""

import argparse
import math
import os
import re
import time

import torch
from torch.nn import functional as F
from torch.nn.utils import parametrize

import shipped
from data import Data, held_out, noisy, rng
from english import MiniLM, in_four_bits
from e5 import E5
from model import Narrow, Reader, inner, quickly
from prepare import in_batches

MEMBERS = {"paraphrase", "chat", "plain", "who", "messy", "nearmiss", "across"}
SENTENCE = re.compile(r"[.!?]+[\"'”»)\]]*\s+")
# The reader of all languages learns from so much of what is all English, and from so many of the passages without their answer.
ENGLISH, TAKEN_OUT, TAKEN_OUT_OF_XQUAD = 0.4, 0.35, 0.15
LONGEST = 208  # pieces of a passage that are trained on: half have no more, and the time goes with their number


def without(text, span):
    """The text without the sentence in which the span begins; None where little would be left."""
    bounds = [0] + [m.end() for m in SENTENCE.finditer(text)] + [len(text)]
    kept = [text[a:b] for a, b in zip(bounds, bounds[1:]) if not a <= span[0] < b and b > a]
    return "".join(kept).strip() if len(kept) >= 2 else None


class Trainer:
    def __init__(self, network, reader, sets, seed, few, looked=None, favoured=()):
        torch.manual_seed(seed)
        self.dice, self.data = rng(seed), Data(sets, few)
        data, known = self.data, lambda t: t is None or (network.all_languages or self.data.texts[t].lang == "en")
        pairs = [p for p in data.pairs if known(p.question) and known(p.gold) and known(p.near)]
        if network.all_languages:
            pairs = [p for p in pairs if p.kind not in ("newwiki", "squad") and (self.kind(p).endswith("foreign") or self.dice.random() < ENGLISH)]
        for p in [p for p in pairs if p.kind in ("newwiki", "xquad", "plain", "who", "paraphrase") and p.span]:
            rest = without(data.texts[p.gold].text, p.span)
            if rest and (not network.all_languages or self.dice.random() < (TAKEN_OUT_OF_XQUAD if p.kind == "xquad" else TAKEN_OUT)):
                pairs.append(p._replace(gold=None, near=data.text(rest, False, data.texts[p.gold].lang), kind="taken out"))
                self.data.articles.setdefault(pairs[-1].near, data.articles[p.gold] + "-")
        for p in [p for p in pairs if p.kind in ("newwiki", "squad", "chat", "plain", "who", "nearmiss")]:
            if self.dice.random() < 0.25:
                question = data.texts[p.question]
                pairs.append(p._replace(question=data.text(noisy(question.text, self.dice), True, question.lang)))
        article = lambda p: data.articles.get(p.gold if p.gold is not None else p.near, "squad1").rstrip("-")
        self.pairs, self.held_out = [p for p in pairs if not held_out(article(p))], [p for p in pairs if held_out(article(p))]
        self.pairs += [p for p in self.pairs if article(p).removeprefix("community ") in favoured] * 3
        self.siblings, self.by_kind, self.answers, asked = {}, {}, {}, {article(p) for p in pairs}
        for text, name in data.articles.items():
            if name in asked and known(text) and not name.endswith("-") and not held_out(name):
                self.siblings.setdefault(name, []).append(text)
        for p in self.pairs:
            self.by_kind.setdefault(self.kind(p), []).append(p)
            self.answers.setdefault(p.question, set()).add(p.gold)
        self.order = {pair.question: i for i, pair in enumerate(self.by_kind.get("squad", []))}
        self.network, self.reader = network.requires_grad_(False), reader
        self.states, self.spans = {}, {}
        asked_about = {t for p in pairs for t in (p.question, p.gold, p.near) if t is not None}
        self.look_or_load(sorted(asked_about | {t for texts in self.siblings.values() for t in texts}), looked)
        if not self.reader.usual.any():
            self.reader.usual.copy_(torch.cat([self.states[t][1].float() for t in list(self.states)[::9]]).mean(0))
        self.neighbours, self.rivals = self.nearest(), self.compare(pairs)

    def kind(self, pair):
        """What a pair is drawn as: what is not all English, apart."""
        texts = [self.data.texts[t].lang for t in (pair.question, pair.gold, pair.near) if t is not None]
        kind = "across" if pair.kind == "cross" or len(pair.kind) == 2 else pair.kind
        return kind if set(texts) == {"en"} else kind + " foreign"

    def tested(self, pair):
        """What a pair counts as in an examination: where there are several languages, nothing if it is all English."""
        kind = self.kind(pair)
        return kind.removesuffix(" foreign") if kind.endswith("foreign") or not self.network.all_languages else ""

    def look_or_load(self, texts, file):
        """Looks at the texts that are not in a file yet and adds them to it: to look at all takes ten minutes."""
        key = lambda t: (self.data.texts[t].text, self.data.texts[t].question)
        known = torch.load(file, mmap=True) if file and os.path.exists(file) else {}
        for t in texts:
            if key(t) in known:
                *self.states[t], self.spans[t] = known[key(t)]
        new = [t for t in texts if t not in self.states]
        if not new:
            return
        self.look(new)
        if file:
            torch.save(known | {key(t): (*self.states[t], self.spans[t]) for t in new}, file + ".new")
            os.replace(file + ".new", file)

    @torch.no_grad()
    def look(self, texts):
        """Keeps the states of the trunk and the last states of some texts."""
        cuts = {t: self.network.cut(self.data.texts[t].text, self.data.texts[t].question) for t in texts}
        texts = sorted(texts, key=lambda t: len(cuts[t][0]))
        lengths = [len(cuts[t][0]) for t in texts]
        for own in in_batches(range(len(texts)), 1600, lengths):
            own = [texts[i] for i in own]
            longest = max(len(cuts[t][0]) for t in own)
            ids, mask = torch.zeros(len(own), longest, dtype=torch.long), torch.zeros(len(own), longest, dtype=torch.bool)
            for row, t in enumerate(own):
                ids[row, : len(cuts[t][0])], mask[row, : len(cuts[t][0])] = torch.tensor(cuts[t][0]), True
            with quickly():
                all_states = self.network(ids, mask)
            for row, t in enumerate(own):
                n = len(cuts[t][0])
                self.states[t] = all_states[self.network.trunk][row, :n].bfloat16().clone(), all_states[-1][row, :n].bfloat16().clone()
                self.spans[t] = cuts[t][1]

    def nearest(self):
        """For each passage those that are closest to it: what a question may be confused with."""
        ids = [t for texts in self.siblings.values() for t in texts]
        x = F.normalize(torch.stack([self.states[t][1].float().mean(0) for t in ids]), dim=-1)
        near = (x @ x.T).topk(9, -1).indices[:, 1:]
        return {t: [ids[k] for k in row] for t, row in zip(ids, near.tolist())}

    @torch.no_grad()
    def compare(self, pairs):
        """For each question of an article the article's passages, those first that meet its words best: what the glance brings up."""
        passages, questions, rivals = {}, {}, {}
        for t, name in self.data.articles.items():
            if t in self.states and not name.endswith("-"):
                passages.setdefault(name, []).append(t)
        for p in pairs:
            name = self.data.articles.get(p.gold if p.gold is not None else p.near, "").rstrip("-")
            if name in passages:
                questions.setdefault(name, set()).add(p.question)
        for name, asked in questions.items():
            _, p, p_mask = self.stack(passages[name], LONGEST)
            p, p_in, asked = F.normalize(p - self.reader.usual, dim=-1), inner(p_mask, self.network.first), sorted(asked)
            for at in range(0, len(asked), 16):
                own = asked[at : at + 16]
                _, q, q_mask = self.stack(own)
                q, q_in = F.normalize(q - self.reader.usual, dim=-1), inner(q_mask, self.network.first)
                near = torch.einsum("aid,bjd->abij", q, p).masked_fill(~p_in[None, :, None], -1).amax(-1)
                alike = (near * q_in[:, None]).sum(-1) / q_in.sum(-1).clamp(min=1)[:, None]
                for question, row in zip(own, alike.argsort(-1, descending=True).tolist()):
                    rivals[question] = [passages[name][i] for i in row]
        return rivals

    def stack(self, texts, most=256):
        """Trunk states, last states and mask of some texts, of each the first most tokens."""
        longest = min(most, max(len(self.states[t][0]) for t in texts))
        trunk, last = torch.zeros(len(texts), longest, 384), torch.zeros(len(texts), longest, 384)
        mask = torch.zeros(len(texts), longest, dtype=torch.bool)
        for row, t in enumerate(texts):
            n = min(longest, len(self.states[t][0]))
            trunk[row, :n], last[row, :n], mask[row, :n] = self.states[t][0][:n], self.states[t][1][:n], True
        return trunk, last, mask

    def translated(self, a, b):
        """Whether a passage may be another in another language: the three xquads say the same."""
        a, b = self.data.articles[a], self.data.articles[b]
        return a != b and a.startswith("xquad") and b.startswith("xquad")

    def hard(self, pair):
        """A passage that looks as if it answered: mostly one that the glance brings up."""
        passage = pair.gold if pair.gold is not None else pair.near
        pool, chance = self.siblings.get(self.data.articles.get(passage, "").rstrip("-"), []), self.dice.random()
        if chance < 0.7 and pair.question in self.rivals:
            pool = self.rivals[pair.question][:7]
        elif chance < 0.85 and passage in self.neighbours:
            pool = [t for t in self.neighbours[passage] if not self.translated(t, passage)]
        pool = [t for t in pool if t not in self.answers.get(pair.question, ()) and t != pair.near]
        return self.dice.choice(pool) if pool else None

    def batch(self, step):
        draw = lambda name, n: self.dice.sample(self.by_kind[name], n)
        if self.network.all_languages:
            name = lambda kind: kind + " foreign" if self.dice.random() < 0.65 else kind
            asked = [p for kind, n in (("paraphrase", 4), (self.dice.choice(("plain", "messy")), 1), ("who", 1), ("nearmiss", 3), ("taken out", 1))
                     for p in draw(name(kind), n)]
            return asked + draw("across foreign", 2) + draw("xquad foreign", 1) + draw(self.dice.choice(("chat", "xquad foreign")), 1)
        if step % 6 == 5:
            return draw("squad", 20)
        asked = draw("paraphrase", 4) + draw(self.dice.choice(("chat", "plain")), 1) + draw("who", 1) + draw("messy", 1) + draw("newwiki", 1)
        return asked + draw("nearmiss", 3) + draw("taken out", 1)

    def distractors(self, pair, count):
        found = [pair.near] if pair.near is not None else []
        if pair.kind == "squad":
            at = self.order.get(pair.question, 0)  # sentences of one article follow each other
            near = self.by_kind["squad"][max(0, at - 15) : at + 15]
            found += self.dice.sample(sorted({p.gold for p in near} - self.answers[pair.question]), count)
        if pair.kind == "taken out":
            return found
        for _ in range(16):
            h = self.hard(pair)
            if h is not None and h not in found:
                found.append(h)
        return found[:count]

    def loss(self, step):
        sets = []  # one list of passages a question, the answer first if there is one
        for pair in self.batch(step):
            gold = [pair.gold] if pair.gold is not None else []
            sets.append((pair, gold + self.distractors(pair, 3 if gold else 2)))
        logit, tokens = self.read([(pair.question, t) for pair, found in sets for t in found])
        loss, at, terms = 0, 0, 0
        for pair, found in sets:
            own = logit[at : at + len(found)]
            right = torch.zeros(len(found))
            if pair.gold is not None:
                right[0] = 1
                loss = loss + F.cross_entropy(own[None], torch.tensor([0]))
                loss = loss + 0.5 * self.sentence_loss(pair, tokens[at])
            loss = loss + F.binary_cross_entropy_with_logits(own, right, pos_weight=torch.tensor(1.5))
            at, terms = at + len(found), terms + 1
        return loss / terms

    def read(self, pairs):
        """What the reader says of questions with passages, those of like length together."""
        order = sorted(range(len(pairs)), key=lambda i: len(self.states[pairs[i][1]][0]))
        logits, tokens, part = [None] * len(pairs), [None] * len(pairs), 8  # more at once are slower
        for at in range(0, len(order), part):
            batch = order[at : at + part]
            questions, passages = self.stack([pairs[i][0] for i in batch]), self.stack([pairs[i][1] for i in batch], LONGEST)
            with quickly():
                read = self.reader(questions, passages)
            for i, logit, of_tokens in zip(batch, *read):
                logits[i], tokens[i] = logit, of_tokens
        return torch.stack(logits).float(), tokens

    def sentence_loss(self, pair, logits):
        """Which sentence of the passage holds the answer, where that is known."""
        if pair.span is None:
            return 0
        text, spans = self.data.texts[pair.gold].text, self.spans[pair.gold][: len(logits)]
        bounds = [0] + [m.end() for m in SENTENCE.finditer(text)] + [len(text) + 1]
        rows, target = [], None
        for start, end in zip(bounds, bounds[1:]):
            inside = [i for i, (s, e) in enumerate(spans) if e > s and start <= s < end]
            if not inside:
                continue
            if start <= pair.span[0] < end:
                target = len(rows)
            rows.append(logits[inside].float().mean())
        if target is None or len(rows) < 2:
            return 0
        return F.cross_entropy(torch.stack(rows)[None], torch.tensor([target]))

    @torch.no_grad()
    @parametrize.cached()
    def examine(self, sample=200):
        """Of questions on articles that were not trained on: AUROC of those answered against near misses, the same against passages
        without the sentence that answers, and how often the answer is preferred to the four others that the glance brings up."""
        self.reader.eval()
        dice = rng(7)
        draw = lambda kinds, n: (lambda own: dice.sample(own, min(n, len(own))))([p for p in self.held_out if self.tested(p) in kinds])
        scores, first = {True: [], "nearmiss": [], "taken out": []}, {}
        for x in draw(MEMBERS - {"nearmiss"}, sample) + draw({"nearmiss"}, sample) + draw({"taken out"}, 100) + draw({"newwiki", "xquad"}, 100):
            passage = x.gold if x.gold is not None else x.near
            found = [passage] + ([t for t in self.rivals.get(x.question, []) if t != passage][:4] if x.gold is not None else [])
            logits, _ = self.read([(x.question, t) for t in found])
            scores[True if x.gold is not None else x.kind].append(float(logits[0]))
            if x.gold is not None:
                first.setdefault(self.tested(x), []).append(int(logits.argmax()) == 0)
        self.reader.train()
        apart = lambda a, b: sum((x > y) + 0.5 * (x == y) for x in a for y in b) / max(1, len(a) * len(b))
        return (f"told apart: near misses {apart(scores[True], scores['nearmiss']):.3f}, without the sentence "
                f"{apart(scores[True], scores['taken out']):.3f}; preferred to four others "
                + ", ".join(f"{kind} {sum(f) / len(f):.2f}" for kind, f in sorted(first.items())))


def begin(a):
    """The network, and a reader that is new or shipped."""
    if a.teacher:
        file = shipped.Shipped(a.shipped)
        network = E5(a.teacher, a.tables, file).eval()
        reader = Reader(network.layers[E5.trunk :], Narrow, E5.first)
        return network, shipped.load_reader(file, reader) if file.config["reader"] else reader
    if a.shipped:
        return shipped.english(a.shipped, a.mini, a.tables)
    network = in_four_bits(MiniLM(a.mini))
    network.load_state_dict(torch.load(a.glance)["network"])
    return network, Reader(network.layers[MiniLM.trunk :])


def run(a):
    torch.set_num_threads(a.threads)
    start = time.time()
    trainer = Trainer(*begin(a), a.sets, a.seed, a.few, a.looked, a.favour)
    print(f"{time.time() - start:6.0f} s  {len(trainer.states)} texts looked at; "
          + ", ".join(f"{k} {len(v)}" for k, v in trainer.by_kind.items()), flush=True)
    reader = trainer.reader
    fresh = [p for n, p in reader.named_parameters() if not n.startswith("layers")]
    tuned = [p for p in reader.layers.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW([dict(params=tuned, peak=a.rate), dict(params=fresh, peak=a.fresh or 10 * a.rate)], weight_decay=0.01)
    print(f"{time.time() - start:6.0f} s  begins with  {trainer.examine()}", flush=True)
    first, losses = 0, []
    if os.path.exists(a.out):
        saved = torch.load(a.out)
        reader.load_state_dict(saved["reader"]), optimiser.load_state_dict(saved["optimiser"])
        first = saved["step"]
    for step in range(first, a.steps):
        scale = min(1, (step + 1) / 60) * (0.5 + 0.5 * math.cos(math.pi * step / a.steps)) + 0.02
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * scale
        with parametrize.cached():  # weights are made once for all passages of a step
            loss = trainer.loss(step)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        if (step + 1) % 50 == 0:
            print(f"{time.time() - start:6.0f} s  step {step + 1}/{a.steps}  loss {sum(losses[-50:]) / len(losses[-50:]):.3f}", flush=True)
        if (step + 1) % 200 == 0 or step + 1 == a.steps:
            torch.save(dict(reader=reader.state_dict(), optimiser=optimiser.state_dict(), step=step + 1), a.out + ".new")
            os.replace(a.out + ".new", a.out)
            print(f"{time.time() - start:6.0f} s  {trainer.examine()}", flush=True)


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__)
    for name in ("sets", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--mini", help="MiniLM: trains the English reader")
    p.add_argument("--teacher", help="e5: trains the reader of all languages")
    p.add_argument("--glance", help="what english_glance.py wrote: begins with a new reader")
    p.add_argument("--shipped", help="an english.zst, or with --teacher a weights.zst: goes on with its reader")
    p.add_argument("--tables", help="the folder of the tables by which its pieces were chosen")
    p.add_argument("--looked", help="a file that keeps what the network makes of the texts, for the next run with the same network")
    p.add_argument("--favour", nargs="*", default=(), help="communities drawn from four times as often: what a shipped reader has not seen")
    p.add_argument("--steps", type=int, default=3000)
    p.add_argument("--rate", type=float, default=1e-4)
    p.add_argument("--fresh", type=float, help="the rate of what no network had before; ten times the other if not given")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--few", type=int, help="how many questions of newwiki and of squad at most")
    p.add_argument("--threads", type=int, default=1)
    run(p.parse_args())
