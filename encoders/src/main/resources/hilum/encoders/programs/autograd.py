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

# Gradients of an output in those leaves that it depends on; seed is the gradient in the output, None for a scalar.
def gradients(output: Tensor, w: Dict[str, Tensor], seed: Optional[Tensor]=None) -> Dict[str, Tensor]:
  found = torch.autograd.grad([output], list(w.values()), [seed], None, False, True)
  out: Dict[str, Tensor] = {}
  for name, g in zip(w.keys(), found):
    if g is not None:
      out[name] = g
  return out

class no_grad:
  before : bool
  def __init__(self) -> None:
    self.before = torch.is_grad_enabled()
  def __enter__(self) -> None:
    torch.set_grad_enabled(False)
  def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
    torch.set_grad_enabled(self.before)

# As gradients, of an output whose graph is needed again.
def pulled(output: Tensor, w: Dict[str, Tensor], seed: Optional[Tensor]) -> Dict[str, Tensor]:
  found = torch.autograd.grad([output], list(w.values()), [seed], True, False, True)
  out: Dict[str, Tensor] = {}
  for name, g in zip(w.keys(), found):
    if g is not None:
      out[name] = g
  return out
