# The BERT text tower, inference only.
class BertTower(Module):
  training : bool
  layers : int
  heads : int
  eps : float

  # Unit vectors (batch, hidden) in float32: the mean over the pooled tokens.
  def embed(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor, pooled: Tensor) -> Tensor:
    return __torch__.pooling.unit(self.mean(w, ids, valid, pooled))

  def mean(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor, pooled: Tensor) -> Tensor:
    return __torch__.pooling.mean(self.states(w, ids, valid), pooled)

  def states(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor) -> Tensor:
    return __torch__.bert.states(w, ids, valid, self.layers, self.heads, self.eps)

  def embeddings(self, w: Dict[str, Tensor], ids: Tensor) -> Tensor:
    return __torch__.bert.embeddings(w, ids, self.eps)

  # The weights as the methods above take them; once, after loading.
  def pack(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    return __torch__.linear.pack(w, __torch__.bert.linear_names(self.layers))
