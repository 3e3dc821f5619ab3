# The BERT text tower, inference only.
class BertTower(Module):
  training : bool
  layers : int
  heads : int
  eps : float
  causal : bool
  pooling : int
  latent_heads : int
  unit : bool
  attached : bool

  # Vectors (batch, dimension) in float32.
  def embed(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor, pooled: Tensor) -> Tensor:
    return __torch__.pooling.vectors(self.states(w, ids, valid), w, valid, pooled, self.pooling, self.latent_heads, self.unit)

  def states(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor) -> Tensor:
    return __torch__.bert_packed.states(w, ids, valid, self.layers, self.heads, self.eps)

  def embeddings(self, w: Dict[str, Tensor], ids: Tensor) -> Tensor:
    return __torch__.bert.embeddings(w, ids, self.eps)

  # The weights as the methods above take them; once, after loading.
  def pack(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    names = __torch__.bert_packed.linear_names(self.layers)
    names.extend(__torch__.pooling.linear_names())
    return __torch__.linear.pack(__torch__.pooling.prepare(__torch__.bert_packed.pack(__torch__.merging.merged(w), self.layers), self.latent_heads), names)
