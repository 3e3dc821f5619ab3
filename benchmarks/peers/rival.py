"""One rival of Hilum's encoders, kept alive between rounds so that neither start nor loading counts.

rival.py JOB.json reads its job, says it is ready, then answers one line of JSON to each line of stdin:
  run            does the job once: {"rows": of the result, "seconds": wall, "cpu": processor seconds of the process}
  vectors FILE   does it and writes the vectors (or losses) as little-endian float32
  memory         {"kib": the highest resident size since the job was loaded}
The job: kind, model (folder or file), precision, threads, texts (JSON lines) or pixels (float32) with count and size,
sorted (texts by length or as they came), batch.
"""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("HF_HUB_OFFLINE", "1")
job = json.loads(Path(sys.argv[1]).read_text())
threads = job["threads"]


def texts():
    return [json.loads(line) for line in Path(job["texts"]).read_text().splitlines()]


def batches(lengths):
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i]) if job["sorted"] else range(len(lengths))
    order = list(order)
    return [order[i : i + job["batch"]] for i in range(0, len(order), job["batch"])]


def tokenizer(folder, most=512):
    from tokenizers import Tokenizer

    tokens = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    tokens.no_padding()
    tokens.enable_truncation(most)
    return tokens


def padded(encoded, batch):
    longest = max(len(encoded[i].ids) for i in batch)
    ids = np.zeros((len(batch), longest), dtype=np.int64)
    mask = np.zeros((len(batch), longest), dtype=np.int64)
    for row, i in enumerate(batch):
        ids[row, : len(encoded[i].ids)] = encoded[i].ids
        mask[row, : len(encoded[i].ids)] = 1
    return ids, mask


def pooled(states, mask):
    weight = mask[..., None].astype(states.dtype)
    vectors = (states * weight).sum(1) / weight.sum(1)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def onnxruntime():
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = ort.InferenceSession(job["model"], options, providers=["CPUExecutionProvider"])
    tokens, lines = tokenizer(job["tokenizer"]), texts()

    def run():
        encoded = tokens.encode_batch(lines)
        out = [None] * len(lines)
        for batch in batches([len(e.ids) for e in encoded]):
            ids, mask = padded(encoded, batch)
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            for i, vector in zip(batch, pooled(session.run(None, feed)[0], mask)):
                out[i] = vector
        return np.stack(out)

    return run


def torch_threads():
    import torch

    torch.set_num_threads(threads)
    return torch


def sentence_transformers():
    torch = torch_threads()
    from sentence_transformers import SentenceTransformer, models

    word = models.Transformer(
        job["model"], max_seq_length=512, model_args={"dtype": getattr(torch, job["precision"])}
    )
    pooling = models.Pooling(word.get_word_embedding_dimension(), "mean")
    model = SentenceTransformer(modules=[word, pooling, models.Normalize()], device="cpu")
    lines = texts()
    return lambda: np.asarray(
        model.encode(lines, batch_size=job["batch"], show_progress_bar=False, convert_to_tensor=True).float()
    )


def llama(torch, attention="sdpa"):
    from transformers import AutoConfig, AutoModel

    config = AutoConfig.from_pretrained(job["model"])
    config.is_causal = False
    return AutoModel.from_pretrained(job["model"], config=config, dtype=torch.float32, attn_implementation=attention)


def transformers():
    torch = torch_threads()
    model, tokens, lines = llama(torch).eval().to(getattr(torch, job["precision"])), tokenizer(job["model"]), texts()

    def run():
        encoded = tokens.encode_batch(lines)
        out = [None] * len(lines)
        with torch.inference_mode():
            for batch in batches([len(e.ids) for e in encoded]):
                ids, mask = padded(encoded, batch)
                states = model(torch.from_numpy(ids), attention_mask=torch.from_numpy(mask)).last_hidden_state
                for i, vector in zip(batch, pooled(states.float().numpy(), mask)):
                    out[i] = vector
        return np.stack(out)

    return run


def eva():
    torch = torch_threads()
    import eva as tower

    dtype = getattr(torch, job["precision"])
    model = tower.load(job["model"], dtype)
    size = job["size"]
    pixels = torch.from_numpy(np.fromfile(job["pixels"], dtype="<f4").reshape(job["count"], 3, size, size))

    def run():
        with torch.inference_mode():
            vectors = torch.cat([model(part.to(dtype)).float() for part in pixels.split(job["batch"])])
            return torch.nn.functional.normalize(vectors).numpy()

    return run


def peft():
    torch = torch_threads()
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(1)
    bfloat16 = job["precision"] == "bfloat16"
    model = llama(torch)
    if bfloat16:
        model = model.to(torch.bfloat16)
    config = LoraConfig(r=16, lora_alpha=32, lora_dropout=0.0, target_modules=job["targets"])
    model = get_peft_model(model, config, autocast_adapter_dtype=True)
    weights = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=1e-4, weight_decay=0.01)
    tokens, lines = tokenizer(job["model"], 128), texts()
    encoded = tokens.encode_batch(lines)
    half = len(lines) // 2

    def embed(rows):
        ids, mask = padded(encoded, rows)
        mask = torch.from_numpy(mask)
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            states = model(torch.from_numpy(ids), attention_mask=mask).last_hidden_state
        weight = mask[..., None].float()
        return torch.nn.functional.normalize((states.float() * weight).sum(1) / weight.sum(1))

    def run():
        optimiser.zero_grad()
        scores = embed(range(half)) @ embed(range(half, 2 * half)).T * job["scale"]
        loss = torch.nn.functional.cross_entropy(scores, torch.arange(half))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        return np.array([loss.item()])

    return run


KINDS = {f.__name__: f for f in (onnxruntime, sentence_transformers, transformers, eva, peft)}


def answer(line, run):
    if line == "memory":
        status = Path("/proc/self/status").read_text()
        return {"kib": int(status.split("VmHWM:")[1].split()[0])}
    start, cpu = time.perf_counter(), time.process_time()
    vectors = run()
    done = {"rows": len(vectors), "seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    if line.startswith("vectors "):
        vectors.astype("<f4").tofile(line.removeprefix("vectors "))
    return done


def main():
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no reply
    run = KINDS[job["kind"]]()
    Path("/proc/self/clear_refs").write_text("5")  # the highest resident size starts anew
    print(json.dumps({"ready": True}), file=replies, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(line.strip(), run)), file=replies, flush=True)


main()
