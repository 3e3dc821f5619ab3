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

  # Means over the real tokens (n, hidden) of several groups of texts, each padded for itself, one after another.
  def embed(self, w: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor]) -> Tensor:
    packed = __torch__.linear.pack(w, __torch__.bert.linear_names(self.layers))
    parts: List[Tensor] = []
    for i, ok in zip(ids, valid):
      parts.append(__torch__.pooling.mean(__torch__.bert.states(packed, i, ok, self.layers, self.heads, self.eps, self.dropout), ok))
    return torch.cat(parts)

  # The first group holds the queries, the second their positives in the same order, the others hard negatives.
  def loss(self, w: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor], allowed: Tensor) -> Tensor:
    vectors = self.embed(w, ids, valid)
    queries = ids[0].size(0)
    return __torch__.contrastive.hard_negative(vectors[:queries], vectors[queries:], allowed, self.scale)

  # Loss and the gradients of all weights it depends on.
  def gradients(self, w: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor], allowed: Tensor, seed: int) -> Tuple[Tensor, Dict[str, Tensor]]:
    torch.manual_seed(seed)
    with __torch__.autograd.enable_grad():
      leaves = __torch__.autograd.leaves(w)
      loss = self.loss(leaves, ids, valid, allowed)
      gradients = __torch__.autograd.gradients(loss, leaves)
    return loss.detach(), gradients

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
