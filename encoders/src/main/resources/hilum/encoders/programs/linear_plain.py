# Linear layers y = x W' + b of named weights (name.weight, name.bias), differentiable.
def apply(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.linear(x, w[name + '.weight'], w[name + '.bias'])

# The layer followed by the exact (erf) GELU.
def gelu(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.gelu(torch.linear(x, w[name + '.weight'], w[name + '.bias']))

def apply_without_bias(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.linear(x, w[name + '.weight'])

# The weights in the form that the functions above take: here as they are.
def pack(w: Dict[str, Tensor], names: List[str]) -> Dict[str, Tensor]:
  return w

# Without bias, followed by SiLU, by a product with by, or by a sum with to.
def silu_without_bias(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.silu(torch.linear(x, w[name + '.weight']))

def times(x: Tensor, w: Dict[str, Tensor], name: str, by: Tensor) -> Tensor:
  return torch.linear(x, w[name + '.weight']) * by

def plus(x: Tensor, w: Dict[str, Tensor], name: str, to: Tensor) -> Tensor:
  return torch.linear(x, w[name + '.weight']) + to
