# EVA-02 vision transformer: pre-norm, SwiGLU, a LayerNorm inside attention and inside the MLP, two-dimensional rotary
# embedding on the patch tokens, class token. Weights have the authors' names, less their prefix 'visual.'.
# pixels: (batch, 3, rows * patch, columns * patch); states: (batch, 1 + rows * columns, width), class token first.
def norm(x: Tensor, w: Dict[str, Tensor], name: str) -> Tensor:
  return torch.layer_norm(x, [x.size(-1)], w[name + '.weight'], w[name + '.bias'], 1e-6)

# Tokens with their learned positions.
def embedded(w: Dict[str, Tensor], pixels: Tensor, patch: int) -> Tensor:
  x = torch.conv2d(pixels.to(w['cls_token'].dtype), w['patch_embed.proj.weight'], w['patch_embed.proj.bias'], [patch, patch])
  x = x.flatten(2).transpose(1, 2)
  return torch.cat([w['cls_token'].expand(x.size(0), -1, -1), x], 1) + w['pos_embed']

# Angles of each patch: half of a head's dimensions turn with the row, half with the column, two neighbours alike. The
# grid is laid over the one of pretraining, so the table fits any image size. Returns two (rows * columns, dim).
def rotary(grid: int, pretrained_grid: int, dim: int, like: Tensor) -> Tuple[Tensor, Tensor]:
  half = dim // 2
  frequency = torch.pow(10000.0, -torch.arange(0, half, 2, dtype=6, device=like.device) / half)
  place = torch.arange(grid, dtype=6, device=like.device) / grid * pretrained_grid
  turn = torch.outer(place, frequency).repeat_interleave(2, -1)
  angle = torch.cat([turn[:, None].expand(-1, grid, -1), turn[None].expand(grid, -1, -1)], -1).reshape(grid * grid, dim)
  return angle.cos().to(like.dtype), angle.sin().to(like.dtype)

# One turn for each pair of neighbours and token, as complex numbers (1 + rows * columns, 1, dim / 2). The class token has no
# place and is not turned.
def turns(cos: Tensor, sin: Tensor) -> Tensor:
  wide = torch.promote_types(cos.dtype, 6)
  turn = torch.complex(cos[:, ::2].to(wide), sin[:, ::2].to(wide))
  return torch.cat([torch.ones_like(turn[:1]), turn])[:, None]

# x: (batch, tokens, ..., heads, dim), each pair of neighbours multiplied by its turn.
def rotate(x: Tensor, turn: Tensor) -> Tensor:
  pairs = torch.view_as_complex(x.to(torch.promote_types(x.dtype, 6)).unflatten(-1, [-1, 2]))
  return torch.view_as_real(pairs * turn).flatten(-2).to(x.dtype)

# Queries, keys and values (batch, tokens, heads, dim) apart; one product where prepare() has joined their weights.
def attention(y: Tensor, w: Dict[str, Tensor], name: str, heads: int, turn: Tensor) -> Tensor:
  if name + 'qkv.weight' in w:
    qkv = __torch__.linear.apply(y, w, name + 'qkv').unflatten(-1, [3, heads, -1])
    v = qkv[:, :, 2]
    qk = __torch__.eva.rotate(qkv[:, :, :2], turn[:, None])
    q = qk[:, :, 0]
    k = qk[:, :, 1]
  else:
    v = __torch__.linear.apply(y, w, name + 'v_proj').unflatten(-1, [heads, -1])
    q = __torch__.eva.rotate(__torch__.linear.apply(y, w, name + 'q_proj').unflatten(-1, [heads, -1]), turn)
    k = __torch__.eva.rotate(__torch__.linear.apply_without_bias(y, w, name + 'k_proj').unflatten(-1, [heads, -1]), turn)
  y = torch.scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))
  return y.transpose(1, 2).flatten(2)

