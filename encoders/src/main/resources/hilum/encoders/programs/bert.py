# BERT: post-norm, exact GELU, learned positions from 0, token type 0. Weights have their Hugging Face names.
# ids: (batch, tokens) int64, right-padded; valid: (batch, tokens), true = real token; states: (batch, tokens, hidden).
def norm(x: Tensor, w: Dict[str, Tensor], name: str, eps: float) -> Tensor:
  return torch.layer_norm(x, [x.size(-1)], w[name + '.weight'], w[name + '.bias'], eps)

# dropout: share of values left out while training, where the original model leaves them out; 0 = inference.
def embeddings(w: Dict[str, Tensor], ids: Tensor, eps: float, dropout: float=0.0) -> Tensor:
  x = torch.embedding(w['embeddings.word_embeddings.weight'], ids)
  x = x + w['embeddings.position_embeddings.weight'][:ids.size(1)] + w['embeddings.token_type_embeddings.weight'][0]
  return torch.dropout(__torch__.bert.norm(x, w, 'embeddings.LayerNorm', eps), dropout, dropout > 0)

def heads_apart(x: Tensor, heads: int) -> Tensor:
  return x.view(x.size(0), x.size(1), heads, -1).transpose(1, 2)

def layer(x: Tensor, w: Dict[str, Tensor], i: int, mask: Tensor, heads: int, eps: float, dropout: float=0.0) -> Tensor:
  name = 'encoder.layer.{}.'.format(i)
  q = __torch__.bert.heads_apart(__torch__.linear.apply(x, w, name + 'attention.self.query').to(x.dtype), heads)
  k = __torch__.bert.heads_apart(__torch__.linear.apply(x, w, name + 'attention.self.key').to(x.dtype), heads)
  v = __torch__.bert.heads_apart(__torch__.linear.apply(x, w, name + 'attention.self.value').to(x.dtype), heads)
  y = torch.scaled_dot_product_attention(q, k, v, mask, dropout).transpose(1, 2).reshape(x.size(0), x.size(1), -1)
  y = torch.dropout(__torch__.linear.apply(y, w, name + 'attention.output.dense'), dropout, dropout > 0)
  x = __torch__.bert.norm(x + y, w, name + 'attention.output.LayerNorm', eps)
  y = __torch__.linear.gelu(x, w, name + 'intermediate.dense')
  y = torch.dropout(__torch__.linear.apply(y, w, name + 'output.dense'), dropout, dropout > 0)
  return __torch__.bert.norm(x + y, w, name + 'output.LayerNorm', eps)

def states(w: Dict[str, Tensor], ids: Tensor, valid: Tensor, layers: int, heads: int, eps: float,
           dropout: float=0.0) -> Tensor:
  x = __torch__.bert.embeddings(w, ids, eps, dropout)
  mask = valid[:, None, None, :]
  for i in range(layers):
    x = __torch__.bert.layer(x, w, i, mask, heads, eps, dropout)
  return x

# The linear layers, in the order in which they run.
def linear_names(layers: int) -> List[str]:
  names: List[str] = []
  for i in range(layers):
    for part in ['attention.self.query', 'attention.self.key', 'attention.self.value', 'attention.output.dense', 'intermediate.dense', 'output.dense']:
      names.append('encoder.layer.{}.{}'.format(i, part))
  return names
