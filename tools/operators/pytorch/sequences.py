"""Writes sequences.json: what PyTorch computes for recurrent layers, attention and losses, on numbers that a formula gives.

Run with PyTorch 2: python sequences.py > sequences.json. The test beside it makes the same numbers and compares.
"""

import json

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def numbers(shape, salt=0):
    """Element i is ((37*i + 11 + salt) mod 101 - 50) / 50: no two neighbours alike."""
    count = 1
    for size in shape:
        count *= size
    values = [(((37 * i + 11 + salt) % 101) - 50) / 50 for i in range(count)]
    return torch.tensor(values).reshape(shape)


cases = []


def case(operator, inputs, compute, args=(), parameters=None, labels=None, **named):
    """One call; inputs are axes by name, one after the other. Parameters are given by shape; labels are the last input."""
    tensors = [numbers(list(axes.values()), salt=3 * index) for index, axes in enumerate(inputs)]
    weights = {name: numbers(list(shape), salt=7 * (index + 1)) for index, (name, shape) in enumerate((parameters or {}).items())}
    if labels is not None:
        tensors[-1] = torch.tensor(labels).reshape(tensors[-1].shape)
    with torch.no_grad():
        y = compute(*tensors, weights) if parameters is not None else compute(*tensors)
    cases.append(
        {
            "operator": operator,
            "args": list(args),
            "named": named,
            "inputs": inputs,
            "labels": labels,
            "parameters": {name: list(w.shape) for name, w in weights.items()},
            "numbers": [round(v, 9) for v in y.reshape(-1).tolist()],
        }
    )


def recurrent(operator, module, gates, E=3, H=4, layers=1, bidirectional=False, bias=True, last=False, **named):
    shapes = {}
    for layer in range(layers):
        for suffix in [""] + (["_reverse"] if bidirectional else []):
            incoming = E if layer == 0 else H * (2 if bidirectional else 1)
            shapes[f"weight_ih_l{layer}{suffix}"] = (gates * H, incoming)
            shapes[f"weight_hh_l{layer}{suffix}"] = (gates * H, H)
            if bias:
                shapes[f"bias_ih_l{layer}{suffix}"] = (gates * H,)
                shapes[f"bias_hh_l{layer}{suffix}"] = (gates * H,)
    options = {"nonlinearity": named["activation"]} if "activation" in named else {}

    def compute(x, weights):
        net = module(E, H, layers, bias=bias, batch_first=True, bidirectional=bidirectional, **options)
        net.load_state_dict(weights)
        y, state = net(x)
        if not last:
            return y
        h = state[0] if isinstance(state, tuple) else state
        return torch.cat([h[-2], h[-1]], -1) if bidirectional else h[-1]

    extra = {"return": "last"} if last else {}
    case(operator, [dict(N=2, T=5, E=E)], compute, [H, layers], shapes, bidirectional=bidirectional, bias=bias, **extra, **named)


for operator, module, gates in [("rnn", torch.nn.RNN, 1), ("lstm", torch.nn.LSTM, 4), ("gru", torch.nn.GRU, 3)]:
    recurrent(operator, module, gates)
    recurrent(operator, module, gates, bias=False, last=True)
    recurrent(operator, module, gates, layers=2, bidirectional=True)
    recurrent(operator, module, gates, layers=2, bidirectional=True, last=True)
recurrent("rnn", torch.nn.RNN, 1, activation="relu")


def linear_shapes(D, K, Dm):
    return {
        "q_weight": (D, D), "q_bias": (D,), "k_weight": (K, Dm), "k_bias": (K,),
        "v_weight": (K, Dm), "v_bias": (K,), "out_weight": (D, D), "out_bias": (D,),
    }


