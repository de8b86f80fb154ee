// The networks of the corpus at sizes that run in a moment, each with the reason of what was made smaller. Not random ones.

/** One architecture of the corpus, smaller than it was published, with every operator and every connection that it has. */
export interface CorpusNetwork {
  /** In `tools/corpus`. */
  readonly file: string;
  readonly net: string;
  /** Values of parameters of the net, as `--set` takes them. */
  readonly set?: Readonly<Record<string, string>>;
  /** Sizes of open axes other than the batch, as `--at` takes them. */
  readonly at?: Readonly<Record<string, number>>;
  /** What is written in the file, and what stands there instead: sizes that no parameter reaches. */
  readonly edits?: readonly (readonly [from: string, to: string])[];
  /** By what every count of channels that the file writes out is divided, where it is 32 or more and that leaves no remainder. */
  readonly thinner?: number;
  /** Why it has the size that it has. */
  readonly reason: string;
}

const ten = { classes: '10' };
const image = (from: number, to: number) => [`H=${from}, W=${from}`, `H=${to}, W=${to}`] as const;
const token = { layers: '2', width: '16', vocab: '23', ctx: '8' };

const smallest = 'the smallest image that every stride and pool leaves something of';
const narrow = 'as many layers as published, on a small image and with few channels';
const shallow = 'two layers of each kind, which differ in nothing but their weights, and few features';
const shorter = 'one or two blocks in each stage, so that strided and plain ones are both there';

