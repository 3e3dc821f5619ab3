# The layers of llama.py with weights packed for inference: norms folded into the projections that follow, queries, keys and
# values in one product, and, in float32, the pairs of dimensions that turn together beside each other, so that a turn is
# one complex product. Attention scores do not depend on the order of dimensions that queries and keys share.
def folded(w: Dict[str, Tensor], name: str, norm: Tensor) -> Tensor:
  weight = w[name + '.weight']
  return (weight.to(6) * norm.to(6)).to(weight.dtype)

# Rows (heads * dim): the first half of each head's rows between those of the second.
def interleaved(weight: Tensor, dim: int) -> Tensor:
  if weight.dtype == 6:
    weight = weight.view(-1, 2, dim // 2, weight.size(1)).transpose(1, 2).reshape(weight.size(0), weight.size(1))
  return weight

# The same dict with those layers that it has packed.
def pack(w: Dict[str, Tensor], m: __torch__.llama.Model) -> Dict[str, Tensor]:
  out: Dict[str, Tensor] = {}
  layers: List[int] = []
  for i in range(m.layers):
    if 'layers.{}.input_layernorm.weight'.format(i) in w:
      layers.append(i)
  for key, value in w.items():
    if not key.startswith('layers.'):
      out[key] = value
  for i in layers:
    name = 'layers.{}.'.format(i)
    norm = w[name + 'input_layernorm.weight']
    q = __torch__.llama_packed.interleaved(__torch__.llama_packed.folded(w, name + 'self_attn.q_proj', norm), m.head_dim)
    k = __torch__.llama_packed.interleaved(__torch__.llama_packed.folded(w, name + 'self_attn.k_proj', norm), m.head_dim)
    v = __torch__.llama_packed.folded(w, name + 'self_attn.v_proj', norm)
    out[name + 'qkv.weight'] = torch.cat([q, k, v])
    out[name + 'o.weight'] = w[name + 'self_attn.o_proj.weight']
    norm = w[name + 'post_attention_layernorm.weight']
    out[name + 'gate.weight'] = __torch__.llama_packed.folded(w, name + 'mlp.gate_proj', norm)
    out[name + 'up.weight'] = __torch__.llama_packed.folded(w, name + 'mlp.up_proj', norm)
    out[name + 'down.weight'] = w[name + 'mlp.down_proj.weight']
  return out

def linear_names(layers: int) -> List[str]:
  names: List[str] = []
  for i in range(layers):
    for part in ['qkv', 'o', 'gate', 'up', 'down']:
      names.append('layers.{}.{}'.format(i, part))
  return names

def norm(x: Tensor, eps: float) -> Tensor:
  if x.dtype == 6:
    square = torch.linalg_vector_norm(x, 2, [-1], True).square_()
    y = x * square.div_(x.size(-1)).add_(eps).rsqrt_()
  else:
    y = torch.rms_norm(x, [x.size(-1)], None, eps)
  return y

# What turns queries and keys: complex (tokens, 1, dim / 2) in float32, else cosines and sines (tokens, 1, dim).
def turns(m: __torch__.llama.Model, tokens: int, like: Tensor) -> List[Tensor]:
  cos, sin = __torch__.llama.rotary(m, tokens, like)
  cos, sin = cos[:, None], sin[:, None]
  if like.dtype == 6:
    half = m.head_dim // 2
    return [torch.complex(cos[..., :half].contiguous(), sin[..., :half].contiguous())]
  return [cos, sin]

# x: (batch, tokens, heads, dim)
def turned(x: Tensor, turns: List[Tensor]) -> Tensor:
  if len(turns) == 1:
    pairs = torch.view_as_complex(x.view(x.size(0), x.size(1), x.size(2), -1, 2))
    return torch.view_as_real(pairs.mul_(turns[0])).flatten(-2)
  return __torch__.llama.rotate(x, turns[0], turns[1])

def layer(x: Tensor, w: Dict[str, Tensor], i: int, mask: Optional[Tensor], turns: List[Tensor], m: __torch__.llama.Model) -> Tensor:
  name = 'layers.{}.'.format(i)
  batch, tokens, together = x.size(0), x.size(1), m.heads // m.kv_heads
  y = __torch__.linear.apply_without_bias(__torch__.llama_packed.norm(x, m.eps), w, name + 'qkv')
  y = y.view(batch, tokens, m.heads + 2 * m.kv_heads, m.head_dim)
  v = y[:, :, m.heads + m.kv_heads:].transpose(1, 2)
  y = __torch__.llama_packed.turned(y[:, :, :m.heads + m.kv_heads], turns)
  q, k = y[:, :, :m.heads].transpose(1, 2), y[:, :, m.heads:].transpose(1, 2)
  if together > 1 and m.causal:
    k = k.repeat_interleave(together, 1)
    v = v.repeat_interleave(together, 1)
  elif together > 1:
    # Without order among the keys, the query heads of one key-value head are as good as more tokens of one head.
    q = q.reshape(batch, m.kv_heads, together * tokens, m.head_dim)
  y = torch.scaled_dot_product_attention(q, k, v, mask, 0.0, m.causal)
  y = y.reshape(batch, m.heads, tokens, m.head_dim).transpose(1, 2).reshape(batch, tokens, -1)
  x = __torch__.linear.add(x, y, w, name + 'o')
  y = __torch__.llama_packed.norm(x, m.eps)
  y = __torch__.linear.swiglu(y, w, name + 'gate', name + 'up')
  return __torch__.linear.add(x, y, w, name + 'down')

# What comes out of each layer, before the last norm.
def layers(w: Dict[str, Tensor], ids: Tensor, valid: Tensor, m: __torch__.llama.Model, all: bool) -> List[Tensor]:
  x = __torch__.llama.embedded(w, ids)
  turns = __torch__.llama_packed.turns(m, ids.size(1), x)
  mask = __torch__.llama.key_mask(valid, m)
  out: List[Tensor] = []
  for i in range(m.layers):
    x = __torch__.llama_packed.layer(x, w, i, mask, turns, m)
    if all or i == m.layers - 1:
      out.append(x)
  return out

def states(w: Dict[str, Tensor], ids: Tensor, valid: Tensor, m: __torch__.llama.Model) -> Tensor:
  return __torch__.llama.norm(__torch__.llama_packed.layers(w, ids, valid, m, False)[0], w, 'norm', m.eps)
