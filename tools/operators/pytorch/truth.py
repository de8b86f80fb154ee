"""Writes goldens/truth.json: what PyTorch computes for calls of operators, on numbers that a formula gives.

Run with PyTorch 2: python truth.py > goldens/truth.json. The test beside it makes the same numbers and compares.
"""

import json

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def numbers(shape, salt=0):
    """Element i is ((37*i + 11 + salt) mod 101 - 50) / 16: no two neighbours alike, exact in binary."""
    count = 1
    for size in shape:
        count *= size
    values = [(((37 * i + 11 + salt) % 101) - 50) / 16 for i in range(count)]
    return torch.tensor(values).reshape(shape)


cases = []


def case(operator, axes, compute, args=(), phase="inference", parameters=(), **named):
    """One call on an input with `axes` such as dict(N=1, C=2, H=5), and parameters by name and shape."""
    x = numbers(list(axes.values()))
    weights = {name: numbers(list(shape), salt=7 * (index + 1)) for index, (name, shape) in enumerate(dict(parameters).items())}
    weights = {name: (w.abs() + 0.5 if name == "running_var" else w) for name, w in weights.items()}
    with torch.no_grad():
        y = compute(x, **weights)
    outputs = y if isinstance(y, tuple) else (y,)
    cases.append(
        {
            "operator": operator,
            "args": list(args),
            "named": named,
            "phase": phase,
            "input": axes,
            "parameters": {name: list(w.shape) for name, w in weights.items()},
            "outputs": [{"shape": list(o.shape), "numbers": [round(v, 9) for v in o.reshape(-1).tolist()]} for o in outputs],
        }
    )


image = dict(N=1, C=2, H=5, W=6)
line = dict(N=1, C=2, T=7)
volume = dict(N=1, C=1, D=3, H=4, W=4)

# Transposed convolution: kernels smaller and larger than strides, pads, output pads, dilation, groups, ranks.
for k, s, p, op, d in [(2, 2, 0, 0, 1), (3, 2, 1, 1, 1), (4, 2, 1, 0, 1), (3, 3, 0, 2, 1), (2, 3, 0, 0, 1), (3, 1, 2, 0, 2), (3, 2, 2, 1, 3)]:
    case(
        "conv_transpose", dict(N=1, C=2, H=3, W=4),
        lambda x, weight, bias, s=s, p=p, op=op, d=d: F.conv_transpose2d(x, weight, bias, s, p, op, 1, d),
        [3, k], parameters={"weight": (2, 3, k, k), "bias": (3,)}, stride=s, pad=p, output_pad=op, dilation=d,
    )
case(
    "conv_transpose", dict(N=1, C=4, H=3, W=2), lambda x, weight: F.conv_transpose2d(x, weight, None, 2, 1, 0, 2),
    [6, 3], parameters={"weight": (4, 3, 3, 3)}, stride=2, pad=1, groups=2, bias=False,
)
case(
    "conv_transpose", dict(N=1, C=2, H=3, W=2), lambda x, weight: F.conv_transpose2d(x, weight, None, (2, 1), (0, 1)),
    [1, [2, 3]], parameters={"weight": (2, 1, 2, 3)}, stride=[2, 1], pad=[0, 1], bias=False,
)
case(
    "conv_transpose", line, lambda x, weight, bias: F.conv_transpose1d(x, weight, bias, 2, 1),
    [3, 4], parameters={"weight": (2, 3, 4), "bias": (3,)}, stride=2, pad=1,
)
case(
    "conv_transpose", dict(N=1, C=1, D=2, H=2, W=2), lambda x, weight, bias: F.conv_transpose3d(x, weight, bias, 2),
    [1, 2], parameters={"weight": (1, 1, 2, 2, 2), "bias": (1,)}, stride=2,
)

# Convolution, as a check of the check.
case(
    "conv", image, lambda x, weight, bias: F.conv2d(x, weight, bias, 2, 1, 1, 2),
    [4, 3], parameters={"weight": (4, 1, 3, 3), "bias": (4,)}, stride=2, pad=1, groups=2,
)

# Pools: side by side, overlapping, padded, dilated, rounded up.
case("maxpool", image, lambda x: F.max_pool2d(x, 2), [2])
case("maxpool", image, lambda x: F.max_pool2d(x, 3, 2, 1), [3, 2, 1])
case("maxpool", image, lambda x: F.max_pool2d(x, 3, 2, 0, ceil_mode=True), [3, 2], ceil=True)
case("maxpool", image, lambda x: F.max_pool2d(x, 2, 2, 1, ceil_mode=True), [2, 2, 1], ceil=True)
case("maxpool", image, lambda x: F.max_pool2d(x, 2, 3, 1, ceil_mode=True), [2, 3, 1], ceil=True)
case("maxpool", image, lambda x: F.max_pool2d(x, 2, 1, 1, 2), [2, 1, 1], dilation=2)
case("maxpool", image, lambda x: F.max_pool2d(x, (2, 3), (1, 2)), [[2, 3], [1, 2]])
case("maxpool", line, lambda x: F.max_pool1d(x, 3, 2, 1), [3, 2, 1])
case("maxpool", volume, lambda x: F.max_pool3d(x, 2, 1), [2, 1])
for k, s, p, ceil, include in [
    (2, 2, 0, False, True), (3, 2, 1, False, True), (3, 2, 1, False, False), (3, 2, 0, True, True), (2, 2, 1, True, True),
    (2, 2, 1, True, False), (2, 3, 1, True, True), (2, 3, 1, True, False), (3, 3, 1, True, True),
]:
    case(
        "avgpool", image, lambda x, k=k, s=s, p=p, ceil=ceil, include=include: F.avg_pool2d(x, k, s, p, ceil, include),
        [k, s, p], ceil=ceil, count_include_pad=include,
    )
