# Copies into memory of libtorch's own, in another type where asked. dtype: 6 float32, 15 bfloat16.
class Tensors(Module):
  training : bool

  def copy(self, w: Dict[str, Tensor], dtype: int) -> Dict[str, Tensor]:
    return {k: w[k].to(dtype, False, True) for k in w.keys()}

  # Java has no bfloat16: a float16 tensor carries its bits.
  def copy_bfloat16_bits(self, w: Dict[str, Tensor], dtype: int) -> Dict[str, Tensor]:
    return {k: torch.view_copy(w[k], dtype=15).to(dtype, False, True) for k in w.keys()}

  def bfloat16_bits(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    return {k: torch.view_copy(w[k].to(15), dtype=5) for k in w.keys()}
