"""The network for all languages: multilingual-e5-small with the pieces and embeddings that ship."""

import prepare
from model import Trunk
from teacher import Teacher
from vocabulary import choose


class E5(Trunk):
    trunk, first = 8, 3  # layers that each text goes through alone before it is read with another; tokens before a text's own
    all_languages = True

    def __init__(self, path, tables, shipped):
        teacher = Teacher(path)
        keep = choose(teacher, tables, prepare.VOCABULARY)
        super().__init__(teacher, shipped.codes("embed.words"), teacher.layers)
        self.cutter = prepare.tokenizer(teacher, keep)

    def cut(self, text, question):
        """Ids and the (start, end) of each in text; the prefix and <s> before and </s> behind stand nowhere."""
        ids, _, spans = prepare.cut(self.cutter, text, question)
        return ids, [(0, 0)] + [s if s[0] >= 0 else (0, 0) for s in spans] + [(0, 0)]
