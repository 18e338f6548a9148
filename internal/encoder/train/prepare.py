"""Computes once what training the glance of all languages reads again and again: the pieces that are kept, their embeddings in codes,
and e5's last states of words and of texts with these."""

import pickle
import time

import numpy as np
import torch

import quantiser
from data import Data, noisy, rng, words
from english import by_word, of_text
from model import Trunk, quickly
from teacher import Teacher
from tokenizer import Tokenizer
from vocabulary import choose

PREFIX = {True: "query: ", False: "passage: "}
LONGEST = {True: 64, False: 256}  # pieces of a question, of a passage
VOCABULARY = 66_000
FEW = 3000  # questions of encyclopedias, which share their words with the passage: more teach nothing more


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


@torch.no_grad()
def last_states(network, cuts, pad):
    """The last state of each word of each text, and of each text as a whole."""
    words, wholes, lengths = [None] * len(cuts), [None] * len(cuts), [len(ids) for ids, _, _ in cuts]
    for own in in_batches(np.argsort(lengths), 4096, lengths):
        longest = max(lengths[i] for i in own)
        ids, mask = torch.full((len(own), longest), pad), torch.zeros(len(own), longest, dtype=torch.bool)
        word = torch.full((len(own), longest), -1)
        for row, i in enumerate(own):
            n = lengths[i]
            ids[row, :n], mask[row, :n], word[row, :n] = torch.tensor(cuts[i][0]), True, torch.tensor(cuts[i][1])
        last = network(ids, mask)[-1]
        (states, there), whole = by_word(last, word), of_text(last, mask)
        for row, i in enumerate(own):
            words[i], wholes[i] = states[row, : max(1, int(there[row].sum()))].half(), whole[row].half()
    return words, wholes


def prepare(teacher_path, tables, sets, out, threads):
    torch.set_num_threads(threads)
    start = time.time()
    say = lambda what: print(f"{time.time() - start:6.0f} s  {what}", flush=True)
    teacher = Teacher(teacher_path)
    keep = choose(teacher, tables, VOCABULARY)
    cutter = tokenizer(teacher, keep)
    say(f"{len(keep)} pieces kept")
    rows = torch.from_numpy(teacher.embedding_rows(keep))
    embeddings = quantiser.fit(rows)
    say(f"embeddings in codes, {float((quantiser.restore(*embeddings) - rows).square().sum() / (rows - rows.mean(0)).square().sum()):.3f} of them lost")
    data, dice = Data(sets, FEW), rng(1)
    for pair in list(data.pairs):
        if pair.kind in ("chat", "newwiki", "squad") and dice.random() < 0.3:
            text = data.text(noisy(data.texts[pair.question].text, dice), True, "xx")
            data.pairs.append(pair._replace(question=text, kind="noisy"))
    cuts = [cut(cutter, t.text, t.question) for t in data.texts]
    say(f"{len(cuts)} texts, {sum(len(c[0]) for c in cuts)} pieces, {len(data.pairs)} pairs")
    with quickly():
        last, pooled = last_states(Trunk(teacher, quantiser.restore(*embeddings), teacher.layers).eval(), cuts, keep.index(teacher.pad))
    say("e5's last states")
    with open(out, "wb") as f:
        pickle.dump(dict(keep=keep, embeddings=embeddings, articles=data.articles, pairs=data.pairs, last_words=dict(enumerate(last)),
                         last_pooled=dict(enumerate(pooled))), f)
    say("written")


if __name__ == "__main__":
    import argparse

    p = argparse.ArgumentParser(description=__doc__)
    for name in ("teacher", "tables", "sets", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    prepare(a.teacher, a.tables, a.sets, a.out, a.threads)