# cos, sin: what rotary() gives.
def block(x: Tensor, w: Dict[str, Tensor], i: int, heads: int, cos: Tensor, sin: Tensor) -> Tensor:
  return __torch__.eva.turned_block(x, w, i, heads, __torch__.eva.turns(cos, sin))

def turned_block(x: Tensor, w: Dict[str, Tensor], i: int, heads: int, turn: Tensor) -> Tensor:
  name = 'blocks.{}.'.format(i)
  y = __torch__.eva.norm(x, w, name + 'norm1')
  y = __torch__.eva.attention(y, w, name + 'attn.', heads, turn)
  y = __torch__.eva.norm(y, w, name + 'attn.inner_attn_ln')
  x = __torch__.linear.add(x, y, w, name + 'attn.proj')
  y = __torch__.eva.norm(x, w, name + 'norm2')
  y = __torch__.linear.swiglu(y, w, name + 'mlp.w1', name + 'mlp.w2')
  y = __torch__.eva.norm(y, w, name + 'mlp.ffn_ln')
  return __torch__.linear.add(x, y, w, name + 'mlp.w3')

# The class token after the last norm: (batch, width).
def class_token(w: Dict[str, Tensor], pixels: Tensor, layers: int, heads: int, patch: int, pretrained_grid: int) -> Tensor:
  x = __torch__.eva.embedded(w, pixels, patch)
  cos, sin = __torch__.eva.rotary(pixels.size(2) // patch, pretrained_grid, x.size(-1) // heads, x)
  turn = __torch__.eva.turns(cos, sin)
  for i in range(layers):
    x = __torch__.eva.turned_block(x, w, i, heads, turn)
  return __torch__.eva.norm(x[:, 0], w, 'norm')

# Features before normalisation, in float32: (batch, dimension).
def features(w: Dict[str, Tensor], pixels: Tensor, layers: int, heads: int, patch: int, pretrained_grid: int) -> Tensor:
  x = __torch__.eva.class_token(w, pixels, layers, heads, patch, pretrained_grid)
  return __torch__.linear.apply(x, w, 'head').to(torch.promote_types(x.dtype, 6))

# The linear layers, in the order in which they run; queries, keys and values joined or apart.
def linear_names(layers: int) -> List[str]:
  names: List[str] = []
  for i in range(layers):
    for part in ['attn.qkv', 'attn.q_proj', 'attn.k_proj', 'attn.v_proj', 'attn.proj', 'mlp.w1', 'mlp.w2', 'mlp.w3']:
      names.append('blocks.{}.{}'.format(i, part))
  names.append('head')
  return names

# The same weights with those of queries, keys and values joined, as far as they are there: for inference.
def prepare(w: Dict[str, Tensor], layers: int) -> Dict[str, Tensor]:
  out = w.copy()
  for i in range(layers):
    name = 'blocks.{}.attn.'.format(i)
    if name + 'q_proj.weight' in w:
      q = w[name + 'q_proj.bias']
      out[name + 'qkv.weight'] = torch.cat([w[name + 'q_proj.weight'], w[name + 'k_proj.weight'], w[name + 'v_proj.weight']])
      out[name + 'qkv.bias'] = torch.cat([q, torch.zeros_like(q), w[name + 'v_proj.bias']])
      for part in ['q_proj.weight', 'q_proj.bias', 'k_proj.weight', 'v_proj.weight', 'v_proj.bias']:
        out.pop(name + part)
  return out

# Positions (1, 1 + grid * grid, width) laid over another grid; the class token's stays.
def resized(positions: Tensor, grid: int) -> Tensor:
  patches = positions[:, 1:]
  side = int(torch.round(torch.sqrt(torch.tensor(float(patches.size(1))))))
  square = patches.transpose(1, 2).unflatten(-1, [side, side])
  square = torch.upsample_bicubic2d(square, [grid, grid], False)
  return torch.cat([positions[:, :1], square.flatten(2).transpose(1, 2)], 1)
