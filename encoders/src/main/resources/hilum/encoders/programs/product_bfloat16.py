# The products of product_plain in bfloat16. What a linear layer gives is bfloat16, and so is what follows it up to the sum
# with the states, which are float32. Masters and their gradients stay float32; a trained weight is rounded once a step.
def forward(x: Tensor, weight: Tensor, bias: Optional[Tensor]=None) -> Tensor:
  if bias is not None:
    bias = bias.to(15)
  return torch.linear(x.to(15), weight.to(15), bias)

def backward(g: Tensor, weight: Tensor) -> Tensor:
  return torch.matmul(g.to(15), weight.to(15))

def outer(g: Tensor, x: Tensor) -> Tensor:
  return torch.matmul(g.to(15).flatten(0, -2).t(), x.to(15).flatten(0, -2)).to(6)

def prepared(weight: Tensor) -> Tensor:
  return weight.to(15)

def kept(y: Tensor) -> Tensor:
  return y.to(15)
