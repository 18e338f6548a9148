"""Writes the weights files that the Go package reads (their layout is described in weights.go)."""

import argparse
import json
import pathlib
import pickle
import struct

import numpy as np
import torch
import zstandard

import shipped
import vocabulary
from e5 import E5
from english import MiniLM, in_four_bits, scales
from model import GLANCE, LINEARS, NORMS, POOLED, Crumbs, Glance, Layer, Narrow, Reader
from prepare import tokenizer
from teacher import Teacher

MAGIC = b"SITREPM1"
POSITIONS = 256  # as many tokens as a text may have
TEACHERS = dict(zip(LINEARS + NORMS, ("q", "k", "v", "ao", "fi", "fo", "aln", "oln")))


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
        """Biases and the like, in 16 bits."""
        array = np.asarray(array, np.float16)
        self.add(name, "f16", array.shape, array.tobytes())

    def bytes8(self, name, matrix):
        """A scale a row, then the values in eight bits."""
        matrix = np.asarray(matrix, np.float32)
        scale = np.maximum(np.abs(matrix).max(1), 1e-12) / 127
        values = np.rint(matrix / scale[:, None]).astype(np.int8)
        self.add(name, "q8", matrix.shape, scale.astype(np.float32).tobytes() + values.tobytes())

    def nibbles(self, name, values, scale, shape):
        """Blocks of 32: an f16 scale, and sixteen bytes of two values from -8 to 7 each."""
        values = values.astype(np.int16) + 8
        pairs = (values[:, :16] | values[:, 16:] << 4).astype(np.uint8)
        self.add(name, "q4", shape, np.concatenate([scale.astype(np.float16).view(np.uint8), pairs], 1).tobytes())

    def codes(self, name, books, codes):
        """Product quantisation (quantiser.py): what the codes of each four columns stand for in 16 bits, then the rows' codes."""
        self.add(name, "pq", (len(codes), codes.shape[1] * books.shape[2]), books.numpy().tobytes() + codes.numpy().tobytes())

    def crumbs(self, name, values, scale, shape):
        """Blocks of 32: an f16 scale, of which five bits after the point are kept, and eight bytes of four values from 0 to 3 each."""
        scale = (scale.astype(np.float16).view(np.uint16) + 16 & 0xFFE0).view(np.float16)
        values = values.astype(np.uint8)
        fours = values[:, :8] | values[:, 8:16] << 2 | values[:, 16:24] << 4 | values[:, 24:] << 6
        self.add(name, "q2", shape, np.concatenate([scale.astype(np.float16).view(np.uint8), fours], 1).tobytes())

    def write(self, path, config):
        # Offsets count from the start of the file, and the header's length depends on them: it is padded to a fixed size.
        room = len(json.dumps(dict(config=config, tensors=self.tensors))) + 12 * len(self.tensors)
        start = (12 + room + 31) // 32 * 32
        tensors = [dict(t, offset=t["offset"] + start) for t in self.tensors]
        header = json.dumps(dict(config=config, tensors=tensors)).encode().ljust(start - 12)
        whole = MAGIC + struct.pack("<I", len(header)) + header + b"".join(self.parts)
        small = zstandard.ZstdCompressor(level=19).compress(whole)
        pathlib.Path(path).write_bytes(small)
        print(f"{path}: {len(whole):,} bytes, {len(small):,} compressed")


def pieces(all_pieces, scores):
    """Scores in steps of a 256th, which zstd makes smaller."""
    out = struct.pack("<I", len(all_pieces))
    for piece, score in zip(all_pieces, scores):
        raw = piece.encode()
        out += struct.pack("<fB", round(256 * score) / 256, len(raw)) + raw
    return out


def normalisation(table):
    out = struct.pack("<I", len(table))
    for c, to in sorted(table.items()):
        out += struct.pack("<IB", ord(c), len(to)) + struct.pack(f"<{len(to)}I", *map(ord, to))
    return out


def numbers(module):
    return {k: v.detach().float().numpy() for k, v in module.state_dict().items()}


def heads(file, glance):
    """What makes vectors of the last states. Projections have a bias here and a mean there: P(x) + b = P(x - m) with P m = -b."""
    state = numbers(glance)
    for ours, theirs in (("project", "glance"), ("pool", "pooled")):
        matrix = state[f"{ours}.weight"]
        file.bytes8(f"{theirs}.project.weight", matrix)
        file.floats(f"{theirs}.mean", -np.linalg.lstsq(matrix, state[f"{ours}.bias"], rcond=None)[0])
    file.floats("glance.weight.weight", state["weight.weight"])
    file.floats("glance.weight.bias", state["weight.bias"])


