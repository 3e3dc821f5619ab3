# Linear layers y = x W' + b of named weights (name.weight, name.bias), differentiable.
def apply(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.linear(x, w[name + '.weight'], w[name + '.bias'])

# The layer followed by the exact (erf) GELU.
def gelu(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.gelu(torch.linear(x, w[name + '.weight'], w[name + '.bias']))

def apply_without_bias(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.linear(x, w[name + '.weight'])

# Without bias, and with what LoRA adds where the weights have it.
def adapted(x: Tensor, w: Dict[str, Tensor], name: str, scale: float, dropout: float) -> Tensor:
  y = __torch__.linear.apply_without_bias(x, w, name)
  if name + '.lora_A.weight' in w:
    y = y + __torch__.lora.change(x, w, name, scale, dropout).to(y.dtype)
  return y

# The weights in the form that the functions above take: here as they are.
def pack(w: Dict[str, Tensor], names: List[str]) -> Dict[str, Tensor]:
  return w

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
  return torch.linear(x, w[name + '.weight'], b)