/** Every architecture once: nets that differ in depth or width only are there once. */
export const corpusNetworks: readonly CorpusNetwork[] = [
  { file: 'tiny-mlp.net', net: 'TinyMLP', reason: 'small as it is' },
  { file: 'lenet5.net', net: 'LeNet5', reason: 'small as it is' },
  { file: 'alexnet.net', net: 'AlexNet', set: ten, edits: [image(224, 64)], thinner: 8, reason: smallest },
  { file: 'vgg.net', net: 'VGG', set: { ...ten, norm: 'true' }, edits: [image(224, 32)], thinner: 8, reason: smallest },
  { file: 'vgg16.net', net: 'VGG16', set: ten, edits: [image(224, 32)], thinner: 8, reason: smallest },
  { file: 'googlenet.net', net: 'GoogLeNet', set: ten, edits: [image(224, 32)], thinner: 4, reason: narrow },
  { file: 'inception-v3.net', net: 'InceptionV3', set: ten, edits: [image(299, 75)], thinner: 8, reason: narrow },
  {
    file: 'resnet.net',
    net: 'ShallowResNet',
    set: { ...ten, depths: '(2, 1, 1, 2)', width: '8' },
    edits: [image(224, 32)],
    reason: shorter,
  },
  { file: 'resnet.net', net: 'ResNet', set: { ...ten, depths: '(2, 1, 1, 2)', width: '4' }, edits: [image(224, 32)], reason: shorter },
  {
    file: 'resnext.net',
    net: 'ResNeXt',
    set: { ...ten, depths: '(2, 1, 1, 2)', groups: '4', base: '8' },
    edits: [image(224, 32)],
    thinner: 8,
    reason: shorter,
  },
  { file: 'cifar.net', net: 'WRN28_10', set: { k: '1', n: '2' }, edits: [image(32, 16)], reason: shorter },
  { file: 'cifar.net', net: 'DenseNetBC100', set: { k: '4' }, edits: [image(32, 16)], reason: narrow },
  { file: 'densenet.net', net: 'DenseNet', set: { ...ten, depths: '(2, 2, 2, 2)', growth: '4' }, edits: [image(224, 32)], reason: shorter },
  {
    file: 'densenet121.net',
    net: 'DenseNet121',
    set: { ...ten, depths: '(2, 2, 2, 2)', growth: '4' },
    edits: [image(224, 32)],
    reason: shorter,
  },
  { file: 'resnet3d.net', net: 'R3D18', set: ten, edits: [['D=16, H=112, W=112', 'D=8, H=16, W=16']], thinner: 8, reason: narrow },
  { file: 'resnet3d.net', net: 'R2Plus1D18', set: ten, edits: [['D=16, H=112, W=112', 'D=8, H=16, W=16']], thinner: 8, reason: narrow },
  { file: 'squeezenet.net', net: 'SqueezeNet1_0', set: ten, edits: [image(224, 32)], thinner: 4, reason: smallest },
  { file: 'squeezenet.net', net: 'SqueezeNet1_1', set: ten, edits: [image(224, 32)], thinner: 4, reason: smallest },
  { file: 'mobilenet-v1.net', net: 'MobileNet', set: ten, edits: [image(224, 32)], thinner: 8, reason: narrow },
  { file: 'mobilenet-v2.net', net: 'MobileNetV2', set: ten, edits: [image(224, 32)], thinner: 4, reason: narrow },
  { file: 'mobilenet-v3.net', net: 'MobileNetV3Large', set: ten, edits: [image(224, 32)], thinner: 4, reason: narrow },
  { file: 'mobilenet-v3.net', net: 'MobileNetV3Small', set: ten, edits: [image(224, 32)], thinner: 4, reason: narrow },
  { file: 'mnasnet.net', net: 'MNASNet1_0', set: ten, edits: [image(224, 32), ['groups=32', 'groups=8']], thinner: 4, reason: narrow },
  {
    file: 'shufflenet-v2.net',
    net: 'ShuffleNetV2',
    set: { ...ten, widths: '(8, 16, 32)', last: '32' },
    edits: [image(224, 32)],
    reason: narrow,
  },
  { file: 'efficientnet-b0.net', net: 'EfficientNetB0', set: ten, edits: [image(224, 32)], thinner: 2, reason: narrow },
  { file: 'efficientnet.net', net: 'EfficientNet', set: { ...ten, size: '32', wide: '0.25', deep: '0.4' }, reason: shorter },
  { file: 'efficientnet-v2.net', net: 'EfficientNetV2S', set: ten, edits: [image(384, 32)], thinner: 8, reason: narrow },
  { file: 'convnext.net', net: 'ConvNeXt', set: { ...ten, depths: '(1, 1, 2, 1)', width: '8' }, edits: [image(224, 32)], reason: shorter },
  { file: 'xception.net', net: 'Xception', set: ten, edits: [image(299, 71)], thinner: 8, reason: narrow },
  { file: 'segmentation.net', net: 'FCN', set: { classes: '3' }, edits: [image(520, 32)], thinner: 8, reason: narrow },
  { file: 'segmentation.net', net: 'DeepLabV3', set: { classes: '3' }, edits: [image(520, 32)], thinner: 8, reason: narrow },
  { file: 'unet.net', net: 'UNet', set: { width: '4' }, edits: [image(224, 32)], reason: narrow },
  {
    file: 'unet-valid.net',
    net: 'UNetValid',
    edits: [image(572, 188)],
    thinner: 16,
    reason: 'the smallest image that valid convolutions leave something of',
  },
  { file: 'yolov3.net', net: 'YOLOv3', set: { classes: '3' }, edits: [image(416, 32)], thinner: 8, reason: narrow },
  { file: 'dcgan.net', net: 'Generator', set: { width: '4' }, reason: narrow },
  { file: 'dcgan.net', net: 'Discriminator', set: { width: '4' }, reason: narrow },
  { file: 'mlp-mixer.net', net: 'MixerB16', set: { ...ten, layers: '2', width: '16' }, edits: [image(224, 32)], reason: shallow },
  {
    file: 'vit-b16.net',
    net: 'ViT_B16',
    set: { ...ten, layers: '2', width: '16', heads: '4', mlp: '32' },
    edits: [image(224, 32), ['T=1, C=768', 'T=1, C=16'], ['[N, (H, W), C]', '[N, T = (H, W), C]']],
    reason: shallow,
  },
  {
    file: 'clip.net',
    net: 'CLIP',
    set: { embed: '8', vocab: '23' },
    at: { M: 3 },
    edits: [
      image(224, 64),
      ['T=77', 'T=6'],
      ['conv(768,', 'conv(48,'],
      ['T=1, D=768', 'T=1, D=48'],
      ['embedding(vocab, 512)', 'embedding(vocab, 32)'],
      ['Tower(12, 12)', 'Tower(2, 12)'],
      ['Tower(12, 8,', 'Tower(2, 8,'],
    ],
    reason: shallow,
  },
  { file: 'bert.net', net: 'BERT', set: { ...token, heads: '4' }, at: { T: 5 }, reason: shallow },
  { file: 'bert.net', net: 'ALBERTBase', set: { ...token, heads: '4', narrow: '6' }, at: { T: 5 }, reason: shallow },
  { file: 'gpt2.net', net: 'GPT2', set: { ...token, heads: '4' }, at: { T: 5 }, reason: shallow },
  { file: 'llama.net', net: 'Llama', set: { ...token, heads: '4', kv_heads: '2', hidden: '24' }, at: { T: 5 }, reason: shallow },
  {
    file: 'transformer.net',
    net: 'Transformer',
    set: { layers: '2', heads: '4', width: '16', hidden: '24' },
    at: { S: 6, T: 5 },
    reason: shallow,
  },
  {
    file: 'whisper-encoder.net',
    net: 'WhisperEncoder',
    set: { layers: '2', width: '16', heads: '4' },
    edits: [
      ['C=80, T=3000', 'C=8, T=12'],
      ['T=1500, D=384', 'T=6, D=16'],
    ],
    reason: shallow,
  },
  { file: 'lstm.net', net: 'LanguageModel', set: { vocab: '23', width: '6' }, at: { T: 5 }, reason: shallow },
  { file: 'lstm.net', net: 'SequenceClassifier', set: { features: '5', width: '6' }, at: { T: 5 }, reason: shallow },
];

/** The text of its file with what was made smaller; shapes that the file states of its published size are left out. */
export function reducedText(text: string, { edits = [], thinner = 1 }: CorpusNetwork): string {
  const edited = edits.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
  const unstated = edited.replaceAll(/ +: \[[^\]]*\]/g, '');
  // Counts of channels stand by position; sizes of kernels have an x in them, and what has a name is no count of channels.
  return unstated.replaceAll(/(?<![=\w.])(?<!= )\b\d+\b(?![\w.])/g, (digits) => {
    const count = Number(digits);
    return count >= 32 && count % thinner === 0 ? String(count / thinner) : digits;
  });
}
