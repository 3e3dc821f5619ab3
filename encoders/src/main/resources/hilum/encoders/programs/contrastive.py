# Contrastive objectives over vectors (n, dimension) of any length; they are brought to unit length here.
def unit(x: Tensor) -> Tensor:
  return x / torch.linalg_vector_norm(x, 2, [-1], True)

# Cosine similarities times a scale: (queries, documents).
def scores(queries: Tensor, documents: Tensor, scale: Tensor) -> Tensor:
  return torch.matmul(__torch__.contrastive.unit(queries), __torch__.contrastive.unit(documents).t()) * scale

# allowed: (queries, documents), false = never counted against the query. Label of query i: document i.
def cross_entropy(scores: Tensor, allowed: Tensor) -> Tensor:
  target = torch.arange(scores.size(0), device=scores.device)
  return torch.cross_entropy_loss(scores.masked_fill(allowed.logical_not(), -inf), target)

# Supervised contrastive loss, query to document only; documents: the positives in the order of the queries, then negatives.
def hard_negative(queries: Tensor, documents: Tensor, allowed: Tensor, scale: float) -> Tensor:
  s = __torch__.contrastive.scores(queries, documents, torch.full([], scale, dtype=queries.dtype, device=queries.device))
  return __torch__.contrastive.cross_entropy(s, allowed)

# Scores of images and texts: cosines times exp(log_scale); raw: products of the vectors as they are times log_scale itself,
# as the authors' released code trains.
def similarities(images: Tensor, texts: Tensor, log_scale: Tensor, raw: bool) -> Tensor:
  if raw:
    s = torch.matmul(images, texts.t()) * log_scale
  else:
    s = __torch__.contrastive.scores(images, texts, log_scale.exp())
  return s

# Symmetric InfoNCE of image and text vectors, pairs on the diagonal; log_scale is learnt.
def symmetric(images: Tensor, texts: Tensor, allowed: Tensor, log_scale: Tensor, raw: bool=False) -> Tensor:
  s = __torch__.contrastive.similarities(images, texts, log_scale, raw)
  return (__torch__.contrastive.cross_entropy(s, allowed) + __torch__.contrastive.cross_entropy(s.t(), allowed.t())) / 2
