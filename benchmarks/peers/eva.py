"""EVA-02 image tower in plain PyTorch, for inference: one product for queries, keys and values, SDPA, tables made once."""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn


class Block(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.qkv = nn.Linear(width, 3 * width)
        self.inner_attn_ln = nn.LayerNorm(width, eps=1e-6)
        self.proj = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.w1 = nn.Linear(width, hidden)
        self.w2 = nn.Linear(width, hidden)
        self.ffn_ln = nn.LayerNorm(hidden, eps=1e-6)
        self.w3 = nn.Linear(hidden, width)

    def forward(self, x, cos, sin):
        batch, tokens, width = x.shape
        qkv = self.qkv(self.norm1(x)).view(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        q = q * cos + turned(q) * sin
        k = k * cos + turned(k) * sin
        y = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, tokens, width)
        x = x + self.proj(self.inner_attn_ln(y))
        y = self.norm2(x)
        return x + self.w3(self.ffn_ln(F.silu(self.w1(y)) * self.w2(y)))


def turned(x):
    return torch.stack((-x[..., 1::2], x[..., ::2]), -1).flatten(-2)


class Eva(nn.Module):
    def __init__(self, config):
        super().__init__()
        vision = config["vision_cfg"]
        width, patch, head = vision["width"], vision["patch_size"], vision["head_width"]
        grid = vision["image_size"] // patch
        self.patch_embed = nn.Conv2d(3, width, patch, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, grid * grid + 1, width))
        hidden = int(width * vision["mlp_ratio"])
        self.blocks = nn.ModuleList(Block(width, width // head, hidden) for _ in range(vision["layers"]))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, config["embed_dim"])
        half = head // 2
        frequency = 10000.0 ** (-torch.arange(0, half, 2).float() / half)
        turn = torch.outer(torch.arange(grid) / grid * vision["pt_hw_seq_len"], frequency).repeat_interleave(2, -1)
        angle = torch.cat((turn[:, None].expand(-1, grid, -1), turn[None].expand(grid, -1, -1)), -1)
        # The class token has no place: an angle of 0.
        angle = torch.cat((torch.zeros(1, head), angle.reshape(grid * grid, head)))
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)

    def forward(self, pixels):
        x = self.patch_embed(pixels).flatten(2).transpose(1, 2)
        x = torch.cat((self.cls_token.expand(len(x), -1, -1), x), 1) + self.pos_embed
        for block in self.blocks:
            x = block(x, self.cos, self.sin)
        return self.head(self.norm(x[:, 0]))


def load(folder, dtype=torch.float32):
    """The tower of a folder with config.json and model.safetensors in the authors' names."""
    folder = Path(folder)
    weights = load_file(folder / "model.safetensors")
    named = {}
    for name, value in weights.items():
        name = name.removeprefix("visual.")
        if name.startswith("rope.") or ".rope." in name:
            continue
        name = name.replace("patch_embed.proj", "patch_embed").replace(".mlp.", ".").replace(".attn.", ".")
        named[name] = value
    model = Eva(json.loads((folder / "config.json").read_text()))
    for i in range(len(model.blocks)):
        block = f"blocks.{i}."
        q, k, v = (named.pop(f"{block}{part}_proj.weight") for part in "qkv")
        named[block + "qkv.weight"] = torch.cat((q, k, v))
        qb = named.pop(block + "q_proj.bias") if block + "q_proj.bias" in named else named.pop(block + "q_bias")
        vb = named.pop(block + "v_proj.bias") if block + "v_proj.bias" in named else named.pop(block + "v_bias")
        named[block + "qkv.bias"] = torch.cat((qb, torch.zeros_like(qb), vb))
    model.load_state_dict(named)
    return model.eval().to(dtype)


if __name__ == "__main__":
    # eva.py GOLDEN: holds this file against recorded features.
    import sys

    for case in ("base", "other-grid"):
        folder = Path(sys.argv[1]) / "eva-tiny" / case
        cases = load_file(folder / "cases.safetensors")
        pixels = next(v for k, v in cases.items() if k.endswith("image"))
        expected = next(v for k, v in cases.items() if k.endswith("features"))
        with torch.inference_mode():
            difference = (load(folder)(pixels) - expected).abs().max().item()
        print(case, difference)
        assert difference < 2e-5
