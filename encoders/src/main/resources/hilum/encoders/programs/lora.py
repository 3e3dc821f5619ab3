# What LoRA adds to a projection, scale · B (A x), computed in the type of its weights: name.lora_A.weight (rank, in) and
# name.lora_B.weight (out, rank). dropout: share of the inputs left out while training.
def change(x: Tensor, w: Dict[str, Tensor], name: str, scale: float, dropout: float) -> Tensor:
  a = w[name + '.lora_A.weight']
  y = torch.dropout(x, dropout, dropout > 0).to(a.dtype)
  return torch.linear(torch.linear(y, a), w[name + '.lora_B.weight']) * scale
