# The symmetric contrastive step of an EVA-02 image tower against frozen text vectors, in one call.
class ImageTraining(Module):
  training : bool
  layers : int
  heads : int
  patch : int
  pretrained_grid : int
  clip : float
  decay : float
  most_log_scale : float
  layer_decay : float
  raw : bool

  # pixels: (batch, 3, size, size), normalised; texts: (batch, dimension); allowed: (batch, batch).
  def loss(self, w: Dict[str, Tensor], pixels: Tensor, texts: Tensor, allowed: Tensor) -> Tensor:
    packed = __torch__.linear.pack(w, __torch__.eva.linear_names(self.layers))
    images = __torch__.eva.features(packed, pixels, self.layers, self.heads, self.patch, self.pretrained_grid)
    return __torch__.contrastive.symmetric(images, texts, allowed, w['logit_scale'], self.raw)

  # Loss and the gradients of all weights it depends on.
  def gradients(self, w: Dict[str, Tensor], pixels: Tensor, texts: Tensor, allowed: Tensor) -> Tuple[Tensor, Dict[str, Tensor]]:
    with __torch__.autograd.enable_grad():
      leaves = __torch__.autograd.leaves(w)
      loss = self.loss(leaves, pixels, texts, allowed)
      gradients = __torch__.autograd.gradients(loss, leaves)
    return loss.detach(), gradients

  def weight_gradients(self, w: Dict[str, Tensor], pixels: Tensor, texts: Tensor, allowed: Tensor) -> Dict[str, Tensor]:
    loss, gradients = self.gradients(w, pixels, texts, allowed)
    return gradients

  # Changes weights and moments in place; returns loss and gradient norm before clipping.
  # noise: deviation of the noise on each image, (batch, 1, 1, 1).
  def step(self, w: Dict[str, Tensor], m: Dict[str, Tensor], v: Dict[str, Tensor], pixels: Tensor, noise: Tensor, texts: Tensor,
           allowed: Tensor, seed: int, step: int, rate: float) -> Tuple[Tensor, Tensor]:
    torch.manual_seed(seed)
    noisy = pixels + torch.randn_like(pixels[:, :1]) * noise
    loss, gradients = self.gradients(w, noisy, texts, allowed)
    norm = __torch__.adamw.clip(gradients, self.clip)
    __torch__.adamw.update(w, m, v, gradients, step, rate, self.decay, self.layers, self.layer_decay)
    w['logit_scale'].clamp_(0, self.most_log_scale)
    return loss, norm
