"""Writes the weights file that the Go package reads (its layout is described in weights.go)."""

import argparse
import json
import pathlib
import struct

import numpy as np
import torch

from model import GLANCE, POOLED, Glance, Reader
from prepare import TRUNK, VOCABULARY, tokenizer
from teacher import Teacher
from vocabulary import choose

MAGIC = b"SITREPM1"
LINEARS = {"query": "q", "key": "k", "value": "v", "output": "ao", "up": "fi", "down": "fo"}
NORMS = {"attention_norm": "aln", "ffn_norm": "oln"}


class File:
    """Tensors in the order they come, each at a multiple of 32 bytes."""

    def __init__(self):
        self.tensors, self.parts, self.size = [], [], 0

    def add(self, name, kind, shape, raw):
        pad = -self.size % 32
        self.parts.append(b"\0" * pad + raw)
        self.tensors.append(dict(name=name, type=kind, shape=list(shape), offset=self.size + pad, bytes=len(raw)))
        self.size += pad + len(raw)

    def again(self, name, of):
        """The same bytes under another name."""
        found = next(t for t in self.tensors if t["name"] == of)
        self.tensors.append(dict(found, name=name))

    def floats(self, name, array):
        array = np.asarray(array, np.float32)
        self.add(name, "f32", array.shape, array.tobytes())

    def bytes8(self, name, matrix):
        """A scale a row, then the values in eight bits."""
        matrix = np.asarray(matrix, np.float32)
        scale = np.maximum(np.abs(matrix).max(1), 1e-12) / 127
        values = np.rint(matrix / scale[:, None]).astype(np.int8)
        self.add(name, "q8", matrix.shape, scale.astype(np.float32).tobytes() + values.tobytes())

    def nibbles(self, name, matrix):
        """Blocks of 32: an f16 scale, and sixteen bytes of two values each."""
        blocks = np.asarray(matrix, np.float32).reshape(-1, 32)
        scale = (np.abs(blocks).max(1) / 7).astype(np.float16)
        values = np.rint(blocks / np.maximum(scale.astype(np.float32), 1e-12)[:, None]).clip(-8, 7).astype(np.int16) + 8
        pairs = (values[:, :16] | values[:, 16:] << 4).astype(np.uint8)
        self.add(name, "q4", np.shape(matrix), np.concatenate([scale[:, None].view(np.uint8), pairs], 1).tobytes())

    def write(self, path, config):
        # Offsets count from the start of the file, and the header's length depends on them: it is padded to a fixed size.
        room = len(json.dumps(dict(config=config, tensors=self.tensors))) + 12 * len(self.tensors)
        start = (12 + room + 31) // 32 * 32
        tensors = [dict(t, offset=t["offset"] + start) for t in self.tensors]
        header = json.dumps(dict(config=config, tensors=tensors)).encode().ljust(start - 12)
        with open(path, "wb") as f:
            f.write(MAGIC + struct.pack("<I", len(header)) + header)
            for part in self.parts:
                f.write(part)


def vocabulary(cutter):
    out = struct.pack("<I", len(cutter.pieces))
    for piece, score in zip(cutter.pieces, cutter.scores):
        raw = piece.encode()
        out += struct.pack("<fB", score, len(raw)) + raw
    return out


def normalisation(table):
    out = struct.pack("<I", len(table))
    for c, to in sorted(table.items()):
        out += struct.pack("<IB", ord(c), len(to)) + struct.pack(f"<{len(to)}I", *map(ord, to))
    return out


def teachers_layers(file, teacher, name, layers):
    """Some of the teacher's layers, as they are."""
    for i, layer in enumerate(layers):
        for part, short in LINEARS.items():
            columns = teacher.ffn if part == "down" else teacher.hidden
            file.add(f"{name}.{i}.{part}.weight", "q4", teacher.matrix(f"l{layer}.{short}.w", columns).shape, teacher.raw[f"l{layer}.{short}.w"])
            file.floats(f"{name}.{i}.{part}.bias", teacher.floats(f"l{layer}.{short}.b"))
        for part, short in NORMS.items():
            file.floats(f"{name}.{i}.{part}.weight", teacher.floats(f"l{layer}.{short}.w"))
            file.floats(f"{name}.{i}.{part}.bias", teacher.floats(f"l{layer}.{short}.b"))


