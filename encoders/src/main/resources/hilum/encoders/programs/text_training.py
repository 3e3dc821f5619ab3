# The supervised contrastive step of a BERT text tower: forward, gradients, clipping and AdamW in one call.
class TextTraining(Module):
  training : bool
  layers : int
  heads : int
  eps : float
  scale : float
  dropout : float
  clip : float
  decay : float

  # Means over the real tokens of one group of texts (n, hidden). Dropout follows from the group's seed alone.
  def embed(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor, seed: int) -> Tensor:
    torch.manual_seed(seed)
    packed = __torch__.linear.pack(w, __torch__.bert.linear_names(self.layers))
    return __torch__.pooling.mean(__torch__.bert.states(packed, ids, valid, self.layers, self.heads, self.eps, self.dropout), valid)

  def embed_all(self, w: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor], seed: int) -> Tensor:
    parts: List[Tensor] = []
    for group, texts in enumerate(ids):
      parts.append(self.embed(w, texts, valid[group], seed + group))
    return torch.cat(parts)

  # The groups hold the queries, then their positives in the same order, then hard negatives.
  def contrast(self, vectors: Tensor, queries: int, allowed: Tensor) -> Tensor:
    return __torch__.contrastive.hard_negative(vectors[:queries], vectors[queries:], allowed, self.scale)

  def loss(self, w: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor], allowed: Tensor) -> Tensor:
    return self.contrast(self.embed_all(w, ids, valid, 0), allowed.size(0), allowed)

  # Loss and the gradients of all weights it depends on, with the activations of one group at a time: vectors of all groups
  # without a graph, the gradient of the loss in the vectors, then each group again with it.
  def gradients(self, w: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor], allowed: Tensor, seed: int) -> Tuple[Tensor, Dict[str, Tensor]]:
    vectors = self.embed_all(w, ids, valid, seed)
    with __torch__.autograd.enable_grad():
      vectors = vectors.detach().requires_grad_(True)
      loss = self.contrast(vectors, allowed.size(0), allowed)
      pull = __torch__.autograd.gradients(loss, {'vectors': vectors})['vectors']
    sums: Dict[str, Tensor] = {}
    row = 0
    for group, texts in enumerate(ids):
      with __torch__.autograd.enable_grad():
        leaves = __torch__.autograd.leaves(w)
        part = self.embed(leaves, texts, valid[group], seed + group)
        found = __torch__.autograd.gradients(part, leaves, pull[row:row + texts.size(0)])
      row += texts.size(0)
      for name in found.keys():
        if name in sums:
          sums[name].add_(found[name])
        else:
          sums[name] = found[name]
    return loss.detach(), sums

  def weight_gradients(self, w: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor], allowed: Tensor, seed: int) -> Dict[str, Tensor]:
    loss, gradients = self.gradients(w, ids, valid, allowed, seed)
    return gradients

  # Changes weights and moments in place; returns loss and gradient norm before clipping.
  def step(self, w: Dict[str, Tensor], m: Dict[str, Tensor], v: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor],
           allowed: Tensor, seed: int, step: int, rate: float) -> Tuple[Tensor, Tensor]:
    loss, gradients = self.gradients(w, ids, valid, allowed, seed)
    norm = __torch__.adamw.clip(gradients, self.clip)
    __torch__.adamw.update(w, m, v, gradients, step, rate, self.decay)
    return loss, norm