def multihead(heads, causal=False):
    def compute(x, *rest):
        memory, w = (rest[0], rest[1]) if len(rest) == 2 else (x, rest[0])
        D, Dm = x.shape[-1], memory.shape[-1]
        net = torch.nn.MultiheadAttention(D, heads, batch_first=True, kdim=Dm, vdim=Dm)
        state = {"in_proj_bias": torch.cat([w["q_bias"], w["k_bias"], w["v_bias"]]), "out_proj.weight": w["out_weight"], "out_proj.bias": w["out_bias"]}
        if Dm == D:
            state["in_proj_weight"] = torch.cat([w["q_weight"], w["k_weight"], w["v_weight"]])
        else:
            state.update({f"{p}_proj_weight": w[f"{p}_weight"] for p in "qkv"})
        net.load_state_dict(state)
        mask = torch.nn.Transformer.generate_square_subsequent_mask(x.shape[1], dtype=x.dtype) if causal else None
        return net(x, memory, memory, attn_mask=mask, need_weights=False)[0]

    return compute


case("attention", [dict(N=2, T=4, E=6)], multihead(2), [2], linear_shapes(6, 6, 6))
case("attention", [dict(N=2, T=4, E=6)], multihead(3, True), [3], linear_shapes(6, 6, 6), causal=True)
case("attention", [dict(N=2, T=4, E=6), dict(N=2, S=3, F=5)], multihead(2), [2], linear_shapes(6, 6, 5))


def grouped(heads, kv_heads, base):
    """Grouped queries and rotary embedding as in the LLaMA of Hugging Face: rotate_half, angles t * base^(-2i/d)."""

    def rotate(x):
        T, d = x.shape[-2:]
        angles = torch.outer(torch.arange(T, dtype=x.dtype), base ** (-torch.arange(0, d, 2, dtype=x.dtype) / d))
        angles = torch.cat([angles, angles], -1)
        half = torch.cat([-x[..., d // 2 :], x[..., : d // 2]], -1)
        return x * angles.cos() + half * angles.sin()

    def compute(x, w):
        N, T, D = x.shape
        d = D // heads
        q, k, v = [F.linear(x, w[f"{p}_weight"], w[f"{p}_bias"]).reshape(N, T, -1, d).transpose(1, 2) for p in "qkv"]
        k, v = [y.repeat_interleave(heads // kv_heads, 1) for y in (k, v)]
        y = F.scaled_dot_product_attention(rotate(q), rotate(k), v, is_causal=True)
        return F.linear(y.transpose(1, 2).reshape(N, T, D), w["out_weight"], w["out_bias"])

    return compute


case("attention", [dict(N=2, T=4, E=16)], grouped(4, 2, 10000.0), [4], linear_shapes(16, 8, 16), kv_heads=2, causal=True, rope=True)
case("attention", [dict(N=1, T=5, E=8)], grouped(2, 1, 50.0), [2], linear_shapes(8, 4, 8), kv_heads=1, causal=True, rope=True, rope_base=50)

case("cross_entropy", [dict(N=3, C=4), dict(N=3)], F.cross_entropy, labels=[1, 3, 0])
case("cross_entropy", [dict(N=2, C=3, T=4), dict(N=2, T=4)], F.cross_entropy, labels=[0, 1, 2, 2, 1, 0, 0, 2])
case("cross_entropy", [dict(N=3, C=4), dict(N=3)], lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1), labels=[1, 3, 0], label_smoothing=0.1)
pair = [dict(N=3, C=4), dict(N=3, C=4)]
case("mse", pair, F.mse_loss)
case("l1", pair, F.l1_loss)
targets = [0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1]
case("bce", pair, lambda x, y: F.binary_cross_entropy_with_logits(x, y.to(x.dtype)), labels=targets)
case("accuracy", [dict(N=2, C=3, T=4), dict(N=2, T=4)], lambda z, y: (z.argmax(1) == y).double().mean(), labels=[0, 1, 2, 2, 1, 0, 0, 2])

print("[\n" + ",\n".join(json.dumps(entry) for entry in cases) + "\n]")
