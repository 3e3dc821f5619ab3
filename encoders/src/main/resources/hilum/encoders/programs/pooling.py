# From token states to one unit vector per text. x: (batch, tokens, hidden); chosen: (batch, tokens), true = pooled.
def mean(x: Tensor, chosen: Tensor) -> Tensor:
  wide = torch.promote_types(x.dtype, 6)
  weight = chosen.to(wide)[..., None]
  return (x.to(wide) * weight).sum(1) / weight.sum(1)

def unit(x: Tensor) -> Tensor:
  return x / torch.linalg_vector_norm(x, 2, [-1], True)
