# Training steps of a text tower over module tower, which says what its layers are. A step runs a group of texts through the
# layers without a graph, and back one layer at a time: the layer runs again with a graph, in which what its linear layers
# gave is known, as far as it was kept (see linear_taped).
# w: all weights, those that train as leaves. trained: the masters of those that train. ids (n, tokens) int64; valid and
# pooled (n, tokens), true = real token, true = goes into the vector.
# rerun says what is computed twice for want of memory: 0 nothing, what the linear layers of all groups gave is kept; 1 each
# group; 2 each group, and in it each layer's linear layers. The results are equal.

# Every layer of every group draws its own random numbers, so that a second run draws them again.
def sow(seed: int, group: int, layer: int) -> None:
  torch.manual_seed(seed // 2 + group * 1000 + layer)

def weights(t: __torch__.tower.Tower, trained: Dict[str, Tensor], frozen: Dict[str, Tensor]) -> Dict[str, Tensor]:
  w = frozen.copy()
  for name in trained.keys():
    w[name] = trained[name].detach().requires_grad_(True)
  for name in t.cuts():
    if name + '.weight' in trained:
      w[name + '.weight'] = __torch__.product.prepared(trained[name + '.weight'].detach())
  return w

# Frozen linear layers as products take them, once.
def packed(t: __torch__.tower.Tower, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
  out = w.copy()
  for name in t.cuts():
    if name + '.weight' in w:
      out[name + '.weight'] = __torch__.product.prepared(w[name + '.weight'])
  return out

# The leaves of the graphs of segments: what trains, less what is cut out of them.
def leaves(t: __torch__.tower.Tower, trained: Dict[str, Tensor], w: Dict[str, Tensor]) -> Dict[str, Tensor]:
  out: Dict[str, Tensor] = {}
  for name in trained.keys():
    out[name] = w[name]
  for name in t.cuts():
    for part in ['.weight', '.bias', '.lora_A.weight', '.lora_B.weight']:
      if name + part in out:
        out.pop(name + part)
  return out

# States after the last layer. With 'tape.on' in w the inputs of the layers are kept in it.
def run(t: __torch__.tower.Tower, w: Dict[str, Tensor], ids: Tensor, valid: Tensor, seed: int, group: int) -> Tensor:
  __torch__.text_training.sow(seed, group, 0)
  x = t.first(w, ids)
  around = t.around(x, valid)
  for i in range(t.layers):
    if 'tape.on' in w:
      w['tape.in.{}'.format(i)] = x
    __torch__.text_training.sow(seed, group, i + 1)
    x = t.layer(x, w, i, around)
  return x

# From states to vectors: the last norm, pooling, and the projection where the weights have one.
def pool(t: __torch__.tower.Tower, x: Tensor, w: Dict[str, Tensor], valid: Tensor, pooled: Tensor) -> Tensor:
  whole = w.copy()
  whole['tape.off'] = x
  whole = __torch__.pooling.prepare(whole, t.latent_heads)
  y = __torch__.pooling.pooled(t.last(x, whole), whole, valid, pooled, t.pooling, t.latent_heads)
  return __torch__.pooling.projected(y, whole)

# From the gradient in the states after the last layer to those in the trained weights of layers and embedding.
def back(t: __torch__.tower.Tower, g: Tensor, w: Dict[str, Tensor], ids: Tensor, valid: Tensor, seed: int, group: int,
         leaves: Dict[str, Tensor], trained: Dict[str, Tensor], sums: Dict[str, Tensor]) -> None:
  around = t.around(g, valid)
  cuts = t.cuts()
  each = len(cuts) // t.layers
  embeds = False
  for name in leaves.keys():
    embeds = embeds or 'embed' in name
  for down in range(t.layers):
    i = t.layers - 1 - down
    wanted = leaves.copy()
    with __torch__.autograd.enable_grad():
      x = w.pop('tape.in.{}'.format(i)).detach()
      if i > 0 or embeds:
        x = x.requires_grad_(True)
        wanted['tape.in'] = x
      __torch__.text_training.sow(seed, group, i + 1)
      y = t.layer(x, w, i, around)
    got = __torch__.tape.back(y, g, w, cuts[i * each:(i + 1) * each], wanted, trained, sums)
    if 'tape.in' in got:
      g = got.pop('tape.in')
    for name in got.keys():
      if name in leaves:
        __torch__.tape.add(sums, name, got[name])
  if embeds:
    with __torch__.autograd.enable_grad():
      __torch__.text_training.sow(seed, group, 0)
      first = t.first(w, ids)
      found = __torch__.autograd.gradients(first, leaves, g)
    for name in found.keys():
      __torch__.tape.add(sums, name, found[name])

# The dict in which a group's tape is kept.
def tape(w: Dict[str, Tensor], keep: bool) -> Dict[str, Tensor]:
  out = w.copy()
  out['tape.on'] = torch.zeros([])
  if keep:
    out['tape.keep'] = torch.zeros([])
  return out

# Vectors of all groups, and what the way back needs of each where nothing runs twice.
def embed(t: __torch__.tower.Tower, w: Dict[str, Tensor], ids: List[Tensor], valid: List[Tensor], pooled: List[Tensor],
          seed: int, rerun: int, tapes: List[Dict[str, Tensor]]) -> Tensor:
  parts: List[Tensor] = []
  for group, texts in enumerate(ids):
    if rerun == 0:
      kept = __torch__.text_training.tape(w, True)
    else:
      kept = w.copy()
    x = __torch__.text_training.run(t, kept, texts, valid[group], seed, group)
    if rerun == 0:
      kept['tape.out'] = x
      tapes.append(kept)
    parts.append(__torch__.text_training.pool(t, x, w, valid[group], pooled[group]))
  return torch.cat(parts)

# From the gradients in the vectors of all groups to those in the weights.
def spread(t: __torch__.tower.Tower, pull: Tensor, w: Dict[str, Tensor], trained: Dict[str, Tensor], ids: List[Tensor],
           valid: List[Tensor], pooled: List[Tensor], seed: int, rerun: int, tapes: List[Dict[str, Tensor]],
           sums: Dict[str, Tensor]) -> None:
  inner = __torch__.text_training.leaves(t, trained, w)
  row = 0
  for group, texts in enumerate(ids):
    if rerun == 0:
      kept = tapes[group]
    else:
      kept = __torch__.text_training.tape(w, rerun == 1)
      kept['tape.out'] = __torch__.text_training.run(t, kept, texts, valid[group], seed, group)
    with __torch__.autograd.enable_grad():
      x = kept.pop('tape.out').detach().requires_grad_(True)
      part = __torch__.text_training.pool(t, x, w, valid[group], pooled[group])
      wanted = inner.copy()
      wanted['tape.in'] = x
      got = __torch__.autograd.gradients(part, wanted, pull[row:row + texts.size(0)])
    row += texts.size(0)
    g = got.pop('tape.in')
    for name in got.keys():
      __torch__.tape.add(sums, name, got[name])
    __torch__.text_training.back(t, g, kept, texts, valid[group], seed, group, inner, trained, sums)
    kept.clear()

# Supervised contrastive: the groups hold the queries, then their positives in the same order, then hard negatives.
def contrastive_loss(vectors: Tensor, allowed: Tensor, scale: float) -> Tensor:
  queries = allowed.size(0)
  return __torch__.contrastive.hard_negative(vectors[:queries], vectors[queries:], allowed, scale)

def contrastive(t: __torch__.tower.Tower, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: List[Tensor],
                valid: List[Tensor], pooled: List[Tensor], allowed: Tensor, scale: float, seed: int, rerun: int) -> Tuple[Tensor, Dict[str, Tensor]]:
  w = __torch__.text_training.weights(t, trained, frozen)
  tapes: List[Dict[str, Tensor]] = []
  vectors = __torch__.text_training.embed(t, w, ids, valid, pooled, seed, rerun, tapes)
  with __torch__.autograd.enable_grad():
    vectors = vectors.detach().requires_grad_(True)
    loss = __torch__.text_training.contrastive_loss(vectors, allowed, scale)
    pull = __torch__.autograd.gradients(loss, {'vectors': vectors})['vectors']
  sums: Dict[str, Tensor] = {}
  __torch__.text_training.spread(t, pull, w, trained, ids, valid, pooled, seed, rerun, tapes, sums)
  return loss.detach(), sums

# Masked next token prediction: the state at i - 1 predicts the token at i. labels: (n, tokens), -100 = not asked.
# Returns the scores of the asked tokens (asked, vocabulary).
def scores(t: __torch__.tower.Tower, x: Tensor, w: Dict[str, Tensor], labels: Tensor) -> Tensor:
  asked = (labels[:, 1:] != -100).flatten().nonzero()[:, 0]
  states = t.last(x, w)[:, :-1].flatten(0, 1)[asked]
  return __torch__.linear.apply_without_bias(states, w, 'lm_head')

def prediction_loss(scores: Tensor, labels: Tensor, count: int) -> Tensor:
  targets = labels[:, 1:].flatten()
  targets = targets[targets != -100]
  return torch.cross_entropy_loss(scores.to(torch.promote_types(scores.dtype, 6)), targets, None, 2) / count

# The language model's head is the embedding where the weights have no other.
def headed(t: __torch__.tower.Tower, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
  out = w.copy()
  name = 'lm_head.weight'
  if name not in w:
    name = t.head() + '.weight'
  out['lm_head.weight'] = __torch__.product.prepared(w[name].detach())
  return out

def asked_count(labels: List[Tensor]) -> int:
  count = 0
  for group in labels:
    count += int((group[:, 1:] != -100).sum())
  return count

def mntp(t: __torch__.tower.Tower, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: List[Tensor],
         valid: List[Tensor], labels: List[Tensor], seed: int, rerun: int) -> Tuple[Tensor, Dict[str, Tensor]]:
  w = __torch__.text_training.weights(t, trained, frozen)
  inner = __torch__.text_training.leaves(t, trained, w)
  if 'lm_head.weight' in inner:
    inner.pop('lm_head.weight')
  tied = 'lm_head.weight' not in w
  named = trained.copy()
  if tied and t.head() + '.weight' in trained:
    named['lm_head.weight'] = trained[t.head() + '.weight']
  headed = __torch__.text_training.headed(t, w)
  count = __torch__.text_training.asked_count(labels)
  total = torch.zeros([], dtype=6, device=ids[0].device)
  sums: Dict[str, Tensor] = {}
  for group, texts in enumerate(ids):
    kept = __torch__.text_training.tape(headed, rerun < 2)
    last = __torch__.text_training.run(t, kept, texts, valid[group], seed, group)
    with __torch__.autograd.enable_grad():
      x = last.detach().requires_grad_(True)
      loss = __torch__.text_training.prediction_loss(__torch__.text_training.scores(t, x, kept, labels[group]), labels[group], count)
      wanted = inner.copy()
      wanted['tape.in'] = x
    got = __torch__.tape.back(loss, None, kept, ['lm_head'], wanted, named, sums)
    total = total + loss.detach()
    g = got.pop('tape.in')
    for name in got.keys():
      if name in inner:
        __torch__.tape.add(sums, name, got[name])
    __torch__.text_training.back(t, g, kept, texts, valid[group], seed, group, inner, trained, sums)
  if tied and 'lm_head.weight' in sums:
    __torch__.tape.add(sums, t.head() + '.weight', sums.pop('lm_head.weight'))
  return total, sums

# Symmetric image-text contrastive of a text and an image tower, both trained. Weights of the image tower have 'visual.'
# before their names; image: its layers, heads, patch and pretrained grid. pixels (n, 3, size, size), pair i on row i.
def images(w: Dict[str, Tensor], pixels: Tensor, image: Tuple[int, int, int, int]) -> Tensor:
  visual: Dict[str, Tensor] = {'tape.off': pixels}
  for name in w.keys():
    if name.startswith('visual.'):
      visual[name[7:]] = w[name]
  return __torch__.eva.features(visual, pixels, image[0], image[1], image[2], image[3])

def dual(t: __torch__.tower.Tower, trained: Dict[str, Tensor], frozen: Dict[str, Tensor], ids: List[Tensor],
         valid: List[Tensor], pooled: List[Tensor], pixels: Tensor, allowed: Tensor, image: Tuple[int, int, int, int],
         raw: bool, seed: int, rerun: int) -> Tuple[Tensor, Dict[str, Tensor]]:
  w = __torch__.text_training.weights(t, trained, frozen)
  tapes: List[Dict[str, Tensor]] = []
  texts = __torch__.text_training.embed(t, w, ids, valid, pooled, seed, rerun, tapes)
  mine: Dict[str, Tensor] = {}
  others: Dict[str, Tensor] = {}
  for name in trained.keys():
    if name.startswith('visual.') or name == 'logit_scale':
      others[name] = w[name]
    else:
      mine[name] = trained[name]
  with __torch__.autograd.enable_grad():
    texts = texts.detach().requires_grad_(True)
    others['texts'] = texts
    features = __torch__.text_training.images(w, pixels, image)
    loss = __torch__.contrastive.symmetric(features, texts, allowed, w['logit_scale'], raw)
    sums = __torch__.autograd.gradients(loss, others)
  pull = sums.pop('texts')
  __torch__.text_training.spread(t, pull, w, mine, ids, valid, pooled, seed, rerun, tapes, sums)
  return loss.detach(), sums

# Loss, gradient norm before clipping; changes masters and moments in place.
def update(loss: Tensor, sums: Dict[str, Tensor], trained: Dict[str, Tensor], m: Dict[str, Tensor], v: Dict[str, Tensor],
           clip: float, decay: float, step: int, rate: float, blocks: int=0, layer_decay: float=1.0) -> Tuple[Tensor, Tensor]:
  norm = __torch__.adamw.clip(sums, clip)
  __torch__.adamw.update(trained, m, v, sums, step, rate, decay, blocks, layer_decay)
  return loss, norm
