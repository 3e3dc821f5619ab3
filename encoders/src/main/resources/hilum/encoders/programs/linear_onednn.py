# Linear layers as in linear_plain, by oneDNN: bias and activation fused, weights packed once. No gradients, CPU only.
def apply(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, w[name + '.weight'], w[name + '.bias'], 'none', [], 'none')

def gelu(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, w[name + '.weight'], w[name + '.bias'], 'gelu', [], 'none')

def apply_without_bias(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, w[name + '.weight'], None, 'none', [], 'none')

# The same dict with the weights of those named layers that it has in oneDNN's own layout.
def pack(w: Dict[str, Tensor], names: List[str]) -> Dict[str, Tensor]:
  packed = w.copy()
  for name in names:
    if name + '.weight' in w:
      packed[name + '.weight'] = ops.mkldnn._reorder_linear_weight(w[name + '.weight'])
  return packed

def silu_without_bias(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, w[name + '.weight'], None, 'swish', [], 'none')

def times(x: Tensor, w: Dict[str, Tensor], name: str, by: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, by, w[name + '.weight'], None, 'mul')

def plus(x: Tensor, w: Dict[str, Tensor], name: str, to: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, to, w[name + '.weight'], None, 'add')
