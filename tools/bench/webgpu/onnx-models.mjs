// Models of one node as ONNX files, for onnxruntime-web. The fields are those of onnx/onnx.proto (Apache-2.0) that are needed here.
import protobuf from 'protobufjs';

const { root } = protobuf.parse(
  `syntax = "proto3";
message Dimension { int64 dim_value = 1; }
message TensorShape { repeated Dimension dim = 1; }
message TensorType { int32 elem_type = 1; TensorShape shape = 2; }
message Type { TensorType tensor_type = 1; }
message ValueInfo { string name = 1; Type type = 2; }
message Attribute { string name = 1; repeated int64 ints = 8; int32 type = 20; }
message Tensor { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message Node { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated Attribute attribute = 5; }
message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
message OperatorSet { string domain = 1; int64 version = 2; }
message Model { int64 ir_version = 1; Graph graph = 7; repeated OperatorSet opset_import = 8; }`,
  { keepCase: true },
);

/** Element types and kinds of attributes by their numbers in onnx.proto. */
const [float, integers] = [1, 7];

const valueOf = (name, sizes) => ({
  name,
  type: { tensor_type: { elem_type: float, shape: { dim: sizes.map((size) => ({ dim_value: size })) } } },
});

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
  const ints = (name, values) => ({ name, ints: values, type: integers });
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