def shape(trunk, glance, reader, special, **more):
    bos, eos, unk, pad = special
    return dict(hidden=384, heads=12, ffn=1536, norm_eps=1e-12, trunk=trunk, glance=glance, reader=reader, glance_dim=GLANCE,
                pooled_dim=POOLED, max_positions=POSITIONS, bos=bos, eos=eos, unk=unk, pad=pad, **more)


def of_all_languages(teacher, tables, cache, glance, path):
    """The teacher's layers as they are, the embeddings of the kept pieces in codes, and the heads; no reader yet."""
    file, keep = File(), cache["keep"]
    cutter = tokenizer(teacher, keep)
    file.codes("embed.words", *cache["embeddings"])
    file.bytes8("embed.positions", (teacher.floats("emb.pos").reshape(-1, 384) + teacher.floats("emb.type")[:384])[:POSITIONS])
    file.floats("embed.norm.weight", teacher.floats("emb.ln.w"))
    file.floats("embed.norm.bias", teacher.floats("emb.ln.b"))
    for i in range(teacher.layers):
        name = f"trunk.{i}" if i < E5.trunk else f"glance.{i - E5.trunk}"
        for part in LINEARS:
            raw = f"l{i}.{TEACHERS[part]}.w"
            columns = teacher.ffn if part == "down" else teacher.hidden
            file.add(f"{name}.{part}.weight", "q4", teacher.matrix(raw, columns).shape, teacher.raw[raw])
            file.floats(f"{name}.{part}.bias", teacher.floats(f"l{i}.{TEACHERS[part]}.b"))
        for part in NORMS:
            file.floats(f"{name}.{part}.weight", teacher.floats(f"l{i}.{TEACHERS[part]}.w"))
            file.floats(f"{name}.{part}.bias", teacher.floats(f"l{i}.{TEACHERS[part]}.b"))
    heads(file, glance)
    file.add("vocab", "bytes", [len(keep)], pieces(cutter.pieces, cutter.scores))
    file.add("normalize", "bytes", [len(teacher.normal)], normalisation(teacher.normal))
    new = {k: i for i, k in enumerate(keep)}
    languages = sorted(p.name.split(".")[0] for p in pathlib.Path(tables).glob("*.txt.gz"))
    file.write(path, shape(E5.trunk, teacher.layers - E5.trunk, 0, [new[k] for k in (teacher.bos, teacher.eos, teacher.unk, teacher.pad)], languages=languages))


def nibbles(file, name, weight, rows=None):
    """A weight as it is used in 4 bits: `weight` is the parametrization of english.py."""
    matrix, scale = weight.original.detach().numpy(), weight[0].scale.numpy().reshape(len(weight.original), -1)
    if rows is not None:
        matrix, scale = matrix[rows], scale[rows]
    blocks, scale = matrix.reshape(-1, 32), scale.reshape(-1, 1)
    file.nibbles(name, np.rint(blocks / scale).clip(-8, 7), scale, matrix.shape)


def narrow(file, name, matrix):
    """A narrow matrix in 4 bits."""
    blocks = matrix.detach().reshape(-1, 32)
    scale = scales(blocks)
    file.nibbles(name, (blocks / scale).round().clamp(-8, 7).numpy(), scale.numpy(), matrix.shape)


def reading(file, reader):
    """The reader: its layers are the glance's and what training changed of them."""
    for i, layer in enumerate(reader.layers):
        for part in LINEARS:
            name, weight = f"reader.{i}.{part}", getattr(layer, part).parametrizations.weight
            file.again(f"{name}.weight", f"glance.{i}.{part}.weight")
            if isinstance(weight[0], Narrow):
                narrow(file, f"{name}.change.down", weight[0].down), narrow(file, f"{name}.change.up", weight[0].up)
            else:
                change = weight.original.detach()
                steps, scale = Crumbs.rounded(change)
                file.crumbs(f"{name}.change", steps.numpy() + 2, scale.numpy(), change.shape)
            file.floats(f"reader.{i}.{part}.bias", getattr(layer, part).bias.detach().numpy())
        for part in NORMS:
            file.floats(f"reader.{i}.{part}.weight", getattr(layer, part).weight.detach().numpy())
            file.floats(f"reader.{i}.{part}.bias", getattr(layer, part).bias.detach().numpy())
    state = numbers(reader)
    for name in ("answer", "sentence"):
        file.floats(f"reader.{name}.weight", state[f"{name}.weight"])
        file.floats(f"reader.{name}.bias", state[f"{name}.bias"])
    for name in ("segment", "usual", "met"):
        file.floats(f"reader.{name}", state[name])


