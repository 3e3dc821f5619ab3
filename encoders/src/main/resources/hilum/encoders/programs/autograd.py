# Grad mode as with-blocks; __exit__ also runs when the block fails.
class enable_grad:
  before : bool
  def __init__(self) -> None:
    self.before = torch.is_grad_enabled()
  def __enter__(self) -> None:
    torch.set_grad_enabled(True)
  def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
    torch.set_grad_enabled(self.before)

# The weights as leaves of a graph; they share their memory with what was given.
def leaves(w: Dict[str, Tensor]) -> Dict[str, Tensor]:
  return {k: w[k].detach().requires_grad_(True) for k in w.keys()}

# Gradients of a scalar in those leaves that it depends on.
def gradients(loss: Tensor, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
  found = torch.autograd.grad([loss], list(w.values()), None, None, False, True)
  out: Dict[str, Tensor] = {}
  for name, g in zip(w.keys(), found):
    if g is not None:
      out[name] = g
  return out
