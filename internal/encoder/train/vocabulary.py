"""Chooses the pieces that stay: those that the commonest words of our languages are cut into."""

import gzip
import pathlib
import unicodedata

from tokenizer import Tokenizer

SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "TAMIL", "THAI", "HANGUL",
           "HIRAGANA", "KATAKANA", "CJK", "LAO", "KHMER", "MYANMAR", "GEORGIAN", "ARMENIAN")


def script(piece):
    """Whether every letter is of a script we read."""
    return all(unicodedata.name(c, "").startswith(SCRIPTS) for c in piece if c.isalpha() or unicodedata.combining(c))


def words(tables):
    """Words of every table with their share of their language: line b holds the words used 10^(-b/10) of the time."""
    for path in sorted(pathlib.Path(tables).glob("*.txt.gz")):
        code = path.name.split(".")[0]
        for band, line in enumerate(gzip.open(path, "rt", encoding="utf8")):
            for word in line.split():
                yield code, word, 10 ** (-band / 10)


# How much a language's pieces count against the others'. A table of 33,000 pieces for all alike cut French and German words
# into shreds: of questions in another language than their passage .45 had it among the first five; with all pieces .95.
WEIGHT = {"en": 6, "fr": 10, "de": 10, "es": 10, "it": 4, "pt": 4, "nl": 4, "pl": 2, "ru": 2, "tr": 2, "zh": 2, "ar": 2}


ENGLISH = 22_600  # pieces of English words


def choose(teacher, tables, size):
    """Ids of the teacher's pieces to keep, in the teacher's order; the specials come first, as they do there."""
    full = Tokenizer(teacher.pieces, teacher.scores, teacher.normal, teacher.bos, teacher.eos, teacher.unk)
    use = {}
    for code, word, share in words(tables):
        weight = share * WEIGHT.get(code, 1)
        for form, part in ((word, 1), (word.capitalize(), 0.3)):
            for k, _, _ in full.cut(form):
                use[k] = max(use.get(k, 0), weight * part)
    keep = {teacher.bos, teacher.eos, teacher.unk, teacher.pad}
    for k, piece in enumerate(teacher.pieces):
        bare = piece.replace("▁", "")
        of_many = bare and all(unicodedata.name(c, "").startswith(("CJK", "HANGUL", "THAI")) or ord(c) > 0x2000 and not c.isalpha() for c in bare)
        if of_many:
            use.setdefault(k, 10 ** (teacher.scores[k] / 2.3 - 1))  # thousands of letters and signs, and no table of Thai: the pieces' own probability
        elif len(bare) <= 1 and script(piece) or bare.isascii() and len(bare) <= 3 and not bare.isalpha():
            keep.add(k)
    for k in sorted(use, key=use.get, reverse=True):
        if len(keep) >= size:
            break
        keep.add(k)
    return sorted(keep)


def choose_english(tokenizer, tables):
    """Ids of the pieces of MiniLM's that stay: those that the words of the English table are cut into, and what else is ASCII and no
    placeholder, but for the rarest."""
    own, signs = tokenizer.get_vocab(), "’‘“”–—…£€°§×·•"
    keep = {k for p, k in own.items() if p.startswith("[") and not p.startswith("[unused") or p in signs
            or len(p.removeprefix("##")) <= 3 and p.isascii() or p.removeprefix("##")[:4].isdigit()}
    use = {}
    for code, word, share in words(tables):
        if code == "en":
            for p in tokenizer.encode(word, add_special_tokens=False).tokens:
                use[own[p]] = max(use.get(own[p], 0), share)
    keep |= set(sorted(use, key=use.get, reverse=True)[:ENGLISH])
    return sorted(keep)
