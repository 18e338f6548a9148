"""The network: a trunk that every text goes through alone, and a reader that goes on with a question and a passage together."""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import parametrize

# Sixteen bits where the processor multiplies them: where it does not they are ten times as slow as 32.
MATRICES_OF_16_BITS = torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()
LINEARS, NORMS = ("query", "key", "value", "output", "up", "down"), ("attention_norm", "ffn_norm")


def quickly():
    """A context in which matrices are multiplied in 16 bits, where that is quicker."""
    return torch.autocast("cpu", torch.bfloat16, enabled=MATRICES_OF_16_BITS)


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
        alike = split(self.query(x) * (hidden // self.heads) ** -0.5) @ split(self.key(x)).transpose(-1, -2)
        alike = alike + ~mask[:, None, None, :] * alike.new_tensor(-1e4)  # by hand: at our lengths four times as quick backwards
        met = alike.softmax(-1) @ split(self.value(x))
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
    """The teacher's first layers as they are, on the embeddings of the kept pieces."""

    def __init__(self, teacher, rows, layers):
        super().__init__()
        positions = teacher.floats("emb.pos").reshape(-1, teacher.hidden) + teacher.floats("emb.type")[: teacher.hidden]
        self.words = nn.Embedding.from_pretrained(rows)
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


class Glance(nn.Module):
    """What makes vectors of the last states of a text."""

    def __init__(self, hidden=384):
        super().__init__()
        self.project, self.pool, self.weight = nn.Linear(hidden, GLANCE), nn.Linear(hidden, POOLED), nn.Linear(hidden, 1)
        self.word_scale, self.pool_scale = nn.Parameter(torch.tensor(20.0)), nn.Parameter(torch.tensor(20.0))

    def forward(self, states, there, mean):
        """Word vectors [n, words, 64] and their weights, and pooled vectors [n, 128], of the states of words [n, words, hidden],
        which of them there are, and the mean state of each text."""
        return dict(words=F.normalize(self.project(states), dim=-1), there=there,
                    weight=torch.sigmoid(self.weight(states)[..., 0]) * there, pooled=F.normalize(self.pool(mean), dim=-1))


class Crumbs(nn.Module):
    """What training changed of a weight, in two bits a number and a scale for 32 of them, added to the weight as it was (compare
    Liu et al. 2024, BitDelta). Learned straight through."""

    def __init__(self, weight):
        super().__init__()
        self.register_buffer("before", weight.detach().clone())

    @staticmethod
    def rounded(change):
        blocks = change.reshape(-1, 32)
        scale = (blocks.square().mean(1, keepdim=True).sqrt() * 0.9957).half().float()  # the best of four even steps for a Gaussian
        steps = (blocks / scale.clamp(min=1e-8)).floor().clamp(-2, 1)
        return steps, scale

    def forward(self, change):
        steps, scale = self.rounded(change)
        rounded = ((steps + 0.5) * scale).reshape(change.shape)
        return self.before + change + (rounded - change).detach()

    def right_inverse(self, weight):
        return weight - self.before


class Narrow(nn.Module):
    """What training changed of a weight, as the product of two narrow matrices (Hu et al. 2021, LoRA), added to the weight as it was."""

    RANK = 24

    def __init__(self, weight):
        super().__init__()
        outputs, inputs = weight.shape
        self.down = nn.Parameter(torch.randn(self.RANK, inputs) * inputs ** -0.5)
        self.up = nn.Parameter(torch.zeros(self.RANK, outputs))

    def forward(self, weight):
        return weight.detach() + self.up.T @ self.down


def inner(mask, first=1):
    """The tokens of a text's own: without those that begin every text, as many as first, and the one that ends it."""
    inside = mask.clone()
    inside[:, :first] = False
    return inside.scatter(1, (mask.sum(1) - 1)[:, None], False)


class Reader(nn.Module):
    """The layers that a question and a passage go through together, after each has gone through the trunk alone. They begin as
    those of the glance; change is the class of what training changes in them, first how many tokens begin every text."""

    def __init__(self, layers, change=Crumbs, first=1, hidden=384):
        super().__init__()
        self.first = first
        self.layers = nn.ModuleList()
        for theirs in layers:
            layer = Layer(hidden, theirs.heads, theirs.up.out_features)
            with torch.no_grad():
                for name in LINEARS + NORMS:
                    for part in ("weight", "bias"):
                        getattr(getattr(layer, name), part).copy_(getattr(getattr(theirs, name), part))
            for name in LINEARS:
                parametrize.register_parametrization(getattr(layer, name), "weight", change(getattr(layer, name).weight))
                getattr(layer, name).parametrizations.weight.original.requires_grad_(change is Crumbs)
            self.layers.append(layer)
        self.segment = nn.Parameter(torch.zeros(2, hidden))
        self.met = nn.Parameter(torch.randn(2, hidden) * 0.1)
        self.register_buffer("usual", torch.zeros(hidden))  # the mean of the last states
        self.answer, self.sentence = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def meeting(self, question, question_mask, passage, passage_mask):
        """For each token the cosine of its last state with the nearest of the other text: what means the same need not be learned
        (compare the aligned embeddings of Chen et al. 2017, DrQA)."""
        q, p = F.normalize(question - self.usual, dim=-1), F.normalize(passage - self.usual, dim=-1)
        near = q @ p.transpose(1, 2)
        near = near.masked_fill(~(inner(question_mask, self.first)[:, :, None] & inner(passage_mask, self.first)[:, None, :]), 0)
        return near.amax(2).clamp(min=0), near.amax(1).clamp(min=0)

    def forward(self, question, passage):
        """Of questions and passages, each as (trunk states, last states, mask): a logit that the passage answers, and one for each of
        the passage's tokens that it is where. The first is the sum of the evidence of the tokens (log-sum-exp) and of what the
        question's first token says."""
        (q, q_last, q_mask), (p, p_last, p_mask) = question, passage
        of_question, of_passage = self.meeting(q_last, q_mask, p_last, p_mask)
        x = torch.cat([q + self.segment[0] + of_question[..., None] * self.met[0],
                       p + self.segment[1] + of_passage[..., None] * self.met[1]], 1)
        mask = torch.cat([q_mask, p_mask], 1)
        for layer in self.layers:
            x = layer(x, mask)
        tokens = self.sentence(x[:, q.shape[1]:])[..., 0].float()
        evidence = tokens.masked_fill(~p_mask, -1e4).logsumexp(-1)
        return self.answer(x[:, 0])[:, 0].float() + evidence, tokens


def late(questions, passages):
    """Late interaction, every question with every passage: the mean over the question's words, by weight, of the cosine with
    the passage's nearest word."""
    near = torch.einsum("aid,bjd->abij", questions["words"], passages["words"])
    near = near.masked_fill(~passages["there"][None, :, None, :], -1).amax(-1)
    weight = questions["weight"][:, None, :]
    return (near * weight).sum(-1) / weight.sum(-1).clamp(min=1e-6)
