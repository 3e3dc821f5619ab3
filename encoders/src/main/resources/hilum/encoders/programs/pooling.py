# From token states to one vector per text. x: (batch, tokens, hidden), right-padded; valid: (batch, tokens), true = real
# token; chosen: (batch, tokens), true = pooled.
def mean(x: Tensor, chosen: Tensor) -> Tensor:
  wide = torch.promote_types(x.dtype, 6)
  weight = chosen.to(wide)[..., None]
  return (x.to(wide) * weight).sum(1) / weight.sum(1)

# The state of the last real token.
def last(x: Tensor, valid: Tensor) -> Tensor:
  row = torch.arange(x.size(0), device=x.device)
  return x[row, valid.sum(1) - 1].to(torch.promote_types(x.dtype, 6))

def unit(x: Tensor) -> Tensor:
  return x / torch.linalg_vector_norm(x, 2, [-1], True)

# The weights of latent attention as attended() takes them: keys and values follow from the latents alone, (heads, latents,
# hidden / heads) each.
def prepare(w: Dict[str, Tensor], heads: int) -> Dict[str, Tensor]:
  out = w.copy()
  if 'latent_attn.latents' in w:
    latents = w['latent_attn.latents']
    weights = w['latent_attn.multihead_attn.in_proj_weight'].chunk(3)
    biases = w['latent_attn.multihead_attn.in_proj_bias'].chunk(3)
    out['latent_attn.query.weight'] = weights[0]
    out['latent_attn.query.bias'] = biases[0]
    out['latent_attn.keys'] = torch.linear(latents, weights[1], biases[1]).view(latents.size(0), heads, -1).transpose(0, 1)
    out['latent_attn.values'] = torch.linear(latents, weights[2], biases[2]).view(latents.size(0), heads, -1).transpose(0, 1)
  return out

def linear_names() -> List[str]:
  return ['latent_attn.query', 'latent_attn.multihead_attn.out_proj', 'latent_attn.mlp.0', 'latent_attn.mlp.2']

# Tokens (n, hidden) of any texts as queries over the latents, (n, hidden).
def attended(x: Tensor, w: Dict[str, Tensor], heads: int) -> Tensor:
  q = __torch__.linear.apply(x, w, 'latent_attn.query').view(x.size(0), heads, -1).transpose(0, 1)
  y = torch.scaled_dot_product_attention(q[None], w['latent_attn.keys'][None], w['latent_attn.values'][None])
  y = y[0].transpose(0, 1).reshape(x.size(0), -1)
  return __torch__.linear.apply(y, w, 'latent_attn.multihead_attn.out_proj')

# Attention over the latents, Linear-GELU-Linear, mean. Pooled tokens only; the last layer comes after the mean, with which
# it commutes.
def latent_attention(x: Tensor, w: Dict[str, Tensor], chosen: Tensor, heads: int) -> Tensor:
  y = __torch__.linear.gelu(__torch__.pooling.attended(x[chosen], w, heads), w, 'latent_attn.mlp.0')
  sums = torch.zeros([x.size(0), y.size(-1)], dtype=torch.promote_types(x.dtype, 6), device=x.device)
  sums.index_add_(0, chosen.nonzero()[:, 0], y.to(sums.dtype))
  y = sums / chosen.sum(1, True).to(sums.dtype)
  return __torch__.linear.apply(y.to(x.dtype), w, 'latent_attn.mlp.2').to(sums.dtype)

# kind: 0 mean, 1 last real token, 2 latent attention.
def pooled(x: Tensor, w: Dict[str, Tensor], valid: Tensor, chosen: Tensor, kind: int, latent_heads: int) -> Tensor:
  if kind == 0:
    y = __torch__.pooling.mean(x, chosen)
  elif kind == 1:
    y = __torch__.pooling.last(x, valid)
  else:
    y = __torch__.pooling.latent_attention(x, w, chosen, latent_heads)
  return y

# LayerNorm (eps 1e-5) and Linear, where the weights have them.
def projected(y: Tensor, w: Dict[str, Tensor]) -> Tensor:
  if 'text.projection.0.weight' in w:
    weight = w['text.projection.0.weight']
    y = torch.layer_norm(y.to(weight.dtype), [y.size(-1)], weight, w['text.projection.0.bias'], 1e-5)
    y = torch.linear(y, w['text.projection.1.weight'], w['text.projection.1.bias'])
  return y

# Vectors in float32, of unit length where asked.
def vectors(x: Tensor, w: Dict[str, Tensor], valid: Tensor, chosen: Tensor, kind: int, latent_heads: int, unit: bool) -> Tensor:
  y = __torch__.pooling.projected(__torch__.pooling.pooled(x, w, valid, chosen, kind, latent_heads), w)
  if unit:
    y = __torch__.pooling.unit(y)
  return y
