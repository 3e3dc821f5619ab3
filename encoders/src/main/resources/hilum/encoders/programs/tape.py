# The way back through segments whose linear layers were cut out of autograd's graph by linear_taped.
def add(sums: Dict[str, Tensor], name: str, g: Tensor) -> None:
  if name in sums:
    sums[name] = sums[name] + g
  else:
    sums[name] = g

# From the gradient in a linear layer's output to that in its input; adds those in its weights that are trained.
def linear(g: Tensor, w: Dict[str, Tensor], name: str, trained: Dict[str, Tensor], sums: Dict[str, Tensor]) -> Tensor:
  x = w['tape.x.' + name].detach()
  pull = __torch__.product.backward(g, w[name + '.weight'])
  if name + '.weight' in trained:
    __torch__.tape.add(sums, name + '.weight', __torch__.product.outer(g, x))
  if name + '.bias' in trained:
    __torch__.tape.add(sums, name + '.bias', g.flatten(0, -2).sum([0], False, dtype=torch.promote_types(g.dtype, 6)))
  if name + '.lora_A.weight' in w:
    z = x
    if 'tape.mask.' + name in w:
      z = x * w['tape.mask.' + name]
    a = w[name + '.lora_A.weight'].detach()
    h = __torch__.product.backward(g, w[name + '.lora_B.weight'].detach()) * w['tape.scale.' + name]
    if name + '.lora_A.weight' in trained:
      u = __torch__.product.forward(z, a).to(x.dtype) * w['tape.scale.' + name]
      __torch__.tape.add(sums, name + '.lora_B.weight', __torch__.product.outer(g, u))
      __torch__.tape.add(sums, name + '.lora_A.weight', __torch__.product.outer(h, z))
    more = __torch__.product.backward(h, a)
    if 'tape.mask.' + name in w:
      more = more * w['tape.mask.' + name]
    pull = pull + more
  return pull

# Gradients of one segment in the leaves by name. out: the segment's output, with the gradient in it (None for a scalar);
# cuts: its linear layers in the order in which they ran. Those that share an input follow each other and go together.
def back(out: Tensor, seed: Optional[Tensor], w: Dict[str, Tensor], cuts: List[str], leaves: Dict[str, Tensor],
         trained: Dict[str, Tensor], sums: Dict[str, Tensor]) -> Dict[str, Tensor]:
  wanted = leaves.copy()
  for name in cuts:
    wanted['tape.leaf.' + name] = w['tape.leaf.' + name]
  got = __torch__.autograd.pulled(out, wanted, seed)
  at = len(cuts) - 1
  while at >= 0:
    x = w['tape.x.' + cuts[at]]
    pulls: List[Tensor] = []
    together = True
    while together:
      name = cuts[at]
      if 'tape.leaf.' + name in got:
        pulls.append(__torch__.tape.linear(got['tape.leaf.' + name], w, name, trained, sums))
      at -= 1
      together = False
      if at >= 0:
        together = w['tape.x.' + cuts[at]].is_set_to(x)
    if len(pulls) > 0 and x.requires_grad:
      pull = pulls[0].to(x.dtype)
      for i in range(1, len(pulls)):
        pull = pull + pulls[i]
      more = __torch__.autograd.pulled(x, wanted, pull)
      for k in more.keys():
        __torch__.tape.add(got, k, more[k])
  for name in cuts:
    for kind in ['tape.x.', 'tape.y.', 'tape.leaf.', 'tape.mask.', 'tape.scale.']:
      if kind + name in w:
        w.pop(kind + name)
  return got
