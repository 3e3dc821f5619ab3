# A Llama text tower as training runs it; tower_objectives continues the class.
class Tower(Module):
  training : bool
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
  pooling : int
  latent_heads : int
  dropout : float
  lora_scale : float
  lora_dropout : float

  def model(self) -> __torch__.llama.Model:
    return __torch__.llama.Model(self.layers, self.heads, self.kv_heads, self.head_dim, self.eps, self.theta, self.factor,
                                 self.low, self.high, self.original, self.causal, self.lora_scale, self.lora_dropout)

  # States before the first layer.
  def first(self, w: Dict[str, Tensor], ids: Tensor) -> Tensor:
    return __torch__.llama.embedded(w, ids)

  # What all layers share: turns and mask.
  def around(self, x: Tensor, valid: Tensor) -> List[Tensor]:
    cos, sin = __torch__.llama.rotary(self.model(), x.size(1), x)
    shared = [cos, sin]
    mask = __torch__.llama.key_mask(valid, self.model())
    if mask is not None:
      shared.append(mask)
    return shared

  def layer(self, x: Tensor, w: Dict[str, Tensor], i: int, around: List[Tensor]) -> Tensor:
    mask: Optional[Tensor] = None
    if len(around) > 2:
      mask = around[2]
    return __torch__.llama.layer(x, w, i, mask, around[0], around[1], self.model())

  # What comes after the last layer.
  def last(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return __torch__.llama.norm(x, w, 'norm', self.eps)

  def head(self) -> str:
    return 'embed_tokens'

  # The linear layers of all layers, in the order in which they run.
  def cuts(self) -> List[str]:
    return __torch__.llama.linear_names(self.layers)

