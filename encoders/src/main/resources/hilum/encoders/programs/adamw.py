# Scales the gradients in place to a global norm of at most most; returns the norm before.
def clip(gradients: Dict[str, Tensor], most: float) -> Tensor:
  norm = torch.linalg_vector_norm(torch.stack([torch.linalg_vector_norm(g) for g in list(gradients.values())]))
  factor = (most / (norm + 1e-6)).clamp(max=1.0)
  for g in gradients.values():
    g.mul_(factor)
  return norm

# A weight's rate as a share of the step's: in an image tower of so many blocks it falls by decay a block towards the pixels.
def share(name: str, blocks: int, decay: float) -> float:
  name = name.replace('visual.', '')
  above = 0
  if name.startswith('blocks.'):
    above = blocks - int(name.split('.')[1])
  elif name.startswith('patch_embed.') or name == 'cls_token' or name == 'pos_embed':
    above = blocks + 1
  return decay ** above

# One step of AdamW (0.9, 0.999, 1e-8) in place on weights and moments that have a gradient. step counts from 1.
# Tensors of one dimension (biases, norms) and scalars do not decay.
def update(w: Dict[str, Tensor], m: Dict[str, Tensor], v: Dict[str, Tensor], gradients: Dict[str, Tensor],
           step: int, rate: float, decay: float, blocks: int=0, layer_decay: float=1.0) -> None:
  for name, g in gradients.items():
    own = rate * __torch__.adamw.share(name, blocks, layer_decay)
    if w[name].dim() > 1:
      w[name].mul_(1 - own * decay)
    m[name].lerp_(g, 1 - 0.9)
    v[name].mul_(0.999).addcmul_(g, g, value=1 - 0.999)
    root = (v[name] / (1 - 0.999 ** step)).sqrt_().add_(1e-8)
    w[name].addcdiv_(m[name], root, value=-own / (1 - 0.9 ** step))
