# Linear layers as in linear_plain, by oneDNN: bias and activation fused, weights packed once. No gradients, CPU only.
def apply(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, w[name + '.weight'], w[name + '.bias'], 'none', [], 'none')

def gelu(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, w[name + '.weight'], w[name + '.bias'], 'gelu', [], 'none')

def apply_without_bias(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, w[name + '.weight'], None, 'none', [], 'none')

# Without bias, and with what LoRA adds where the weights have it.
def adapted(x: Tensor, w: Dict[str, Tensor], name: str, scale: float, dropout: float) -> Tensor:
  y = __torch__.linear.apply_without_bias(x, w, name)
  if name + '.lora_A.weight' in w:
    y = y + __torch__.lora.change(x, w, name, scale, dropout).to(y.dtype)
  return y

# The same dict with the weights of those named layers that it has in oneDNN's own layout.
def pack(w: Dict[str, Tensor], names: List[str]) -> Dict[str, Tensor]:
  packed = w.copy()
  for name in names:
    if name + '.weight' in w:
      packed[name + '.weight'] = ops.mkldnn._reorder_linear_weight(w[name + '.weight'])
  return packed

# The layer added to what it is given, in one pass.
def add(residual: Tensor, x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, residual, w[name + '.weight'], __torch__.linear.bias(w, name), 'add')

# silu(gate) * up, of two layers, in two passes.
def swiglu(x: Tensor, w: Dict[str, Tensor], gate: str, up: str) -> Tensor:
  y = ops.mkldnn._linear_pointwise(x, w[gate + '.weight'], __torch__.linear.bias(w, gate), 'swish', [], 'none')
  return ops.mkldnn._linear_pointwise(x, y, w[up + '.weight'], __torch__.linear.bias(w, up), 'mul')

def bias(w: Dict[str, Tensor], name: str) -> Optional[Tensor]:
  b: Optional[Tensor] = None
  if name + '.bias' in w:
    b = w[name + '.bias']
  return b
