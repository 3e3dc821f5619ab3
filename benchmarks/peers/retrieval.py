"""Findings to impression from plain vectors, computed a second time and under more rules than the stream's.

    hilum follow cxr.studies.v1 --from earliest --limit N --json > studies.jsonl
    retrieval.py texts studies.jsonl > held-out.jsonl
    hilum encode --model .hilum/demo/artifacts/models/V --texts held-out.jsonl --out V.safetensors
    retrieval.py score studies.jsonl V.safetensors ...

Right is the own impression only (strict), any impression of the same text (white space collapsed, as Hilum's measure), or
any of the same words (lower case, letters and digits only). `unseen` are the queries whose impression's words stand in no
study that may train. Baselines: TF-IDF and the commonest impressions of the studies that may train.
"""

import hashlib
import json
import math
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from safetensors import safe_open

CUTS = (1, 5, 10)


def studies(path):
    newest = {}
    for line in Path(path).read_text().splitlines():
        value = json.loads(line)["value"]
        if value:
            newest[value["studyId"]] = value
    return newest


def held_out(study):
    return int.from_bytes(hashlib.sha256(study.encode()).digest()[:8], "big") % 5 == 0


def same_text(text):
    return " ".join(text.split())


def same_words(text):
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def both(newest):
    """Held-out studies with findings and impression, in the order of their ids."""
    return [newest[s] for s in sorted(newest) if held_out(s) and newest[s]["findings"] and newest[s]["impression"]]


def recall(scores, right):
    """Mean probability that a right candidate is among the first k, ties broken at random."""
    hits = {k: [] for k in CUTS}
    for row, mine in zip(scores.astype(np.float32), right):
        best = row[mine].max()
        better = int((row[~mine] > best).sum())
        tied = int((row[~mine] == best).sum())
        own = int((row[mine] == best).sum())
        for k in CUTS:
            seats = min(max(k - better, 0), tied + own)
            hits[k].append(1 - math.comb(tied, seats) / math.comb(tied + own, seats))
    return {k: np.array(v) for k, v in hits.items()}


def tf_idf(train, queries, answers):
    texts = [t for s in train for t in (s["findings"], s["impression"]) if t]
    words = lambda text: Counter(same_words(text).split())
    df = Counter(w for t in texts for w in words(t))
    idf = lambda w: 1 + math.log((1 + len(texts)) / (1 + df[w]))

    def vector(text):
        weights = {w: (1 + math.log(n)) * idf(w) for w, n in words(text).items()}
        length = math.sqrt(sum(v * v for v in weights.values())) or 1
        return {w: v / length for w, v in weights.items()}

    q, a = [vector(t) for t in queries], [vector(t) for t in answers]
    return np.array([[sum(v * y.get(w, 0) for w, v in x.items()) for y in a] for x in q])


def score(newest, files):
    asked = both(newest)
    train = [s for i, s in sorted(newest.items()) if not held_out(i)]
    findings, impressions = [s["findings"] for s in asked], [s["impression"] for s in asked]
    n = len(asked)
    rights = {"strict": np.eye(n, dtype=bool)}
    for name, key in (("same text", same_text), ("same words", same_words)):
        keys = np.array([key(t) for t in impressions])
        rights[name] = keys[:, None] == keys[None, :]
    known = {same_words(s["impression"]) for s in train if s["impression"]}
    unseen = np.array([same_words(t) not in known for t in impressions])
    often = Counter(same_text(s["impression"]) for s in train if s["impression"])
    rows = {
        "TF-IDF": tf_idf(train, findings, impressions),
        "commonest": np.tile([often[same_text(t)] for t in impressions], (n, 1)),
    }
    for file in files:
        with safe_open(file, "np") as tensors:
            vectors = tensors.get_tensor("vectors")
            at = {name: i for i, name in enumerate(json.loads(tensors.metadata()["ids"]))}
        pick = lambda part: vectors[[at[f"{s['studyId']}/{part}"] for s in asked]].astype(np.float64)
        rows[Path(file).stem] = pick("findings") @ pick("impression").T
    print(f"{n} queries, {int(unseen.sum())} of them with an unseen impression")
    print("| model | " + " | ".join(f"{rule} R@1 / 5 / 10" for rule in rights) + " | unseen, same words R@1 / 5 / 10 |")
    print("|---" * (len(rights) + 2) + "|")
    for name, scores in rows.items():
        cells = []
        for rule, right in rights.items():
            hits = recall(scores, right)
            cells.append(" / ".join(f"{hits[k].mean():.3f}" for k in CUTS))
        cells.append(" / ".join(f"{hits[k][unseen].mean():.3f}" for k in CUTS))
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    what, source, *rest = sys.argv[1:]
    newest = studies(source)
    if what == "texts":
        for study in both(newest):
            for part in ("findings", "impression"):
                print(json.dumps({"id": f"{study['studyId']}/{part}", "text": study[part]}))
    else:
        score(newest, rest)
