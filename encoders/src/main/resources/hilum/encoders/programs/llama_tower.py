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

  # LoRA weights carry their scale in lora_B here.
  def model(self) -> __torch__.llama.Model:
    return __torch__.llama.Model(self.layers, self.heads, self.kv_heads, self.head_dim, self.eps, self.theta, self.factor,
                                 self.low, self.high, self.original, self.causal, 1.0, 0.0)

  # Vectors (batch, dimension) in float32.
  def embed(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor, pooled: Tensor) -> Tensor:
    return __torch__.pooling.vectors(self.states(w, ids, valid), w, valid, pooled, self.pooling, self.latent_heads, self.unit)

  def states(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor) -> Tensor:
    return __torch__.llama_packed.states(w, ids, valid, self.model())

  def after_layers(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor) -> Tensor:
    return torch.stack(__torch__.llama_packed.layers(w, ids, valid, self.model(), True))

  def logits(self, w: Dict[str, Tensor], ids: Tensor, valid: Tensor) -> Tensor:
    return __torch__.llama.logits(w, self.states(w, ids, valid))

  # The weights as the methods above take them; once, after loading.
  def pack(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    names = __torch__.llama_packed.linear_names(self.layers)
    names.extend(__torch__.pooling.linear_names())
    return __torch__.linear.pack(__torch__.pooling.prepare(__torch__.llama_packed.pack(w, self.model()), self.latent_heads), names)