def tuned_layers(file, teacher, state):
    """The reader's layers: the glance's, and what training changed."""
    for i in range(teacher.layers - TRUNK):
        for part, short in LINEARS.items():
            tuned = state[f"layers.{i}.{part}.weight"]
            file.again(f"reader.{i}.{part}.weight", f"glance.{i}.{part}.weight")
            file.nibbles(f"reader.{i}.{part}.change", tuned - teacher.matrix(f"l{TRUNK + i}.{short}.w", tuned.shape[1]))
        for part in (*LINEARS, *NORMS):
            for s in ("weight", "bias") if part in NORMS else ("bias",):
                file.floats(f"reader.{i}.{part}.{s}", state[f"layers.{i}.{part}.{s}"])


def numbers(module):
    return {k: v.detach().float().numpy() for k, v in module.state_dict().items()}


def export(teacher, keep, glance, reader, languages, path):
    file, cutter = File(), tokenizer(teacher, keep)
    raw, rows = teacher.embedding_rows(keep)
    file.add("embed.words", "q4", rows.shape, raw.tobytes())
    hidden = teacher.hidden
    file.bytes8("embed.positions", teacher.floats("emb.pos").reshape(-1, hidden) + teacher.floats("emb.type")[:hidden])
    file.floats("embed.norm.weight", teacher.floats("emb.ln.w"))
    file.floats("embed.norm.bias", teacher.floats("emb.ln.b"))
    teachers_layers(file, teacher, "trunk", range(TRUNK))
    teachers_layers(file, teacher, "glance", range(TRUNK, teacher.layers))
    state = numbers(reader)
    tuned_layers(file, teacher, state)
    heads = numbers(glance)
    # Projections have a bias here and a mean there: P(x) + b = P(x - m) with P m = -b.
    for ours, theirs in (("project", "glance"), ("pool", "pooled")):
        matrix = heads[f"{ours}.weight"]
        file.floats(f"{theirs}.project.weight", matrix)
        file.floats(f"{theirs}.mean", -np.linalg.lstsq(matrix, heads[f"{ours}.bias"], rcond=None)[0])
    for of, name, ours in ((heads, "glance.weight", "weight"), (state, "reader.answer", "answer"), (state, "reader.sentence", "sentence")):
        file.floats(f"{name}.weight", of[f"{ours}.weight"])
        file.floats(f"{name}.bias", of[f"{ours}.bias"])
    for name in ("segment", "usual", "met"):
        file.floats(f"reader.{name}", state[name])
    file.add("vocab", "bytes", [len(keep)], vocabulary(cutter))
    file.add("normalize", "bytes", [len(teacher.normal)], normalisation(teacher.normal))
    new = {k: i for i, k in enumerate(keep)}
    file.write(path, dict(languages=languages, hidden=hidden, heads=teacher.heads, ffn=teacher.ffn, norm_eps=1e-12, trunk=TRUNK, glance=teacher.layers - TRUNK,
                          reader=teacher.layers - TRUNK, glance_dim=GLANCE, pooled_dim=POOLED, max_positions=teacher.positions,
                          bos=new[teacher.bos], eos=new[teacher.eos], unk=new[teacher.unk], pad=new[teacher.pad]))


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__)
    for name in ("teacher", "tables", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--glance", help="what glance.py wrote")
    p.add_argument("--reader", help="what reader.py wrote")
    a = p.parse_args()
    teacher = Teacher(a.teacher)
    torch.manual_seed(1)
    glance, reader = Glance(), Reader(teacher, TRUNK)
    glance.load_state_dict(torch.load(a.glance))
    reader.load_state_dict(torch.load(a.reader)["reader"])
    languages = sorted(p.name.split(".")[0] for p in pathlib.Path(a.tables).glob("*.txt.gz"))
    export(teacher, choose(teacher, a.tables, VOCABULARY), glance, reader, languages, a.out)