case("avgpool", line, lambda x: F.avg_pool1d(x, 3, 2, 1), [3, 2, 1])
case("avgpool", volume, lambda x: F.avg_pool3d(x, 2, 1, 1), [2, 1, 1])
case("global_avgpool", image, lambda x: x.mean((2, 3)))
case("global_maxpool", image, lambda x: x.amax((2, 3), keepdim=True), keep=True)
for size in [1, 2, 3, 4, 5, 7, 10]:
    case("adaptive_avgpool", line, lambda x, size=size: F.adaptive_avg_pool1d(x, size), [size])
    case("adaptive_maxpool", line, lambda x, size=size: F.adaptive_max_pool1d(x, size), [size])
case("adaptive_avgpool", image, lambda x: F.adaptive_avg_pool2d(x, (3, 4)), [[3, 4]])
case("adaptive_maxpool", image, lambda x: F.adaptive_max_pool2d(x, (3, 4)), [[3, 4]])
case("adaptive_avgpool", volume, lambda x: F.adaptive_avg_pool3d(x, (2, 2, 3)), [[2, 2, 3]])

# Upsampling: whole scales and sizes, smaller ones too, ranks.
case("upsample", image, lambda x: F.interpolate(x, scale_factor=2), [2])
case("upsample", image, lambda x: F.interpolate(x, size=(7, 4)), size=[7, 4])
case("upsample", image, lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"), [2], mode="bilinear")
case("upsample", image, lambda x: F.interpolate(x, scale_factor=3, mode="bilinear"), [3], mode="bilinear")
case("upsample", image, lambda x: F.interpolate(x, size=(7, 4), mode="bilinear"), size=[7, 4], mode="bilinear")
case("upsample", image, lambda x: F.interpolate(x, size=(7, 4), mode="bilinear", align_corners=True), size=[7, 4], mode="bilinear", align_corners=True)
case("upsample", line, lambda x: F.interpolate(x, size=1, mode="linear", align_corners=True), size=1, mode="bilinear", align_corners=True)
case("upsample", line, lambda x: F.interpolate(x, scale_factor=2, mode="linear", align_corners=True), [2], mode="bilinear", align_corners=True)
case("upsample", volume, lambda x: F.interpolate(x, size=(2, 5, 4), mode="trilinear"), size=[2, 5, 4], mode="bilinear")
case("pixel_shuffle", dict(N=1, C=8, H=2, W=3), lambda x: F.pixel_shuffle(x, 2), [2])
case("pixel_unshuffle", dict(N=1, C=2, H=4, W=6), lambda x: F.pixel_unshuffle(x, 2), [2])
case("channel_shuffle", dict(N=1, C=6, H=1, W=2), lambda x: F.channel_shuffle(x, 3), [3])

# Padding and orders.
for ours, theirs in [("zero", "constant"), ("reflect", "reflect"), ("replicate", "replicate"), ("circular", "circular")]:
    case("pad", image, lambda x, theirs=theirs: F.pad(x, (3, 0, 1, 2), theirs), [[1, 2], [3, 0]], mode=ours)
case("pad", line, lambda x: F.pad(x, (2, 1), "constant", 1.5), [[2, 1]], value=1.5)
case("roll", image, lambda x: torch.roll(x, (-1, 2), (2, 3)), [[-1, 2], ["H", "W"]])
case("flip", image, lambda x: torch.flip(x, (2, 3)), [["H", "W"]])
case("slice", line, lambda x: x[:, :, 1:-1:2], ["T", 1, -1], step=2)

# Normalisations, in training with the running statistics after the step.
running = {"weight": (2,), "bias": (2,), "running_mean": (2,), "running_var": (2,)}


def bn_training(x, weight, bias, running_mean, running_var):
    mean, var = running_mean.clone(), running_var.clone()
    return F.batch_norm(x, mean, var, weight, bias, True, 0.3, 1e-3), mean, var


case("bn", dict(N=2, C=2, H=3, W=2), lambda x, weight, bias, running_mean, running_var: F.batch_norm(x, running_mean, running_var, weight, bias), parameters=running)
case("bn", dict(N=2, C=2, H=3, W=2), bn_training, phase="training", parameters=running, eps=1e-3, momentum=0.3)
case("bn", dict(N=4, C=2), bn_training, phase="training", parameters=running, eps=1e-3, momentum=0.3)
case("layer_norm", dict(N=2, T=3, D=4), lambda x, weight, bias: F.layer_norm(x, (4,), weight, bias), parameters={"weight": (4,), "bias": (4,)})
case(
    "layer_norm", dict(N=2, C=2, H=2, W=3), lambda x, weight: F.layer_norm(x, (2, 2, 3), weight),
    [["C", "H", "W"]], parameters={"weight": (2, 2, 3)}, bias=False,
)
case("rms_norm", dict(N=2, T=3, D=4), lambda x, weight: F.rms_norm(x, (4,), weight, 1e-6), parameters={"weight": (4,)})
for groups in [1, 2, 4]:
    case(
        "group_norm", dict(N=2, C=4, H=3, W=2), lambda x, weight, bias, groups=groups: F.group_norm(x, groups, weight, bias),
        [groups], parameters={"weight": (4,), "bias": (4,)},
    )
case("instance_norm", dict(N=2, C=2, H=3, W=2), lambda x: F.instance_norm(x))
for size in [1, 2, 3, 5]:
    case("lrn", dict(N=1, C=4, H=1, W=2), lambda x, size=size: F.local_response_norm(x, size, 0.5, 0.6, 2.0), [size], alpha=0.5, beta=0.6, k=2)

print("[\n" + ",\n".join(json.dumps(entry) for entry in cases) + "\n]")
