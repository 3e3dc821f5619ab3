# The Llama text tower, inference only.
class LlamaTower(Module):
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
  unit : bool
  attached : bool

  # LoRA weights carry their scale in lora_B here.
  def model(self) -> __torch__.llama.Model:
    return __torch__.llama.Model(self.layers, self.heads, self.kv_heads, self.head_dim, self.eps, self.theta, self.factor,
                                 self.low, self.high, self.original, self.causal, 1.0, 0.0)

  # Vectors (batch, dimension) in float32.
  def embed(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor, pooled: Tensor) -> Tensor:
    return __torch__.pooling.vectors(self.states(w, ids, valid), w, valid, pooled, self.pooling, self.latent_heads, self.unit)

  def states(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor) -> Tensor:
    if self.attached:
      return __torch__.llama.states(w, ids, valid, self.model())
    return __torch__.llama_packed.states(w, ids, valid, self.model())

  def after_layers(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor) -> Tensor:
    if self.attached:
      return torch.stack(__torch__.llama.layers(w, ids, valid, self.model()))
    return torch.stack(__torch__.llama_packed.layers(w, ids, valid, self.model(), True))

  def logits(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor) -> Tensor:
    return __torch__.llama.logits(w, self.states(w, ids, valid))

  # The weights as the methods above take them; once, after loading, a layer or more at a time.
  def pack(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    if self.attached:
      names = __torch__.llama.linear_names(self.layers)
    else:
      names = __torch__.llama_packed.linear_names(self.layers)
      w = __torch__.llama_packed.pack(__torch__.merging.merged(w), self.model())
    names.extend(__torch__.pooling.linear_names())
    return __torch__.linear.pack(__torch__.pooling.prepare(w, self.latent_heads), names)
