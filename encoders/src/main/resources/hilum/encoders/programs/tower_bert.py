# A BERT text tower as training runs it; tower_objectives continues the class.
class Tower(Module):
  training : bool
  layers : int
  heads : int
  eps : float
  causal : bool
  pooling : int
  latent_heads : int
  dropout : float
  lora_scale : float
  lora_dropout : float

  # States before the first layer.
  def first(self, w: Dict[str, Tensor], ids: Tensor) -> Tensor:
    return __torch__.bert.embeddings(w, ids, self.eps, self.dropout)

  # What all layers share: the mask.
  def around(self, x: Tensor, valid: Tensor) -> List[Tensor]:
    return [valid[:, None, None, :]]

  def layer(self, x: Tensor, w: Dict[str, Tensor], i: int, around: List[Tensor]) -> Tensor:
    return __torch__.bert.layer(x, w, i, around[0], self.heads, self.eps, self.dropout)

  # What comes after the last layer: nothing.
  def last(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return x

  def head(self) -> str:
    return 'embeddings.word_embeddings'

  # The linear layers of all layers, in the order in which they run.
  def cuts(self) -> List[str]:
    return __torch__.bert.linear_names(self.layers)

