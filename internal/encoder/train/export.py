"""Writes the weights file that the Go package reads (its layout is described in weights.go)."""

import argparse
import json
import pathlib
import struct

import numpy as np
import torch

from model import GLANCE, POOLED, Heads
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


def export(teacher, keep, heads, languages, path):
    file, cutter = File(), tokenizer(teacher, keep)
    raw, rows = teacher.embedding_rows(keep)
    file.add("embed.words", "q4", rows.shape, raw.tobytes())
    hidden = teacher.hidden
    file.bytes8("embed.positions", teacher.floats("emb.pos").reshape(-1, hidden) + teacher.floats("emb.type")[:hidden])
    file.floats("embed.norm.weight", teacher.floats("emb.ln.w"))
    file.floats("embed.norm.bias", teacher.floats("emb.ln.b"))
    for i in range(TRUNK):
        for name, part in LINEARS.items():
            columns = teacher.ffn if name == "down" else hidden
            file.add(f"trunk.{i}.{name}.weight", "q4", teacher.matrix(f"l{i}.{part}.w", columns).shape, teacher.raw[f"l{i}.{part}.w"])
            file.floats(f"trunk.{i}.{name}.bias", teacher.floats(f"l{i}.{part}.b"))
        for name, part in NORMS.items():
            file.floats(f"trunk.{i}.{name}.weight", teacher.floats(f"l{i}.{part}.w"))
            file.floats(f"trunk.{i}.{name}.bias", teacher.floats(f"l{i}.{part}.b"))
    state = {k: v.float().numpy() for k, v in heads.state_dict().items()}
    for i in range(len(heads.layers)):
        for name in (*LINEARS, *NORMS):
            for s in ("weight", "bias"):
                put = file.bytes8 if s == "weight" and name in LINEARS else file.floats
                put(f"glance.{i}.{name}.{s}", state[f"layers.{i}.{name}.{s}"])
                file.again(f"reader.{i}.{name}.{s}", f"glance.{i}.{name}.{s}")
    # Projections have a bias here and a mean there: P(x) + b = P(x - m) with P m = -b.
    for ours, theirs in (("project", "glance"), ("pool", "pooled")):
        matrix = state[f"{ours}.weight"]
        file.floats(f"{theirs}.project.weight", matrix)
        file.floats(f"{theirs}.mean", -np.linalg.lstsq(matrix, state[f"{ours}.bias"], rcond=None)[0])
    for ours, theirs in (("weight", "glance.weight"), ("answer", "reader.answer"), ("sentence", "reader.sentence")):
        file.floats(f"{theirs}.weight", state[f"{ours}.weight"])
        file.floats(f"{theirs}.bias", state[f"{ours}.bias"])
    file.floats("reader.segment", state["segment"])
    file.add("vocab", "bytes", [len(keep)], vocabulary(cutter))
    file.add("normalize", "bytes", [len(teacher.normal)], normalisation(teacher.normal))
    new = {k: i for i, k in enumerate(keep)}
    file.write(path, dict(languages=languages, hidden=hidden, heads=teacher.heads, ffn=teacher.ffn, norm_eps=1e-12, trunk=TRUNK, glance=len(heads.layers),
                          reader=len(heads.layers), glance_dim=GLANCE, pooled_dim=POOLED, max_positions=teacher.positions,
                          bos=new[teacher.bos], eos=new[teacher.eos], unk=new[teacher.unk], pad=new[teacher.pad]))


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__)
    for name in ("teacher", "tables", "out"):
        p.add_argument("--" + name, required=True)
    p.add_argument("--checkpoint", help="what train.py wrote; without it the layers are the teacher's")
    a = p.parse_args()
    teacher = Teacher(a.teacher)
    torch.manual_seed(1)
    heads = Heads(teacher, TRUNK)
    if a.checkpoint:
        heads.load_state_dict(torch.load(a.checkpoint)["heads"])
    languages = sorted(p.name.split(".")[0] for p in pathlib.Path(a.tables).glob("*.txt.gz"))
    export(teacher, choose(teacher, a.tables, VOCABULARY), heads, languages, a.out)
