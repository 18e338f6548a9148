"""The network: a trunk that every text goes through alone, and a reader that goes on with a question and a passage together."""

import torch
from torch import nn
from torch.nn import functional as F


class Layer(nn.Module):
    """One post-norm transformer layer, as in BERT."""

    def __init__(self, hidden, heads, ffn):
        super().__init__()
        self.heads = heads
        for name in ("query", "key", "value", "output"):
            setattr(self, name, nn.Linear(hidden, hidden))
        self.attention_norm = nn.LayerNorm(hidden, eps=1e-12)
        self.up, self.down = nn.Linear(hidden, ffn), nn.Linear(ffn, hidden)
        self.ffn_norm = nn.LayerNorm(hidden, eps=1e-12)

    def forward(self, x, mask):
        """x [n, tokens, hidden]; mask [n, tokens], True where there is a token."""
        n, tokens, hidden = x.shape
        split = lambda y: y.view(n, tokens, self.heads, -1).transpose(1, 2)
        met = F.scaled_dot_product_attention(split(self.query(x)), split(self.key(x)), split(self.value(x)),
                                             attn_mask=mask[:, None, None, :])
        x = self.attention_norm(x + self.output(met.transpose(1, 2).reshape(n, tokens, hidden)))
        return self.ffn_norm(x + self.down(F.gelu(self.up(x))))

    def load(self, teacher, i):
        """Takes the teacher's layer i."""
        h, f = teacher.hidden, teacher.ffn
        with torch.no_grad():
            for name, part, columns in (("query", "q", h), ("key", "k", h), ("value", "v", h), ("output", "ao", h),
                                        ("up", "fi", h), ("down", "fo", f)):
                linear = getattr(self, name)
                linear.weight.copy_(torch.from_numpy(teacher.matrix(f"l{i}.{part}.w", columns)))
                linear.bias.copy_(torch.from_numpy(teacher.floats(f"l{i}.{part}.b")))
            for name, part in (("attention_norm", "aln"), ("ffn_norm", "oln")):
                norm = getattr(self, name)
                norm.weight.copy_(torch.from_numpy(teacher.floats(f"l{i}.{part}.w")))
                norm.bias.copy_(torch.from_numpy(teacher.floats(f"l{i}.{part}.b")))
        return self


class Trunk(nn.Module):
    """Embeddings of the kept pieces and the teacher's first layers, all as they are."""

    def __init__(self, teacher, keep, layers):
        super().__init__()
        _, rows = teacher.embedding_rows(keep)
        positions = teacher.floats("emb.pos").reshape(-1, teacher.hidden) + teacher.floats("emb.type")[: teacher.hidden]
        self.words = nn.Embedding.from_pretrained(torch.from_numpy(rows))
        self.positions = nn.Parameter(torch.from_numpy(positions).float())
        self.norm = nn.LayerNorm(teacher.hidden, eps=1e-12)
        with torch.no_grad():
            self.norm.weight.copy_(torch.from_numpy(teacher.floats("emb.ln.w")))
            self.norm.bias.copy_(torch.from_numpy(teacher.floats("emb.ln.b")))
        self.layers = nn.ModuleList(Layer(teacher.hidden, teacher.heads, teacher.ffn).load(teacher, i) for i in range(layers))
        self.requires_grad_(False)

    def forward(self, ids, mask):
        """The states after each layer, the embeddings first."""
        x = self.norm(self.words(ids) + self.positions[: ids.shape[1]])
        states = [x]
        for layer in self.layers:
            x = layer(x, mask)
            states.append(x)
        return states


GLANCE, POOLED = 64, 128  # dimensions of a word's vector, of a text's


class Heads(nn.Module):
    """The layers above the trunk, which every text goes through for a glance and a question with a passage for reading."""

    def __init__(self, teacher, trunk):
        super().__init__()
        hidden = teacher.hidden
        self.layers = nn.ModuleList(Layer(hidden, teacher.heads, teacher.ffn).load(teacher, i) for i in range(trunk, teacher.layers))
        self.project, self.pool = nn.Linear(hidden, GLANCE), nn.Linear(hidden, POOLED)
        self.weight = nn.Linear(hidden, 1)
        self.english, self.english_pool = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)  # towards MiniLM; do not ship
        self.segment = nn.Parameter(torch.zeros(2, hidden))
        self.answer, self.sentence = nn.Linear(hidden, 1), nn.Linear(hidden, 1)
        self.word_scale, self.pool_scale = nn.Parameter(torch.tensor(20.0)), nn.Parameter(torch.tensor(20.0))

    def glance(self, states, mask, words):
        """Word vectors [n, words, 64] with a mask and weights, pooled vectors [n, 128], and the words' states."""
        x = states
        for layer in self.layers:
            x = layer(x, mask)
        n, _, hidden = x.shape
        count = max(1, int(words.max()) + 1)
        slot = torch.where(words >= 0, words, count) + torch.arange(n)[:, None] * (count + 1)
        sums = torch.zeros(n * (count + 1), hidden).index_add(0, slot.flatten(), x.flatten(0, 1))
        size = torch.zeros(n * (count + 1)).index_add(0, slot.flatten(), torch.ones(slot.numel()))
        mean = (sums / size.clamp(min=1)[:, None]).view(n, count + 1, hidden)[:, :count]
        there = size.view(n, count + 1)[:, :count] > 0
        pooled = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return dict(words=F.normalize(self.project(mean), dim=-1), there=there, weight=torch.sigmoid(self.weight(mean)[..., 0]) * there,
                    pooled=F.normalize(self.pool(pooled), dim=-1), states=mean, mean=pooled)

    def read(self, question, question_mask, passage, passage_mask):
        """A logit that the passage answers, and one for each of the passage's tokens that it is where. The first is the sum of
        the evidence of the tokens (log-sum-exp) and of what the question's first token says."""
        x = torch.cat([question + self.segment[0], passage + self.segment[1]], 1)
        mask = torch.cat([question_mask, passage_mask], 1)
        for layer in self.layers:
            x = layer(x, mask)
        tokens = self.sentence(x[:, question.shape[1]:])[..., 0]
        evidence = tokens.masked_fill(~passage_mask, -1e4).logsumexp(-1)
        return self.answer(x[:, 0])[:, 0] + evidence, tokens


def late(questions, passages):
    """Late interaction, every question with every passage: the mean over the question's words, by weight, of the cosine with
    the passage's nearest word."""
    near = torch.einsum("aid,bjd->abij", questions["words"], passages["words"])
    near = near.masked_fill(~passages["there"][None, :, None, :], -1).amax(-1)
    weight = questions["weight"][:, None, :]
    return (near * weight).sum(-1) / weight.sum(-1).clamp(min=1e-6)
