  # The entry methods of every tower that trains; this text continues its class.

  # Frozen weights as the methods below take them; once, after loading.
  def pack(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    return __torch__.text_training.packed(self, w)

  # Vectors (n, dimension) of one group as training sees them, without dropout where the tower has none.
  def vectors(self, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: Tensor, valid: Tensor, pooled: Tensor) -> Tensor:
    w = __torch__.text_training.weights(self, trained, frozen)
    return __torch__.text_training.embed(self, w, [ids], [valid], [pooled], 0, 1, [])

  def contrastive_loss(self, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor],
                       pooled: List[Tensor], allowed: Tensor, scale: float, seed: int) -> Tensor:
    w = __torch__.text_training.weights(self, trained, frozen)
    vectors = __torch__.text_training.embed(self, w, ids, valid, pooled, seed, 1, [])
    return __torch__.text_training.contrastive_loss(vectors, allowed, scale)

  def contrastive_gradients(self, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor],
                            pooled: List[Tensor], allowed: Tensor, scale: float, seed: int, rerun: int) -> Dict[str, Tensor]:
    loss, sums = __torch__.text_training.contrastive(self, trained, frozen, ids, valid, pooled, allowed, scale, seed, rerun)
    return sums

  # Changes masters and moments in place; returns loss and gradient norm before clipping.
  def contrastive_step(self, trained: Dict[str, Tensor], m: Dict[str, Tensor], v: Dict[str, Tensor], frozen: Dict[str, Tensor],
                       ids: List[Tensor], valid: List[Tensor], pooled: List[Tensor], allowed: Tensor, scale: float, seed: int,
                       rerun: int, clip: float, decay: float, step: int, rate: float) -> Tuple[Tensor, Tensor]:
    loss, sums = __torch__.text_training.contrastive(self, trained, frozen, ids, valid, pooled, allowed, scale, seed, rerun)
    return __torch__.text_training.update(loss, sums, trained, m, v, clip, decay, step, rate)

  # Scores of all tokens (n, tokens, vocabulary).
  def logits(self, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: Tensor, valid: Tensor) -> Tensor:
    w = __torch__.text_training.headed(self, __torch__.text_training.weights(self, trained, frozen))
    x = self.last(__torch__.text_training.run(self, w, ids, valid, 0, 0), w)
    return __torch__.linear.apply_without_bias(x, w, 'lm_head')

  def mntp_loss(self, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: Tensor, valid: Tensor, labels: Tensor, seed: int) -> Tensor:
    w = __torch__.text_training.headed(self, __torch__.text_training.weights(self, trained, frozen))
    x = __torch__.text_training.run(self, w, ids, valid, seed, 0)
    scores = __torch__.text_training.scores(self, x, w, labels)
    return __torch__.text_training.prediction_loss(scores, labels, __torch__.text_training.asked_count([labels]))

  def mntp_gradients(self, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor],
                     labels: List[Tensor], seed: int, rerun: int) -> Dict[str, Tensor]:
    loss, sums = __torch__.text_training.mntp(self, trained, frozen, ids, valid, labels, seed, rerun)
    return sums

  def mntp_step(self, trained: Dict[str, Tensor], m: Dict[str, Tensor], v: Dict[str, Tensor], frozen: Dict[str, Tensor],
                ids: List[Tensor], valid: List[Tensor], labels: List[Tensor], seed: int, rerun: int, clip: float, decay: float,
                step: int, rate: float) -> Tuple[Tensor, Tensor]:
    loss, sums = __torch__.text_training.mntp(self, trained, frozen, ids, valid, labels, seed, rerun)
    return __torch__.text_training.update(loss, sums, trained, m, v, clip, decay, step, rate)

  def dual_loss(self, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor],
                pooled: List[Tensor], pixels: Tensor, allowed: Tensor, layers: int, heads: int, patch: int, grid: int,
                raw: bool, seed: int) -> Tensor:
    w = __torch__.text_training.weights(self, trained, frozen)
    texts = __torch__.text_training.embed(self, w, ids, valid, pooled, seed, 1, [])
    images = __torch__.text_training.images(w, pixels, (layers, heads, patch, grid))
    return __torch__.contrastive.symmetric(images, texts, allowed, w['logit_scale'], raw)

  def dual_gradients(self, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor],
                     pooled: List[Tensor], pixels: Tensor, allowed: Tensor, layers: int, heads: int, patch: int, grid: int,
                     raw: bool, seed: int, rerun: int) -> Dict[str, Tensor]:
    loss, sums = __torch__.text_training.dual(self, trained, frozen, ids, valid, pooled, pixels, allowed, (layers, heads, patch, grid), raw, seed, rerun)
    return sums

  # noise: deviation of the noise on each image, (n, 1, 1, 1). most: the largest logarithm of the scale.
  def dual_step(self, trained: Dict[str, Tensor], m: Dict[str, Tensor], v: Dict[str, Tensor], frozen: Dict[str, Tensor],
                ids: List[Tensor], valid: List[Tensor], pooled: List[Tensor], pixels: Tensor, noise: Tensor, allowed: Tensor,
                layers: int, heads: int, patch: int, grid: int, raw: bool, most: float, layer_decay: float, seed: int,
                rerun: int, clip: float, decay: float, step: int, rate: float) -> Tuple[Tensor, Tensor]:
    torch.manual_seed(seed)
    noisy = pixels + torch.randn_like(pixels[:, :1]) * noise
    loss, sums = __torch__.text_training.dual(self, trained, frozen, ids, valid, pooled, noisy, allowed, (layers, heads, patch, grid), raw, seed, rerun)
    loss, norm = __torch__.text_training.update(loss, sums, trained, m, v, clip, decay, step, rate, layers, layer_decay)
    trained['logit_scale'].clamp_(0, most)
    return loss, norm
