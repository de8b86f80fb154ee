// Files of weights as bytes: reading, writing, and whether they fit.
export { fit, type Fitting, type Order } from './fit.js';
export { readSafetensors, writeSafetensors, type Safetensors, type SafetensorsResult } from './safetensors.js';
export { bytesOfFloats, floatsOf, type StoredTensor, type StoredType, type TensorSpec } from './stored-tensor.js';
export {
  defaultShardBytes,
  readWeightFiles,
  shardPaths,
  writeWeightFiles,
  type ManifestWeight,
  type WeightFiles,
  type WeightGroup,
} from './weight-manifest.js';
