// Models as ONNX files, for onnxruntime-web. The fields are those of onnx/onnx.proto (Apache-2.0) that are needed here.
import protobuf from 'protobufjs';
import { inputShapes, kernelOf, networks, transposed } from './networks.mjs';

const { root } = protobuf.parse(
  `syntax = "proto3";
message Dimension { int64 dim_value = 1; }
message TensorShape { repeated Dimension dim = 1; }
message TensorType { int32 elem_type = 1; TensorShape shape = 2; }
message Type { TensorType tensor_type = 1; }
message ValueInfo { string name = 1; Type type = 2; }
message Attribute { string name = 1; float f = 2; int64 i = 3; repeated int64 ints = 8; int32 type = 20; }
message Tensor { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message Node { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated Attribute attribute = 5; }
message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
message OperatorSet { string domain = 1; int64 version = 2; }
message Model { int64 ir_version = 1; Graph graph = 7; repeated OperatorSet opset_import = 8; }`,
  { keepCase: true },
);

/** Element types, and kinds of attributes by their numbers in onnx.proto. */
const [float, int64] = [1, 7];
const [real, integer, integers] = [1, 2, 7];

const valueOf = (name, sizes) => ({
  name,
  type: { tensor_type: { elem_type: float, shape: { dim: sizes.map((size) => ({ dim_value: size })) } } },
});

const ints = (name, values) => ({ name, ints: values, type: integers });

function modelOf(graph) {
  const type = root.lookupType('Model');
  return type
    .encode(type.create({ ir_version: 8, graph: { name: 'bench', ...graph }, opset_import: [{ domain: '', version: 17 }] }))
    .finish();
}

/** y = a b, squares of this size. */
export function matmulModel(size) {
  const shape = [size, size];
  return modelOf({
    node: [{ input: ['a', 'b'], output: ['y'], name: 'matmul', op_type: 'MatMul' }],
    input: [valueOf('a', shape), valueOf('b', shape)],
    output: [valueOf('y', shape)],
  });
}

/** A convolution 3 x 3 from 64 channels to 64 over 56 x 56, with these weights. */
export function convModel(weights) {
  return modelOf({
    node: [
      {
        input: ['x', 'w'],
        output: ['y'],
        name: 'conv',
        op_type: 'Conv',
        attribute: [ints('kernel_shape', [3, 3]), ints('pads', [1, 1, 1, 1]), ints('strides', [1, 1])],
      },
    ],
    initializer: [{ name: 'w', dims: [64, 64, 3, 3], data_type: float, raw_data: new Uint8Array(weights.buffer) }],
    input: [valueOf('x', [1, 64, 56, 56])],
    output: [valueOf('y', [1, 64, 56, 56])],
  });
}

/** A whole network. */
export function networkModel({ network }) {
  const nodes = [];
  const initializer = [];
  const apply = (operator, inputs, attribute = []) => {
    const output = `v${nodes.length}`;
    nodes.push({ input: inputs, output: [output], name: output, op_type: operator, attribute });
    return output;
  };
  const kept = (dims, type, raw) => {
    const name = `w${initializer.length}`;
    initializer.push({ name, dims, data_type: type, raw_data: new Uint8Array(raw.buffer) });
    return name;
  };
  const floats = (dims, numbers) => kept(dims, float, numbers);
  const y = networks[network](operations(apply, { floats, kept }), 'x');
  nodes.push({ input: [y], output: ['y'], name: 'last', op_type: 'Identity' });
  const [batch] = inputShapes[network];
  const output = network === 'encoder' ? inputShapes.encoder : [batch, 1000];
  return modelOf({ node: nodes, initializer, input: [valueOf('x', inputShapes[network])], output: [valueOf('y', output)] });
}

function operations(apply, { floats, kept }) {
  return {
    again: (x) => x,
    conv: (x, { from, to, kernel, stride, groups = 1 }) => {
      const fan = (from / groups) * kernel * kernel;
      const weight = floats([to, from / groups, kernel, kernel], kernelOf(to * fan, fan));
      const pad = (kernel - 1) / 2;
      return apply(
        'Conv',
        [x, weight, floats([to], new Float32Array(to))],
        [
          ints('kernel_shape', [kernel, kernel]),
          ints('pads', [pad, pad, pad, pad]),
          ints('strides', [stride, stride]),
          { name: 'group', i: groups, type: integer },
        ],
      );
    },
    maxpool: (x) => apply('MaxPool', [x], [ints('kernel_shape', [3, 3]), ints('pads', [1, 1, 1, 1]), ints('strides', [2, 2])]),
    mean: (x) => apply('Flatten', [apply('GlobalAveragePool', [x])]),
    dense: (x, { from, to }) => {
      const weight = floats([from, to], transposed(kernelOf(from * to, from), to, from));
      return apply('Add', [apply('MatMul', [x, weight]), floats([to], new Float32Array(to))]);
    },
    relu: (x) => apply('Relu', [x]),
    relu6: (x) => apply('Clip', [x, floats([], Float32Array.of(0)), floats([], Float32Array.of(6))]),
    add: (x, y) => apply('Add', [x, y]),
    scale: (x, by) => apply('Mul', [x, floats([], Float32Array.of(by))]),
    matmul: (x, y) => apply('MatMul', [x, y]),
    softmax: (x) => apply('Softmax', [x], [{ name: 'axis', i: -1, type: integer }]),
    reshape: (x, shape) => apply('Reshape', [x, kept([shape.length], int64, BigInt64Array.from(shape.map(BigInt)))]),
    transpose: (x, order) => apply('Transpose', [x], [ints('perm', order)]),
    norm: (x, width) =>
      apply(
        'LayerNormalization',
        [x, floats([width], new Float32Array(width).fill(1)), floats([width], new Float32Array(width))],
        [
          { name: 'axis', i: -1, type: integer },
          { name: 'epsilon', f: 1e-5, type: real },
        ],
      ),
  };
}
