/**
 * What the networks of the corpus cost, measured elsewhere: torchvision 0.14.1 on PyTorch 1.13 (the U-Net and the small MLP
 * as described in their files). MACs are those of convolutions and matrix products, counted as they are dispatched, each
 * multiply-add once and no bias. Buffers are running statistics without their counters of batches.
 */

/** One network of the corpus, at a batch of 1. */
export interface PublishedCost {
  readonly file: string;
  readonly net: string;
  readonly parameters: number;
  readonly buffers: number;
  readonly macs: number;
}

const cost = (file: string, net: string, [parameters, buffers, macs]: readonly [number, number, number]): PublishedCost => ({
  file: `tools/corpus/${file}.net`,
  net,
  parameters,
  buffers,
  macs,
});

export const publishedCosts: readonly PublishedCost[] = [
  cost('alexnet', 'AlexNet', [61_100_840, 0, 714_188_480]),
  cost('vgg16', 'VGG16', [138_357_544, 0, 15_470_264_320]),
  cost('resnet', 'ResNet18', [11_689_512, 9_600, 1_814_073_344]),
  cost('resnet', 'ResNet50', [25_557_032, 53_120, 4_089_184_256]),
  cost('googlenet', 'GoogLeNet', [6_624_904, 14_560, 1_498_376_192]),
  cost('densenet121', 'DenseNet121', [7_978_856, 83_648, 2_834_161_664]),
  cost('mobilenet-v2', 'MobileNetV2', [3_504_872, 34_112, 300_774_272]),
  cost('efficientnet-b0', 'EfficientNetB0', [5_288_548, 42_016, 385_814_752]),
  cost('vit-b16', 'ViT_B16', [86_567_656, 0, 17_563_828_224]),
  cost('unet', 'UNet', [31_037_698, 11_776, 36_881_367_040]),
  cost('tiny-mlp', 'TinyMLP', [101_770, 0, 101_632]),
];
