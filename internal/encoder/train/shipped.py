"""Reads a weights file back, to train on from what shipped."""

import json
import pathlib
import struct

import numpy as np
import torch
import zstandard

import quantiser
import vocabulary
from english import MiniLM, in_four_bits
from model import LINEARS, NORMS, Narrow, Reader


class Shipped:
    """The tensors of a weights file (their layout is described in weights.go)."""

    def __init__(self, path):
        self.whole = zstandard.ZstdDecompressor().decompress(pathlib.Path(path).read_bytes(), max_output_size=64 << 20)
        size = struct.unpack_from("<I", self.whole, 8)[0]
        header = json.loads(self.whole[12 : 12 + size])
        self.config, self.order = header["config"], header["tensors"]
        self.tensors = {t["name"]: t for t in self.order}

    def raw(self, name):
        t = self.tensors[name]
        return self.whole[t["offset"] : t["offset"] + t["bytes"]]

    def floats(self, name):
        kind = {"f32": np.float32, "f16": np.float16}[self.tensors[name]["type"]]
        return torch.from_numpy(np.frombuffer(self.raw(name), kind).astype(np.float32)).reshape(self.tensors[name]["shape"])

    def bytes8(self, name):
        rows, columns = self.tensors[name]["shape"]
        scale = np.frombuffer(self.raw(name)[: 4 * rows], np.float32)
        return torch.from_numpy(scale[:, None] * np.frombuffer(self.raw(name)[4 * rows :], np.int8).reshape(rows, columns))

    def nibbles(self, name):
        """The matrix, and the scale of each block of 32."""
        blocks = np.frombuffer(self.raw(name), np.uint8).reshape(-1, 18)
        scale, pairs = blocks[:, :2].copy().view(np.float16).astype(np.float32), blocks[:, 2:]
        values = np.concatenate([pairs & 15, pairs >> 4], 1).astype(np.float32) - 8
        return torch.from_numpy(values * scale).reshape(self.tensors[name]["shape"]), torch.from_numpy(scale)

    def pieces(self):
        """The pieces and their scores."""
        raw, at, found = self.raw("vocab"), 4, []
        for _ in range(struct.unpack_from("<I", raw)[0]):
            score, size = struct.unpack_from("<fB", raw, at)
            found.append((raw[at + 5 : at + 5 + size].decode(), score))
            at += 5 + size
        return zip(*found)

    def codes(self, name):
        rows, columns = self.tensors[name]["shape"]
        books = np.frombuffer(self.raw(name)[: 512 * columns], np.float16).reshape(columns // quantiser.FOURS, quantiser.CENTROIDS, quantiser.FOURS)
        codes = np.frombuffer(self.raw(name)[512 * columns :], np.uint8).reshape(rows, -1)
        return quantiser.restore(torch.from_numpy(books.copy()), torch.from_numpy(codes.copy()))

    def crumbs(self, name):
        blocks = np.frombuffer(self.raw(name), np.uint8).reshape(-1, 10)
        scale, fours = blocks[:, :2].copy().view(np.float16).astype(np.float32), blocks[:, 2:]
        values = np.concatenate([fours >> 2 * part & 3 for part in range(4)], 1).astype(np.float32) - 1.5
        return torch.from_numpy(values * scale).reshape(self.tensors[name]["shape"])


def load_biases_and_norms(file, layer, name):
    """Those of a layer as they stand in a file."""
    for part in LINEARS + NORMS:
        for kind in ("weight", "bias") if part in NORMS else ("bias",):
            getattr(getattr(layer, part), kind).copy_(file.floats(f"{name}.{part}.{kind}"))


@torch.no_grad()
def english(path, mini, tables):
    """The network of an english.zst and its reader. Pieces that did not ship are as MiniLM has them."""
    file, network = Shipped(path), in_four_bits(MiniLM(mini))
    trunk = file.config["trunk"]

    def nibbles(weight, name, rows=slice(None)):
        values, scale = file.nibbles(name)
        weight.original[rows] = values
        scales = weight[0].scale.reshape(len(weight.original), -1)
        scales[rows] = scale.reshape(len(values), -1)
        weight[0].scale.copy_(scales.reshape(-1, 1))

    nibbles(network.words.parametrizations.weight, "embed.words", vocabulary.choose_english(network.tokenizer, tables))
    positions = file.bytes8("embed.positions")
    network.positions[: len(positions)] = positions
    for kind in ("weight", "bias"):
        getattr(network.norm, kind).copy_(file.floats(f"embed.norm.{kind}"))
    for i, layer in enumerate(network.layers):
        name = f"trunk.{i}" if i < trunk else f"glance.{i - trunk}"
        for part in LINEARS:
            nibbles(getattr(layer, part).parametrizations.weight, f"{name}.{part}.weight")
        load_biases_and_norms(file, layer, name)
    return network.eval(), load_reader(file, Reader(network.layers[trunk:]))


@torch.no_grad()
def load_reader(file, reader):
    """The reader as it stands in a file. A change of low rank is the two matrices, one in two bits is itself."""
    for i, layer in enumerate(reader.layers):
        for part in LINEARS:
            name, weight = f"reader.{i}.{part}.change", getattr(layer, part).parametrizations.weight
            if isinstance(weight[0], Narrow):
                weight[0].down.copy_(file.nibbles(f"{name}.down")[0]), weight[0].up.copy_(file.nibbles(f"{name}.up")[0])
            else:
                weight.original.copy_(file.crumbs(name))
        load_biases_and_norms(file, layer, f"reader.{i}")
    for name in ("answer", "sentence"):
        for kind in ("weight", "bias"):
            getattr(getattr(reader, name), kind).copy_(file.floats(f"reader.{name}.{kind}"))
    for name in ("segment", "usual", "met"):
        getattr(reader, name).copy_(file.floats(f"reader.{name}"))
    return reader
