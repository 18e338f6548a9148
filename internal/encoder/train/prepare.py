"""Computes once what training reads again and again: pieces, words, the trunk's states, e5's last states of words and texts, and
MiniLM's of English ones."""

import pickle
import time

import numpy as np
import torch

from data import Data, noisy, rng, words
from english import MiniLM
from model import Layer, Trunk
from teacher import Teacher
from tokenizer import Tokenizer
from vocabulary import choose

PREFIX = {True: "query: ", False: "passage: "}
LONGEST = {True: 64, False: 256}  # pieces of a question, of a passage
TRUNK = 6
VOCABULARY = 57_000


def tokenizer(teacher, keep):
    new = {k: i for i, k in enumerate(keep)}
    return Tokenizer([teacher.pieces[k] for k in keep], [float(teacher.scores[k]) for k in keep], teacher.normal,
                     new[teacher.bos], new[teacher.eos], new[teacher.unk])


def cut(cutter, text, question):
    """Ids and the word of each, with <s> before and </s> behind, and where the pieces stand in the text."""
    prefix = PREFIX[question]
    pieces = cutter.cut(prefix + text)[: LONGEST[question] - 2]
    ids = [cutter.bos] + [k for k, _, _ in pieces] + [cutter.eos]
    return ids, [-1] + words(prefix + text, pieces, len(prefix)) + [-1], [(s - len(prefix), e - len(prefix)) for _, s, e in pieces]


def in_batches(order, size, lengths):
    """Indices in batches of texts of like length, of about size tokens."""
    batch, longest = [], 0
    for i in order:
        longest = max(longest, lengths[i])
        if batch and longest * (len(batch) + 1) > size:
            yield batch
            batch, longest = [], lengths[i]
        batch.append(i)
    yield batch


def states(trunk, all_ids, pad):
    out, lengths = [None] * len(all_ids), [len(i) for i in all_ids]
    for batch in in_batches(np.argsort(lengths), 4096, lengths):
        longest = max(lengths[i] for i in batch)
        ids, mask = torch.full((len(batch), longest), pad), torch.zeros(len(batch), longest, dtype=torch.bool)
        for row, i in enumerate(batch):
            ids[row, : lengths[i]], mask[row, : lengths[i]] = torch.tensor(all_ids[i]), True
        with torch.no_grad():
            last = trunk(ids, mask)[-1]
        for row, i in enumerate(batch):
            out[i] = last[row, : lengths[i]].half()
    return out


@torch.no_grad()
def last_states(teacher, kept, all_words):
    """The teacher's last state of each word and of each text, given the trunk's."""
    layers = [Layer(teacher.hidden, teacher.heads, teacher.ffn).load(teacher, i) for i in range(TRUNK, teacher.layers)]
    by_word, of_text, lengths = [None] * len(kept), [None] * len(kept), [len(s) for s in kept]
    for batch in in_batches(np.argsort(lengths), 4096, lengths):
        longest = max(lengths[i] for i in batch)
        x, mask = torch.zeros(len(batch), longest, teacher.hidden), torch.zeros(len(batch), longest, dtype=torch.bool)
        for row, i in enumerate(batch):
            x[row, : lengths[i]], mask[row, : lengths[i]] = kept[i].float(), True
        for layer in layers:
            x = layer(x, mask)
        for row, i in enumerate(batch):
            states, words = x[row, : lengths[i]], torch.tensor(all_words[i])
            count = max(1, int(words.max()) + 1)
            sums = torch.zeros(count, teacher.hidden).index_add(0, words[words >= 0], states[words >= 0])
            sizes = torch.zeros(count).index_add(0, words[words >= 0], torch.ones(int((words >= 0).sum())))
            by_word[i], of_text[i] = (sums / sizes.clamp(min=1)[:, None]).half(), states.mean(0).half()
    return by_word, of_text


def english_words(mini, texts, all_words, spans):
    """MiniLM's mean state over each of our words, and over each text."""
    vectors, pooled = [None] * len(texts), [None] * len(texts)
    order = [i for i, t in enumerate(texts) if t.lang == "en"]
    order.sort(key=lambda i: len(texts[i].text))
    for at in range(0, len(order), 32):
        batch = order[at : at + 32]
        for i, (x, offsets) in zip(batch, mini([texts[i].text for i in batch])):
            bounds = {}
            for word, (start, end) in zip(all_words[i][1:], spans[i]):
                if word >= 0:
                    a, b = bounds.get(word, (start, end))
                    bounds[word] = (min(a, start), max(b, end))
            rows = []
            for word in range(len(bounds)):
                a, b = bounds[word]
                inside = [k for k, (s, e) in enumerate(offsets) if e > s and s < b and e > a]
                rows.append(x[inside].mean(0) if inside else torch.full((384,), float("nan")))
            vectors[i] = torch.stack(rows).half() if rows else torch.zeros(0, 384).half()
            pooled[i] = x.mean(0).half()
    return vectors, pooled


def prepare(teacher_path, mini_path, tables, sets, out, threads):
    torch.set_num_threads(threads)
    start = time.time()
    say = lambda what: print(f"{time.time() - start:6.0f} s  {what}", flush=True)
    teacher = Teacher(teacher_path)
    keep = choose(teacher, tables, VOCABULARY)
    cutter = tokenizer(teacher, keep)
    say(f"{len(keep)} pieces kept")
    data, dice = Data(sets), rng(1)
    for pair in list(data.pairs):
        if pair.kind in ("chat", "newwiki", "squad") and dice.random() < 0.3:
            text = data.text(noisy(data.texts[pair.question].text, dice), True, "xx")
            data.pairs.append(pair._replace(question=text, kind="noisy"))
    cuts = [cut(cutter, t.text, t.question) for t in data.texts]
    say(f"{len(cuts)} texts, {sum(len(c[0]) for c in cuts)} pieces, {len(data.pairs)} pairs")
    trunk = Trunk(teacher, keep, TRUNK).eval()
    kept = states(trunk, [c[0] for c in cuts], keep.index(teacher.pad))
    say("trunk states")
    by_word, of_text = last_states(teacher, kept, [c[1] for c in cuts])
    say("last states")
    vectors, pooled = english_words(MiniLM(mini_path), data.texts, [c[1] for c in cuts], [c[2] for c in cuts])
    say("MiniLM")
    with open(out, "wb") as f:
        pickle.dump(dict(keep=keep, texts=data.texts, articles=data.articles, pairs=data.pairs,
                         last_words=dict(enumerate(by_word)), last_pooled=dict(enumerate(of_text)), spans=[c[2] for c in cuts], states=kept, english=vectors, english_pooled=pooled), f)
    say("written")


if __name__ == "__main__":
    import argparse

    p = argparse.ArgumentParser(description=__doc__)
    for name in ("teacher", "mini", "tables", "sets", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    prepare(a.teacher, a.mini, a.tables, a.sets, a.out, a.threads)
