// Whole networks, told once over the operations of any library. An operation takes its operands over: `again` gives one for a second use.

/** The numbers of a kernel that has `fan` inputs to each of its outputs, in the order output, input, height, width. */
export function kernelOf(count, fan) {
  const scale = Math.sqrt(6 / fan);
  return Float32Array.from({ length: count }, (_, at) => scale * (2 * fraction(43758.5453 * Math.sin(78.233 * at)) - 1));
}

const fraction = (x) => x - Math.floor(x);

/** The sizes of the input of each network. */
export const inputShapes = { resnet18: [1, 3, 224, 224], mobilenetV2: [1, 3, 224, 224], encoder: [128, 256] };

/** The networks by name, from their input to their output. */
export const networks = { resnet18, mobilenetV2, encoder };

/** The kernels of a network in the order of their use: what `conv` and `dense` are told. */
export function kernelsOf(name) {
  const found = [];
  const record = (_, told) => void found.push(told);
  const silent = () => undefined;
  const others = ['again', 'maxpool', 'mean', 'relu', 'relu6', 'add', 'scale', 'matmul', 'softmax', 'reshape', 'transpose', 'norm'];
  networks[name]({ ...Object.fromEntries(others.map((other) => [other, silent])), conv: record, dense: record }, undefined);
  return found;
}

/** Rows as columns. */
export function transposed(data, rows, columns) {
  return Float32Array.from({ length: rows * columns }, (_, at) => data[(at % rows) * columns + Math.floor(at / rows)]);
}

/** ResNet-18 (He et al. 2016), its norms folded into the convolutions as exporters do. */
function resnet18(o, image) {
  let x = o.relu(o.conv(image, { from: 3, to: 64, kernel: 7, stride: 2 }));
  x = o.maxpool(x);
  let from = 64;
  for (const to of [64, 128, 256, 512]) {
    for (const stride of [to === 64 ? 1 : 2, 1]) {
      const [main, side] = [o.again(x), x];
      const inner = o.conv(o.relu(o.conv(main, { from, to, kernel: 3, stride })), { from: to, to, kernel: 3, stride: 1 });
      const across = stride > 1 || from !== to ? o.conv(side, { from, to, kernel: 1, stride }) : side;
      x = o.relu(o.add(inner, across));
      from = to;
    }
  }
  return o.dense(o.mean(x), { from: 512, to: 1000 });
}

/** MobileNetV2 (Sandler et al. 2018), its norms folded. */
function mobilenetV2(o, image) {
  let x = o.relu6(o.conv(image, { from: 3, to: 32, kernel: 3, stride: 2 }));
  let from = 32;
  const stages = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ];
  for (const [expand, to, count, first] of stages) {
    for (let at = 0; at < count; at += 1) {
      const stride = at === 0 ? first : 1;
      const hidden = from * expand;
      const isResidual = stride === 1 && from === to;
      let h = isResidual ? o.again(x) : x;
      if (expand > 1) h = o.relu6(o.conv(h, { from, to: hidden, kernel: 1, stride: 1 }));
      h = o.relu6(o.conv(h, { from: hidden, to: hidden, kernel: 3, stride, groups: hidden }));
      h = o.conv(h, { from: hidden, to, kernel: 1, stride: 1 });
      x = isResidual ? o.add(h, x) : h;
      from = to;
    }
  }
  x = o.relu6(o.conv(x, { from, to: 1280, kernel: 1, stride: 1 }));
  return o.dense(o.mean(x), { from: 1280, to: 1000 });
}

/** Six layers of an encoder (Vaswani et al. 2017), 256 wide, 128 positions, 4 heads. */
function encoder(o, tokens) {
  const [positions, width, hidden, heads] = [128, 256, 1024, 4];
  const head = width / heads;
  let x = tokens;
  for (let layer = 0; layer < 6; layer += 1) {
    const project = () => o.dense(o.again(x), { from: width, to: width });
    const split = (y, order) => o.transpose(o.reshape(y, [positions, heads, head]), order);
    const [q, k, v] = [split(project(), [1, 0, 2]), split(project(), [1, 2, 0]), split(project(), [1, 0, 2])];
    const weights = o.softmax(o.scale(o.matmul(q, k), 1 / Math.sqrt(head)));
    const seen = o.reshape(o.transpose(o.matmul(weights, v), [1, 0, 2]), [positions, width]);
    x = o.norm(o.add(o.dense(seen, { from: width, to: width }), x), width);
    const inner = o.relu(o.dense(o.again(x), { from: width, to: hidden }));
    x = o.norm(o.add(o.dense(inner, { from: hidden, to: width }), x), width);
  }
  return x;
}
