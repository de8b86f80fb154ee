// Networks to begin with: the files of the repository itself, each loaded when it is chosen.

/** A text by its name. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** The net that is shown first. */
  readonly net: string | undefined;
  readonly load: () => Promise<string>;
}

const files = import.meta.glob<string>(
  [
    '../../../../examples/hw5/*.net',
    '../../../../examples/hw5/vanishing/chain.net',
    '../../../../tools/corpus/{alexnet,vgg,googlenet,resnet,mobilenet-v2,unet,vit-b16,gpt2}.net',
  ],
  { query: '?raw', import: 'default' },
);

const atOnce = import.meta.glob<string>('../../../../examples/lenet.net', { query: '?raw', import: 'default', eager: true });
const leNet = Object.values(atOnce)[0] ?? '';

/** The text of a file of the repository. */
export async function repositoryText(path: string): Promise<string> {
  return (await files[`../../../../${path}`]?.()) ?? '';
}

const corpus = (name: string, title: string, about: string, net: string | undefined): Preset => ({
  id: name,
  title,
  about,
  net,
  load: () => repositoryText(`tools/corpus/${name}.net`),
});

/** What the page opens with at the first visit. */
export const firstText = leNet;

/** From the small to the large. */
export const presets: readonly Preset[] = [
  { id: 'lenet', title: 'LeNet-5', about: 'Digits, 1998: 61,706 parameters', net: undefined, load: () => Promise.resolve(leNet) },
  corpus('alexnet', 'AlexNet', 'The first deep network to win at ImageNet', undefined),
  corpus('vgg', 'VGG', 'Small kernels, one after the other', 'VGG19'),
  {
    id: 'inception',
    title: 'Inception module',
    about: 'Naive, and with a bottleneck',
    net: 'Bottleneck',
    load: () => repositoryText('examples/hw5/inception.net'),
  },
  corpus('googlenet', 'GoogLeNet', 'Nine Inception modules', undefined),
  corpus('resnet', 'ResNet-50', 'Fifty layers, since shortcuts let gradients pass', 'ResNet50'),
  corpus('mobilenet-v2', 'MobileNet V2', 'Cheap layers for telephones', undefined),
  corpus('unet', 'U-Net', 'Down, up again, and across', undefined),
  corpus('vit-b16', 'ViT-B/16', 'Images as words', undefined),
  corpus('gpt2', 'GPT-2', '124 million parameters that write', 'GPT2Small'),
];
