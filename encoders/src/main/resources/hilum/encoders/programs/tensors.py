# Copies into memory of libtorch's own, in another type where asked. dtype: 6 float32, 15 bfloat16.
class Tensors(Module):
  training : bool

  def copy(self, w: Dict[str, Tensor], dtype: int) -> Dict[str, Tensor]:
    return {k: w[k].to(dtype, False, True) for k in w.keys()}

  # Memory for a tensor of these sizes.
  def room(self, sizes: Tensor, dtype: int) -> Tensor:
    size: List[int] = []
    for i in range(sizes.numel()):
      size.append(int(sizes[i]))
    return torch.empty(size, dtype=dtype, device=sizes.device)

  # Java has no bfloat16: a float16 tensor carries its bits. Writes values (n, m) over the rows of a tensor of m values each, from the given one on.
  def fill(self, room: Tensor, row: int, values: Tensor, bfloat16_bits: bool) -> Tensor:
    rows = room.view(-1, values.size(1))[row:row + values.size(0)]
    if bfloat16_bits:
      values = torch.view_copy(values, dtype=15)
    return rows.copy_(values)
