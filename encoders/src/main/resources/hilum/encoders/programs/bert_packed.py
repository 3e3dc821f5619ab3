# The layers of bert.py with weights packed for inference: queries, keys and values in one product, what is added to the
# stream added inside the product before it.
def pack(w: Dict[str, Tensor], layers: int) -> Dict[str, Tensor]:
  out = w.copy()
  for i in range(layers):
    name = 'encoder.layer.{}.attention.self.'.format(i)
    if name + 'query.weight' in w:
      for kind in ['.weight', '.bias']:
        out[name + 'qkv' + kind] = torch.cat([w[name + 'query' + kind], w[name + 'key' + kind], w[name + 'value' + kind]])
        for part in ['query', 'key', 'value']:
          out.pop(name + part + kind)
  return out

def linear_names(layers: int) -> List[str]:
  names: List[str] = []
  for i in range(layers):
    for part in ['attention.self.qkv', 'attention.output.dense', 'intermediate.dense', 'output.dense']:
      names.append('encoder.layer.{}.{}'.format(i, part))
  return names

def layer(x: Tensor, w: Dict[str, Tensor], i: int, mask: Optional[Tensor], heads: int, eps: float) -> Tensor:
  name = 'encoder.layer.{}.'.format(i)
  qkv = __torch__.linear.apply(x, w, name + 'attention.self.qkv').view(x.size(0), x.size(1), 3, heads, -1)
  q, k, v = qkv[:, :, 0].transpose(1, 2), qkv[:, :, 1].transpose(1, 2), qkv[:, :, 2].transpose(1, 2)
  y = torch.scaled_dot_product_attention(q, k, v, mask).transpose(1, 2).reshape(x.size(0), x.size(1), -1)
  x = __torch__.linear.add(x, y, w, name + 'attention.output.dense')
  x = __torch__.bert.norm(x, w, name + 'attention.output.LayerNorm', eps)
  y = __torch__.linear.gelu(x, w, name + 'intermediate.dense')
  return __torch__.bert.norm(__torch__.linear.add(x, y, w, name + 'output.dense'), w, name + 'output.LayerNorm', eps)

def states(w: Dict[str, Tensor], ids: Tensor, valid: Tensor, layers: int, heads: int, eps: float) -> Tensor:
  x = __torch__.bert.embeddings(w, ids, eps)
  # Without padding attention needs no mask. As numbers, since a mask of flags would be made into numbers in each layer.
  mask: Optional[Tensor] = None
  if not bool(valid.all()):
    mask = torch.zeros([valid.size(0), 1, 1, valid.size(1)], dtype=x.dtype, device=x.device)
    mask = mask.masked_fill_(torch.logical_not(valid)[:, None, None, :], -float('inf'))
  for i in range(layers):
    x = __torch__.bert_packed.layer(x, w, i, mask, heads, eps)
  return x
