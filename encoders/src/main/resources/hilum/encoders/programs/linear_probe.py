# One small layer: runs only where the chosen form of linear layers does.
class Probe(Module):
  training : bool

  def run(self, x: Tensor) -> Tensor:
    w: Dict[str, Tensor] = {'layer.weight': x, 'layer.bias': torch.ones([2], dtype=6, device=x.device)}
    w = __torch__.linear.pack(w, ['layer'])
    return __torch__.linear.apply(x, w, 'layer') + __torch__.linear.gelu(x, w, 'layer') * 0 + __torch__.linear.apply_without_bias(x, w, 'layer') * 0