def trained(path):
    """The reader that reader.py saved."""
    state = torch.load(path)["reader"]
    layers = 1 + max(int(name.split(".")[1]) for name in state if name.startswith("layers."))
    change = Narrow if any(name.endswith("0.down") for name in state) else Crumbs
    reader = Reader([Layer(384, 12, 1536) for _ in range(layers)], change)
    reader.load_state_dict(state)
    return reader


def with_reader(before, reader, path):
    """A weights file with another reader, or with its own if that is None. One with fewer layers than the glance leaves the others to
    the trunk."""
    file, trunk, first = File(), before.config["trunk"], {}
    layers = len(reader.layers) if reader else before.config["reader"]
    more = before.config["glance"] - layers
    for t in before.order:
        name = t["name"]
        part, _, rest = name.partition(".")
        if part == "glance" and rest[0].isdigit():
            layer, _, rest = rest.partition(".")
            layer = int(layer)
            name = f"trunk.{trunk + layer}.{rest}" if layer < more else f"glance.{layer - more}.{rest}"
        if part == "reader" and reader:
            continue
        if t["offset"] in first:
            file.again(name, first[t["offset"]])
        elif name == "embed.positions":
            file.bytes8(name, before.bytes8(t["name"])[:POSITIONS])
        elif name == "vocab":
            file.add(name, t["type"], t["shape"], pieces(*before.pieces()))
        elif t["type"] in ("f32", "f16"):
            file.floats(name, before.floats(t["name"]))
        else:
            file.add(name, t["type"], t["shape"], before.raw(t["name"]))
        first.setdefault(t["offset"], name)
    if reader:
        reading(file, reader)
    file.write(path, dict(before.config, trunk=trunk + more, glance=layers, reader=layers, max_positions=POSITIONS))


def of_english(network, tables, glance, reader, path):
    """MiniLM in 4 bits, the heads, and the reader."""
    file, own = File(), network.tokenizer.get_vocab()
    keep = vocabulary.choose_english(network.tokenizer, tables)
    nibbles(file, "embed.words", network.words.parametrizations.weight, keep)
    file.bytes8("embed.positions", network.positions.detach().numpy()[:POSITIONS])
    file.floats("embed.norm.weight", network.norm.weight.detach().numpy())
    file.floats("embed.norm.bias", network.norm.bias.detach().numpy())
    for i, layer in enumerate(network.layers):
        name = f"trunk.{i}" if i < MiniLM.trunk else f"glance.{i - MiniLM.trunk}"
        for part in LINEARS:
            nibbles(file, f"{name}.{part}.weight", getattr(layer, part).parametrizations.weight)
            file.floats(f"{name}.{part}.bias", getattr(layer, part).bias.detach().numpy())
        for part in NORMS:
            file.floats(f"{name}.{part}.weight", getattr(layer, part).weight.detach().numpy())
            file.floats(f"{name}.{part}.bias", getattr(layer, part).bias.detach().numpy())
    heads(file, glance)
    reading(file, reader)
    by_id = {i: p for p, i in own.items()}
    file.add("vocab", "bytes", [len(keep)], pieces([by_id[k] for k in keep], [0.0] * len(keep)))
    new = {k: i for i, k in enumerate(keep)}
    file.write(path, shape(MiniLM.trunk, 6 - MiniLM.trunk, 6 - MiniLM.trunk, [new[own[p]] for p in ("[CLS]", "[SEP]", "[UNK]", "[PAD]")],
                           languages=["en"], pieces="wordpiece", question_prefix="", passage_prefix=""))


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--out", required=True)
    p.add_argument("--tables", help="the folder of the languages' tables, with --teacher or --mini")
    p.add_argument("--teacher", help="writes weights.zst of it, without a reader")
    p.add_argument("--cache", help="what prepare.py wrote")
    p.add_argument("--glance", help="what glance.py wrote")
    p.add_argument("--mini", help="writes english.zst of it")
    p.add_argument("--english", help="what english_glance.py wrote")
    p.add_argument("--reader", help="what reader.py wrote")
    p.add_argument("--shipped", help="one of both files: writes it with that reader, if one is named")
    a = p.parse_args()
    torch.manual_seed(1)
    glance = Glance()
    if a.teacher:
        glance.load_state_dict(torch.load(a.glance))
        of_all_languages(Teacher(a.teacher), a.tables, pickle.load(open(a.cache, "rb")), glance, f"{a.out}/weights.zst")
    if a.shipped:
        with_reader(shipped.Shipped(a.shipped), trained(a.reader) if a.reader else None, f"{a.out}/{pathlib.Path(a.shipped).name}")
    elif a.mini:
        network, saved = in_four_bits(MiniLM(a.mini)), torch.load(a.english)
        network.load_state_dict(saved["network"]), glance.load_state_dict(saved["glance"])
        of_english(network, a.tables, glance, trained(a.reader), f"{a.out}/english.zst")
