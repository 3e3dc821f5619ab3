# Linear layers as in linear_plain that training cuts out of autograd's graph: with gradients on, an output is a leaf, and
# the dict of weights keeps what the way back needs (see tape). So the products may be any, oneDNN's too, no weight gradient
# is computed for frozen weights, and a layer that runs again need not repeat its products.
# Keys in the dict: tape.y.NAME the output, kept by the way there where 'tape.keep' is in it; tape.leaf.NAME the output as
# leaf, tape.x.NAME the input in the graph, tape.mask.NAME the dropout before LoRA. With 'tape.off' in it nothing is cut.
def output(x: Tensor, z: Tensor, w: Dict[str, Tensor], name: str, bias: bool, scale: float) -> Tensor:
  b: Optional[Tensor] = None
  if bias:
    b = w[name + '.bias'].detach()
  y = __torch__.product.forward(x, w[name + '.weight'], b)
  if name + '.lora_A.weight' in w:
    u = __torch__.product.forward(z, w[name + '.lora_A.weight'].detach()) * scale
    y = y + __torch__.product.forward(u, w[name + '.lora_B.weight'].detach())
  return __torch__.product.kept(y)

def cut(x: Tensor, w: Dict[str, Tensor], name: str, bias: bool, scale: float, dropout: float) -> Tensor:
  with __torch__.autograd.no_grad():
    z = x.detach()
    if dropout > 0 and name + '.lora_A.weight' in w:
      mask = torch.empty_like(z).bernoulli_(1 - dropout).div_(1 - dropout)
      z = z * mask
      w['tape.mask.' + name] = mask
    if 'tape.y.' + name in w:
      y = w['tape.y.' + name]
    else:
      y = __torch__.linear.output(x.detach(), z, w, name, bias, scale)
    if 'tape.keep' in w:
      w['tape.y.' + name] = y
  if torch.is_grad_enabled():
    y = y.detach().requires_grad_(True)
    w['tape.x.' + name] = x
    w['tape.leaf.' + name] = y
    w['tape.scale.' + name] = torch.full([], scale, dtype=x.dtype, device=x.device)
  return y

def whole(x: Tensor, w: Dict[str, Tensor], name: str, bias: bool) -> Tensor:
  weight = __torch__.product.prepared(w[name + '.weight'])
  b: Optional[Tensor] = None
  if bias:
    b = w[name + '.bias'].to(weight.dtype)
  return torch.linear(x.to(weight.dtype), weight, b).to(x.dtype)

def apply(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  if 'tape.off' in w:
    return __torch__.linear.whole(x, w, name, True)
  return __torch__.linear.cut(x, w, name, True, 1.0, 0.0)

def gelu(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.gelu(__torch__.linear.apply(x, w, name))

def apply_without_bias(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  if 'tape.off' in w:
    return __torch__.linear.whole(x, w, name, False)
  return __torch__.linear.cut(x, w, name, False, 1.0, 0.0)

def adapted(x: Tensor, w: Dict[str, Tensor], name: str, scale: float, dropout: float) -> Tensor:
  return __torch__.linear.cut(x, w, name, False, scale, dropout)

def pack(w: Dict[str, Tensor], names: List[str]) -> Dict[str, Tensor]:
  packed = w.copy()
  for name in names:
    packed[name + '.weight'] = __torch__.product.prepared(w[name + '.weight'])
  return packed

def optional(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  if name + '.bias' in w:
    y = __torch__.linear.apply(x, w, name)
  else:
    y = __torch__.linear.apply_without_bias(x, w, name)
  return y

# The layer added to what it is given.
def add(residual: Tensor, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return residual + __torch__.linear.optional(x, w, name)

# silu(gate) * up, of two layers.
def swiglu(x: Tensor, w: Dict[str, Tensor], gate: str, up: str) -> Tensor:
  return torch.silu(__torch__.linear.optional(x, w, gate)) * __torch__.linear.optional(x, w, up)
