# The three products of a linear layer y = x W' + b, in the type of their operands. x: (..., in), g: (..., out), W: (out, in).
def forward(x: Tensor, weight: Tensor, bias: Optional[Tensor]=None) -> Tensor:
  return torch.linear(x, weight, bias)

# The gradient in x, in the type of g.
def backward(g: Tensor, weight: Tensor) -> Tensor:
  return torch.matmul(g, weight)

# The gradient in W, (out, in).
def outer(g: Tensor, x: Tensor) -> Tensor:
  return torch.matmul(g.flatten(0, -2).t(), x.flatten(0, -2))

# The weight of a linear layer as the functions above take it.
def prepared(weight: Tensor) -> Tensor:
  return weight

# An output as it is kept until the way back.
def kept(y: Tensor) -> Tensor:
  return y
