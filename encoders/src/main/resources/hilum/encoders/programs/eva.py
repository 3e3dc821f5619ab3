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

# The class token has no place and is not turned. x: (batch, heads, tokens, dim)
def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  patches = x[:, :, 1:]
  turned = torch.stack([-patches[..., 1::2], patches[..., ::2]], -1).flatten(-2)
  return torch.cat([x[:, :, :1], patches * cos + turned * sin], 2)

def heads_apart(x: Tensor, heads: int) -> Tensor:
  return x.view(x.size(0), x.size(1), heads, -1).transpose(1, 2)

def block(x: Tensor, w: Dict[str, Tensor], i: int, heads: int, cos: Tensor, sin: Tensor) -> Tensor:
  name = 'blocks.{}.'.format(i)
  y = __torch__.eva.norm(x, w, name + 'norm1')
  q = __torch__.eva.heads_apart(__torch__.linear.apply(y, w, name + 'attn.q_proj'), heads)
  k = __torch__.eva.heads_apart(__torch__.linear.apply_without_bias(y, w, name + 'attn.k_proj'), heads)
  v = __torch__.eva.heads_apart(__torch__.linear.apply(y, w, name + 'attn.v_proj'), heads)
  q = __torch__.eva.rotate(q, cos, sin)
  k = __torch__.eva.rotate(k, cos, sin)
  y = torch.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.size(0), x.size(1), -1)
  y = __torch__.eva.norm(y, w, name + 'attn.inner_attn_ln')
  x = x + __torch__.linear.apply(y, w, name + 'attn.proj')
  y = __torch__.eva.norm(x, w, name + 'norm2')
  y = torch.silu(__torch__.linear.apply(y, w, name + 'mlp.w1')) * __torch__.linear.apply(y, w, name + 'mlp.w2')
  y = __torch__.eva.norm(y, w, name + 'mlp.ffn_ln')
  return x + __torch__.linear.apply(y, w, name + 'mlp.w3')

# The class token after the last norm: (batch, width).
def class_token(w: Dict[str, Tensor], pixels: Tensor, layers: int, heads: int, patch: int, pretrained_grid: int) -> Tensor:
  x = __torch__.eva.embedded(w, pixels, patch)
  cos, sin = __torch__.eva.rotary(pixels.size(2) // patch, pretrained_grid, x.size(-1) // heads, x)
  for i in range(layers):
    x = __torch__.eva.block(x, w, i, heads, cos, sin)
  return __torch__.eva.norm(x[:, 0], w, 'norm')

# Features before normalisation, in float32: (batch, dimension).
def features(w: Dict[str, Tensor], pixels: Tensor, layers: int, heads: int, patch: int, pretrained_grid: int) -> Tensor:
  x = __torch__.eva.class_token(w, pixels, layers, heads, patch, pretrained_grid)
  return __torch__.linear.apply(x, w, 'head').to(torch.promote_types(x.dtype, 6))

# The linear layers, in the order in which they run.
def linear_names(layers: int) -> List[str]:
  names: List[str] = []
  for i in range(layers):
    for part in ['attn.q_proj', 'attn.k_proj', 'attn.v_proj', 'attn.proj', 'mlp.w1', 'mlp.w2', 'mlp.w3']:
      names.append('blocks.{}.{}'.format(i, part))
  names.append('head')
  return names
