/** Programs of the language's design, as they stand there: they parse, and are written in the one style already. */

const sigmoidChain = `/// Why deep sigmoid networks stop learning: \`depth\` hidden layers in a row.
net SigmoidChain(depth = 8, width = 64, classes = 10) {
  input image: [N, C=1, H=28, W=28]

  flatten
  repeat depth { dense(width, init=xavier_uniform) -> sigmoid }
  dense(classes) as logits

  assert params < 100k
  expect gradient(image) > 1e-3
}

train SigmoidChain {
  loss      = cross_entropy(logits, labels)
  optimizer = sgd(lr=0.1, momentum=0.9)
}
`;

const leNet5 = `net LeNet5(classes = 10) {
  input image: [N, C=1, H=28, W=28]

  conv(6, 5x5, pad=2) -> sigmoid -> avgpool(2)
  conv(16, 5x5)       -> sigmoid -> avgpool(2) : [N, 16, 5, 5]
  flatten
  dense(120) -> sigmoid
  dense(84)  -> sigmoid
  dense(classes) as logits

  assert params == 61_706
  assert macs(N=1) < 420k
}
`;

const inception = `block InceptionNaive(c1, c3, c5) {
  concat(C) {
    | conv(c1, 1x1) -> relu
    | conv(c3, 3x3, pad=same) -> relu
    | conv(c5, 5x5, pad=same) -> relu
    | maxpool(3x3, stride=1, pad=same)
  }
}

block Inception(c1, r3, c3, r5, c5, pool) {
  concat(C) {
    | conv(c1, 1x1) -> relu
    | conv(r3, 1x1) -> relu -> conv(c3, 3x3, pad=same) -> relu
    | conv(r5, 1x1) -> relu -> conv(c5, 5x5, pad=same) -> relu
    | maxpool(3x3, stride=1, pad=same) -> conv(pool, 1x1) -> relu
  }
}

net Inception3a {
  input x: [N, C=192, H=28, W=28]
  naive  = x -> InceptionNaive(64, 128, 32)        : [N, 416, 28, 28]
  narrow = x -> Inception(64, 96, 128, 16, 32, 32) : [N, 256, 28, 28]
  output naive, narrow

  assert params(narrow) == 163_696
  assert macs(narrow) < 0.45 * macs(naive)
}
`;

const resNet = `block ConvBN(c, k = 1x1, stride = 1) {
  conv(c, k, stride=stride, pad=half, bias=false) -> bn
}

block Bottleneck(width, stride = 1, expand = 4) {
  input x: [N, C, H, W]
  let out = width * expand
  add {
    | ConvBN(width) -> relu -> ConvBN(width, 3x3, stride) -> relu -> ConvBN(out)
    | if stride > 1 or C != out { ConvBN(out, 1x1, stride) }
  }
  relu
}

net ResNet(depths = (3, 4, 6, 3), width = 64, classes = 1000) {
  input image: [N, C=3, H=224, W=224]
  with conv(init=he_normal), bn(eps=1e-5)

  ConvBN(width, 7x7, 2) -> relu -> maxpool(3x3, stride=2, pad=1)
  for n, i in depths {
    Bottleneck(width * 2^i, stride = if i == 0 then 1 else 2)
    repeat n - 1 { Bottleneck(width * 2^i) }
  }
  global_avgpool -> dense(classes) as logits
}

net ResNet50 = ResNet() {
  assert params == 25_557_032
  assert macs(N=1) in 4.0G..4.2G
}
net ResNet101 = ResNet(depths = (3, 4, 23, 3))
`;

const gpt2 = `block CausalSelfAttention(heads, drop = 0.1) {
  input x: [N, T, D]
  let d = D / heads
  q, k, v = x -> dense(3 * D)
              -> rearrange([N, T, (s, h, d)] => [s, N, h, T, d], s=3, h=heads)
              -> unstack(s)
  scores = einsum(q[N, h, T, d], k[N, h, S, d] => [N, h, T, S]) / sqrt(d)
  probs  = scores -> causal_mask(T, S) -> softmax(S) -> dropout(drop)
  einsum(probs[N, h, T, S], v[N, h, S, d] => [N, T, (h, d)]) : [N, T, D]
  dense(D) -> dropout(drop)
}

block GPT2Block(heads = 12, mlp = 4, drop = 0.1) {
  input x: [N, T, D]
  residual { layer_norm -> CausalSelfAttention(heads, drop) }
  residual { layer_norm -> dense(mlp * D) -> gelu -> dense(D) -> dropout(drop) }
}

net GPT2(layers = 12, width = 768, heads = 12, vocab = 50257, ctx = 1024) {
  input tokens: int[N, T <= ctx]
  layer wte = embedding(vocab, width)

  tokens -> wte -> pos_embed(ctx) -> dropout(0.1)
  repeat layers { GPT2Block(heads) }
  layer_norm -> wte.attend as logits

  assert params == 124_439_808
  assert macs(N=1, T=1024) < 150G
}
`;

export const programs: Readonly<Record<string, string>> = { sigmoidChain, leNet5, inception, resNet, gpt2 };
