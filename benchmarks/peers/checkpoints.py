"""Proof that what Hilum exports is what transformers and peft load.

    hilum models import MODEL --version v [--adapter ADAPTER] && hilum models export v OUT
    python checkpoints.py MODEL OUT [--adapter ADAPTER]

Loads both folders with transformers and, with --adapter, both adapters with peft. Every weight must be equal to the bit,
nothing missing and nothing unexpected, and the last states of a few tokens must be equal too.
"""

import argparse
import sys

import torch
from transformers import AutoModel


def load(folder):
    model, report = AutoModel.from_pretrained(folder, dtype="auto", output_loading_info=True)
    wrong = {
        kind: sorted(report[kind])
        for kind in ("missing_keys", "unexpected_keys", "mismatched_keys")
        # A head or pooler that the model class hasn't, and the latents of latent attention, may lie beside.
        if any(not str(name).startswith(("lm_head", "latent_attn", "pooler", "cls")) for name in report[kind])
    }
    if wrong:
        sys.exit(f"{folder} is not loaded whole: {wrong}")
    return model.eval()


def adapted(model, folder):
    import warnings

    from peft import PeftModel

    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*missing adapter keys.*")
        return PeftModel.from_pretrained(model, folder).eval()


def same(what, expected, found):
    if expected.keys() != found.keys():
        sys.exit(f"{what}: names differ: {sorted(expected.keys() ^ found.keys())[:12]}")
    for name, tensor in expected.items():
        if tensor.dtype != found[name].dtype or not torch.equal(tensor, found[name]):
            sys.exit(f"{what}: {name} differs")
    print(f"{what}: {len(expected)} tensors equal")


def states(model):
    ids = torch.arange(1, 12)[None]
    with torch.inference_mode():
        return model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("original")
    parser.add_argument("exported")
    parser.add_argument("--adapter", help="the adapter as it was before the import")
    arguments = parser.parse_args()

    original, exported = load(arguments.original), load(arguments.exported)
    same("weights", original.state_dict(), exported.state_dict())
    before = states(original)
    if not torch.equal(before, states(exported)):
        sys.exit("states differ")
    if arguments.adapter:
        original = adapted(original, arguments.adapter)
        exported = adapted(exported, f"{arguments.exported}/adapter")
        same("adapter", original.state_dict(), exported.state_dict())
        after = states(exported)
        if not torch.equal(states(original), after):
            sys.exit("states with the adapter differ")
        if torch.equal(before, after):
            sys.exit("the adapter changes nothing")
    print("states equal")


if __name__ == "__main__":
    main()
