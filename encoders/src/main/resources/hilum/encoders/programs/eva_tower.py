# The EVA-02 image tower, inference only.
class EvaTower(Module):
  training : bool
  layers : int
  heads : int
  patch : int
  pretrained_grid : int

  # Unit vectors (batch, dimension) in float32.
  def embed(self, w: Dict[str, Tensor], pixels: Tensor) -> Tensor:
    return __torch__.pooling.unit(self.features(w, pixels))

  def features(self, w: Dict[str, Tensor], pixels: Tensor) -> Tensor:
    return __torch__.eva.features(w, pixels, self.layers, self.heads, self.patch, self.pretrained_grid)

  # The weights as the methods above take them; once, after loading.
  def pack(self, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    return __torch__.linear.pack(__torch__.eva.prepare(w, self.layers), __torch__.eva.linear_names(self.layers))

  def resized(self, positions: Tensor, grid: int) -> Tensor:
    return __torch__.eva.resized(positions, grid)
