"""Makes the word tables beside this file from the PyPI package wordfreq 3.1.1 (run: pip install wordfreq; python make.py).

One gzip file a language: the words of one band of frequency on a line, separated by spaces, the commonest band first. Band
b (line b+1) holds the words used at 10^(-b/10) of all words, rounded to the tenth: a word on line 41 is one word in 10,000.
"""
import glob, gzip, io, os, re
import msgpack, wordfreq

LARGE = {"en": 60000, "fr": 40000}
folder = os.path.join(os.path.dirname(wordfreq.__file__), "data")
for path in sorted(glob.glob(os.path.join(folder, "small_*.msgpack.gz"))):
    code = re.search(r"small_(\w+)\.", path).group(1)
    name = {"fil": "tl", "nb": "no", "sh": "hr"}.get(code, code)
    keep = LARGE.get(name, 15000)
    if name in LARGE:
        path = path.replace("small_", "large_")
    bands, kept = {}, 0
    for centibels, words in enumerate(msgpack.unpackb(gzip.open(path).read(), raw=False)[1:]):
        words = [w for w in words if not re.search(r"[\d\s]", w)][: keep - kept]
        bands.setdefault(round(centibels / 10), []).extend(sorted(words))
        kept += len(words)
    text = "\n".join(" ".join(bands.get(b, [])) for b in range(max(bands) + 1))
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as z:
        z.write(text.encode())
    open(f"{name}.txt.gz", "wb").write(out.getvalue())
