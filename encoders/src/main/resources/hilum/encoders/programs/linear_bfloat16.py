# Linear layers as in linear_plain with products in bfloat16: what training uses on a CPU that has them. Masters,
# gradients of masters and everything between the layers stay float32; a weight is rounded once a step, in pack.
def apply(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.linear(x.to(15), w[name + '.weight'], w[name + '.bias']).to(6)

def gelu(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.gelu(torch.linear(x.to(15), w[name + '.weight'], w[name + '.bias'])).to(6)

def apply_without_bias(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.linear(x.to(15), w[name + '.weight']).to(6)

# Without bias, and with what LoRA adds where the weights have it.
def adapted(x: Tensor, w: Dict[str, Tensor], name: str, scale: float, dropout: float) -> Tensor:
  y = __torch__.linear.apply_without_bias(x, w, name)
  if name + '.lora_A.weight' in w:
    y = y + __torch__.lora.change(x, w, name, scale, dropout).to(y.dtype)
  return y

# The same dict with those named layers that it has in bfloat16; gradients flow back to what was given.
def pack(w: Dict[str, Tensor], names: List[str]) -> Dict[str, Tensor]:
  packed = w.copy()
  for name in names:
    if name + '.weight' in w:
      packed[name + '.weight'] = w[name + '.weight'].to(15)
    if name + '.bias' in w:
      packed[name + '.bias'] = w[name + '.bias'].to(15)
  return packed

# The layer added to what it is given.
def add(residual: Tensor, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return residual + __torch__.linear.optional_bias(x, w, name)

# silu(gate) * up, of two layers.
def swiglu(x: Tensor, w: Dict[str, Tensor], gate: str, up: str) -> Tensor:
  return torch.silu(__torch__.linear.optional_bias(x, w, gate)) * __torch__.linear.optional_bias(x, w, up)

def optional_bias(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  b: Optional[Tensor] = None
  if name + '.bias' in w:
    b = w[name + '.bias']
  return torch.linear(x.to(15), w[name + '.weight'], b).to(6)
