# LoRA taken into the weights that it is on: W + B A, summed in float32. lora_B carries the scale. No trace of it is left.
def merged(w: Dict[str, Tensor]) -> Dict[str, Tensor]:
  out: Dict[str, Tensor] = {}
  for name, value in w.items():
    if '.lora_' not in name:
      out[name] = value
  for name, a in w.items():
    if name.endswith('.lora_A.weight'):
      layer = name[:len(name) - len('.lora_A.weight')]
      weight = w[layer + '.weight']
      out[layer + '.weight'] = (weight.to(6) + torch.matmul(w[layer + '.lora_B.weight'].to(6), a.to(6))).to(weight.dtype)
  return out
