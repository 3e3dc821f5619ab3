# Llama: pre-norm RMSNorm, rotary embedding by halves, grouped-query attention, SwiGLU, no biases. Weights have the names
# of LlamaModel. ids: (batch, tokens) int64, right-padded, so that positions count from the first real token in every row;
# valid: (batch, tokens), true = real token; states: (batch, tokens, hidden). What padded rows hold is noise.
# A projection whose weights have name.lora_A.weight (rank, in) and name.lora_B.weight (out, rank) beside them has LoRA.
class Model(NamedTuple):
  layers : int
  heads : int
  kv_heads : int
  head_dim : int
  eps : float
  theta : float
  factor : float
  low : float
  high : float
  original : float
  causal : bool
  lora_scale : float
  lora_dropout : float

def norm(x: Tensor, w: Dict[str, Tensor], name: str, eps: float) -> Tensor:
  return torch.rms_norm(x, [x.size(-1)], w[name + '.weight'], eps)

def project(x: Tensor, w: Dict[str, Tensor], name: str, m: __torch__.llama.Model) -> Tensor:
  return __torch__.linear.adapted(x, w, name, m.lora_scale, m.lora_dropout)

# Turns per token of each pair of dimensions: (head_dim / 2), float32. original > 0: llama3 scaling, which slows waves
# longer than original / low by factor, leaves those shorter than original / high, and blends between.
def frequencies(m: __torch__.llama.Model, device: Device) -> Tensor:
  f = 1.0 / torch.pow(m.theta, torch.arange(0, m.head_dim, 2, dtype=6, device=device) / m.head_dim)
  if m.original > 0:
    wave = 6.283185307179586 / f
    s = ((m.original / wave - m.low) / (m.high - m.low)).clamp(0, 1)
    f = (1 - s) * f / m.factor + s * f
  return f

# Cosines and sines of all positions: two (tokens, head_dim), the two halves alike.
def rotary(m: __torch__.llama.Model, tokens: int, like: Tensor) -> Tuple[Tensor, Tensor]:
  angle = torch.outer(torch.arange(tokens, dtype=6, device=like.device), __torch__.llama.frequencies(m, like.device))
  angle = torch.cat([angle, angle], -1)
  return angle.cos().to(like.dtype), angle.sin().to(like.dtype)

# x: (batch, heads, tokens, head_dim); the result has the type of the turns.
def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  a, b = x.chunk(2, -1)
  return x * cos + torch.cat([-b, a], -1) * sin

# Which keys count, (batch, 1, 1, tokens); None = all. Causal attention needs none: padding comes after every real token.
def key_mask(valid: Tensor, m: __torch__.llama.Model) -> Optional[Tensor]:
  mask: Optional[Tensor] = None
  if not m.causal and not bool(valid.all()):
    mask = valid[:, None, None, :]
  return mask

def heads_apart(x: Tensor, heads: int) -> Tensor:
  return x.view(x.size(0), x.size(1), heads, -1).transpose(1, 2)

# Each key-value head serves heads / kv_heads neighbouring query heads.
def attention(x: Tensor, w: Dict[str, Tensor], name: str, mask: Optional[Tensor], cos: Tensor, sin: Tensor,
              m: __torch__.llama.Model) -> Tensor:
  q = __torch__.llama.heads_apart(__torch__.llama.project(x, w, name + '.q_proj', m), m.heads)
  k = __torch__.llama.heads_apart(__torch__.llama.project(x, w, name + '.k_proj', m), m.kv_heads)
  v = __torch__.llama.heads_apart(__torch__.llama.project(x, w, name + '.v_proj', m), m.kv_heads).to(cos.dtype)
  q = __torch__.llama.rotate(q, cos, sin)
  k = __torch__.llama.rotate(k, cos, sin)
  together = m.heads // m.kv_heads
  if together > 1 and m.causal:
    k = k.repeat_interleave(together, 1)
    v = v.repeat_interleave(together, 1)
  elif together > 1:
    # Without order among the keys, the query heads of one key-value head are as good as more tokens of one head.
    q = q.reshape(x.size(0), m.kv_heads, together * x.size(1), m.head_dim)
  y = torch.scaled_dot_product_attention(q, k, v, mask, 0.0, m.causal)
  y = y.reshape(x.size(0), m.heads, x.size(1), m.head_dim).transpose(1, 2).reshape(x.size(0), x.size(1), -1)
  return __torch__.llama.project(y, w, name + '.o_proj', m)

def mlp(x: Tensor, w: Dict[str, Tensor], name: str, m: __torch__.llama.Model) -> Tensor:
  gate = torch.silu(__torch__.llama.project(x, w, name + '.gate_proj', m))
  return __torch__.llama.project(gate * __torch__.llama.project(x, w, name + '.up_proj', m), w, name + '.down_proj', m)

def layer(x: Tensor, w: Dict[str, Tensor], i: int, mask: Optional[Tensor], cos: Tensor, sin: Tensor,
          m: __torch__.llama.Model) -> Tensor:
  name = 'layers.{}.'.format(i)
  y = __torch__.llama.norm(x, w, name + 'input_layernorm', m.eps)
  x = x + __torch__.llama.attention(y, w, name + 'self_attn', mask, cos, sin, m)
  y = __torch__.llama.norm(x, w, name + 'post_attention_layernorm', m.eps)
  return x + __torch__.llama.mlp(y, w, name + 'mlp', m)

def embedded(w: Dict[str, Tensor], ids: Tensor) -> Tensor:
  return torch.embedding(w['embed_tokens.weight'], ids)

# What comes out of each layer, before the last norm.
def layers(w: Dict[str, Tensor], ids: Tensor, valid: Tensor, m: __torch__.llama.Model) -> List[Tensor]:
  x = __torch__.llama.embedded(w, ids)
  cos, sin = __torch__.llama.rotary(m, ids.size(1), x)
  mask = __torch__.llama.key_mask(valid, m)
  out: List[Tensor] = []
  for i in range(m.layers):
    x = __torch__.llama.layer(x, w, i, mask, cos, sin, m)
    out.append(x)
  return out

# The last states, after the last norm.
def states(w: Dict[str, Tensor], ids: Tensor, valid: Tensor, m: __torch__.llama.Model) -> Tensor:
  x = __torch__.llama.embedded(w, ids)
  cos, sin = __torch__.llama.rotary(m, ids.size(1), x)
  mask = __torch__.llama.key_mask(valid, m)
  for i in range(m.layers):
    x = __torch__.llama.layer(x, w, i, mask, cos, sin, m)
  return __torch__.llama.norm(x, w, 'norm', m.eps)

# Scores of the next token (..., vocabulary) in float32, from states; the embedding serves as head where there is none.
def logits(w: Dict[str, Tensor], states: Tensor) -> Tensor:
  head = w['embed_tokens.weight']
  if 'lm_head.weight' in w:
    head = w['lm_head.weight']
  return torch.linear(states, head).to(torch.promote_types(states.dtype, 6))

# The linear layers, in the order in which they run.
def linear_names(layers: int) -> List[str]:
  names: List[str] = []
  for i in range(layers):
    for part in ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj', 'self_attn.o_proj', 'mlp.gate_proj', 'mlp.up_proj', 'mlp.down_proj']:
      names.append('layers.{}.{}'.format(i, part))
  return names
