"""Trains the same networks from the same weights on the same batches with PyTorch and with Konomi's kernels, in interleaved rounds on one core.

Called by tools/bench pytorch; needs torch (for the CPU) and numpy. The first argument is the kernel benchmark, built for release.
"""

import argparse, json, math, os, subprocess, sys, tempfile, time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

# Konomi's default training settings.
WARM_UP, PEAK, DECAY = 20, 2e-3, 1e-4
GROUP = 16  # neurons that one grouped convolution trains at once
torch.set_num_threads(1)


def case(name, convolutions, hidden, batch, epochs, images=1800, channels=1, side=32, dropout=(0.0, 0.0)):
    return {
        "name": name, "convolutions": [{"channels": c, "side": s, "pooling": p} for c, s, p in convolutions], "hidden": hidden,
        "feature_dropout": dropout[0], "hidden_dropout": dropout[1], "batch": batch, "epochs": epochs, "images": images,
        "channels": channels, "side": side,
    }


CASES = [
    case("benchmark", [(16, 5, "max"), (32, 5, "max")], [64], 32, 40),
    case("default", [(16, 5, "max"), (32, 3, "max")], [32], 64, 30, dropout=(0.5, 0.3)),
    case(
        "far", [(12, 11, "average"), (24, 3, "none"), (24, 3, "none"), (20, 3, "average")], [20], 64, 30, images=640, channels=3, side=32),
]


class Net(nn.Module):
    """The network of `group` neurons side by side, as grouped convolutions and batched products; 1 is a plain network."""

    def __init__(self, c, group=1, dropout=True):
        super().__init__()
        self.group, self.pools = group, []
        inputs, side = c["channels"], c["side"]
        convolutions = []
        for layer in c["convolutions"]:
            convolutions.append(nn.Conv2d(inputs * group, layer["channels"] * group, layer["side"], groups=group))
            self.pools.append(layer["pooling"])
            inputs, side = layer["channels"], side - layer["side"] + 1
            side //= 1 if layer["pooling"] == "none" else 2
        self.convolutions = nn.ModuleList(convolutions)
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        width = inputs * side * side
        for units in c["hidden"] + [1]:
            self.weights.append(nn.Parameter(torch.empty(group, units, width)))
            self.biases.append(nn.Parameter(torch.empty(group, units, 1)))
            width = units
        self.rates = (c["feature_dropout"], c["hidden_dropout"]) if dropout else (0, 0)

    def load(self, flat):
        """Takes parameters in the documented order, the same for every neuron of the group."""
        at = 0
        for layer in self.convolutions:
            for p in (layer.weight, layer.bias):
                n = p.numel() // self.group
                p.data.copy_(torch.from_numpy(flat[at : at + n].copy()).repeat(self.group).view_as(p))
                at += n
        for pair in zip(self.weights, self.biases):
            for p in pair:
                n = p.numel() // self.group
                p.data.copy_(torch.from_numpy(flat[at : at + n].copy()).repeat(self.group).view_as(p))
                at += n
        assert at == len(flat)

    def forward(self, x):
        for layer, pool in zip(self.convolutions, self.pools):
            x = F.relu(layer(x))
            if pool == "max":
                x = F.max_pool2d(x, 2)
            elif pool == "average":
                x = F.avg_pool2d(x, 2)
        x = x.reshape(x.shape[0], self.group, -1).permute(1, 2, 0)
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            rate = self.rates[0 if i == 0 else 1]
            if rate > 0 and self.training:
                x = F.dropout(x, rate)
            x = torch.baddbmm(bias, weight, x)
            if i + 1 < len(self.weights):
                x = F.relu(x)
        return x[:, 0, :]  # [group, batch]


def count(c):
    return sum(p.numel() for p in Net(c).parameters())


def rates(c):
    per_epoch = c["images"] // c["batch"]
    steps, warm, peak = per_epoch * c["epochs"], WARM_UP, PEAK
    return [peak * (s + 1) / warm if s < warm else peak * 0.5 * (1 + math.cos(math.pi * (s - warm) / (steps - warm))) for s in range(steps)]


class Torch:
    """One way of running PyTorch."""

    def __init__(self, name, c, data, channels_last=False, bf16=False, group=1, dropout=True):
        self.name, self.c, self.bf16, self.group = name, c, bf16, group
        self.net = Net(c, group, dropout)
        self.net.load(data["parameters"])
        self.format = torch.channels_last if channels_last else torch.contiguous_format
        self.net = self.net.to(memory_format=self.format)
        decay = [p for n, p in self.net.named_parameters() if "weight" in n]
        plain = [p for n, p in self.net.named_parameters() if "weight" not in n]
        self.optimiser = torch.optim.AdamW(
            [{"params": decay, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}], lr=0.0)
        self.rates, self.at = rates(c), 0
        side = c["side"]
        self.images = torch.from_numpy(data["images"].reshape(-1, c["channels"], side, side))
        self.targets = torch.from_numpy(data["targets"])

    def step(self):
        batch = self.c["batch"]
        first = self.at % (self.c["images"] // batch) * batch
        x = self.images[first : first + batch]
        if self.group > 1:
            x = x.repeat(1, self.group, 1, 1)
        x = x.contiguous(memory_format=self.format)
        for g in self.optimiser.param_groups:
            g["lr"] = self.rates[self.at % len(self.rates)]
        self.optimiser.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bf16):
            y = self.net(x)
        loss = ((y.float() - self.targets[first : first + batch]) ** 2).mean(1).sum()
        loss.backward()
        self.optimiser.step()
        self.at += 1
        return loss.item() / self.group

    def losses(self, n):
        return [self.step() for _ in range(n)]

    def trajectory(self, n):
        """Of each of n steps the parameters before it, in the documented order, its loss and its gradients."""
        flat = lambda of: np.concatenate([of(p).detach().numpy().ravel() for p in self.parameters()]).astype(np.float32)
        steps = []
        for _ in range(n):
            before = flat(lambda p: p)
            loss = self.step()
            steps.append((before, loss, flat(lambda p: p.grad)))
        return steps

    def parameters(self):
        for layer in self.net.convolutions:
            yield from (layer.weight, layer.bias)
        for pair in zip(self.net.weights, self.net.biases):
            yield from pair

    def train(self, n):
        """Seconds of each of n steps, per neuron."""
        times = []
        for _ in range(n):
            start = time.perf_counter()
            self.step()
            times.append((time.perf_counter() - start) / self.group)
        return times

    def ascend(self, n):
        """Seconds of each of n steps on 100 images, per neuron."""
        c, side = self.c, self.c["side"]
        channels = c["channels"] * self.group
        for p in self.net.parameters():
            p.requires_grad_(False)
        self.net.eval()
        taps = torch.exp(-0.5 * torch.arange(-4, 5, dtype=torch.float32) ** 2)
        taps = (taps / taps.sum()).view(1, 1, -1, 1).repeat(channels, 1, 1, 1)
        x = torch.randn(100, channels, side, side).contiguous(memory_format=self.format)
        times = []
        for i in range(n):
            start = time.perf_counter()
            x.requires_grad_(True)
            with torch.autocast("cpu", torch.bfloat16, enabled=self.bf16):
                y = self.net(x).float().sum()
            (g,) = torch.autograd.grad(y, x)
            with torch.no_grad():
                g = F.conv2d(F.pad(g, (0, 0, 4, 4), mode="reflect"), taps, groups=channels)
                g = F.conv2d(F.pad(g, (4, 4, 0, 0), mode="reflect"), taps.transpose(2, 3), groups=channels)
                g = g.view(100, self.group, -1) if self.group > 1 and g.is_contiguous() else g.reshape(100, self.group, -1)
                x = x.detach().reshape(100, self.group, -1) + 0.1 * g / g.norm(dim=2, keepdim=True).clamp_min(1e-12)
                x = x - x.mean(2, keepdim=True)
                x = (0.5 * x / x.std(2, keepdim=True)).view(100, channels, side, side).contiguous(memory_format=self.format)
            times.append((time.perf_counter() - start) / self.group)
        for p in self.net.parameters():
            p.requires_grad_(True)
        self.net.train()
        return times


class Konomi:
    name = "konomi"

    def __init__(self, program, folder):
        self.process = subprocess.Popen([program, "rounds", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, command, c, n):
        self.process.stdin.write(f"{command} {c['name']} {n}\n")
        self.process.stdin.flush()
        return [float(word) for word in self.process.stdout.readline().split()]


def make_data(c, folder):
    random = np.random.default_rng(1)
    size = c["channels"] * c["side"] ** 2
    # Noise with the spectrum of natural images, 1/f.
    f = np.fft.fftfreq(c["side"])
    radius = np.sqrt(f[:, None] ** 2 + f[None] ** 2)
    radius[0, 0] = 1
    images = np.fft.ifft2(np.fft.fft2(random.standard_normal((c["images"], c["channels"], c["side"], c["side"]))) / radius).real
    images = ((images - images.mean()) / images.std()).astype(np.float32).reshape(c["images"], size)
    field = random.standard_normal(size).astype(np.float32) / math.sqrt(size)
    targets = np.maximum(images @ field, 0)
    targets = ((targets - targets.mean()) / targets.std()).astype(np.float32)
    parts = []
    net = Net(c)
    for layer in net.convolutions:
        parts += [(layer.weight.numel(), layer.weight[0].numel()), (layer.bias.numel(), layer.weight[0].numel())]
    for weight, bias in zip(net.weights, net.biases):
        parts += [(weight.numel(), weight.shape[2]), (bias.numel(), weight.shape[2])]
    parameters = np.concatenate([random.uniform(-1, 1, n) / math.sqrt(fan) for n, fan in parts]).astype(np.float32)
    for kind, values in (("images", images), ("targets", targets), ("parameters", parameters)):
        values.tofile(os.path.join(folder, f"{c['name']}.{kind}"))
    with open(os.path.join(folder, c["name"] + ".json"), "w") as file:
        json.dump(c, file)
    return {"images": images, "targets": targets, "parameters": parameters}


def follow(c, konomi, data, folder, n=100):
    """Along PyTorch's way, at the same parameters and images in every step: the relative differences of the losses, and of the gradients (the largest difference over the
    largest gradient, in every step); and how PyTorch's other layout differs."""
    steps = Torch("reference", c, data, dropout=False).trajectory(n)
    np.concatenate([before for before, _, _ in steps]).tofile(os.path.join(folder, c["name"] + ".trajectory"))
    losses = np.array(konomi.ask("follow", c, n))
    gradients = np.fromfile(os.path.join(folder, c["name"] + ".gradients"), dtype=np.float32).reshape(n, -1)
    expected = np.array([loss for _, loss, _ in steps])
    difference = np.abs(losses - expected) / np.abs(expected)
    other = Torch("again", c, data, channels_last=True, dropout=False)
    again = []
    for before, _, _ in steps:
        other.net.load(before)
        again += other.trajectory(1)
    error = lambda ours, theirs: np.abs(ours - theirs).max() / np.abs(theirs).max()
    errors = [error(ours, theirs) for ours, (_, _, theirs) in zip(gradients, steps)]
    control = [error(ours, theirs) for (_, _, ours), (_, _, theirs) in zip(again, steps)]
    return {
        "loss": float(difference.max()), "gradient_median": float(np.median(errors)), "gradient_most": float(np.max(errors)),
        "gradient_most_within_pytorch": float(np.max(control)),
    }


def compare(c, konomi, data, rounds, steps, ascents, folder):
    curve = np.array(konomi.ask("curve", c, 100))
    reference = np.array(Torch("reference", c, data, dropout=False).losses(100))
    again = np.array(Torch("reference", c, data, channels_last=True, dropout=False).losses(100))
    difference = np.abs(curve - reference) / np.abs(reference)
    error, first = float(difference.max()), float(difference[:5].max())
    control = float(np.max(np.abs(again - reference) / np.abs(reference)))
    followed = follow(c, konomi, data, folder)
    ways = [
        Torch("pytorch default", c, data),
        Torch("pytorch channels_last", c, data, channels_last=True),
        Torch("pytorch bf16", c, data, channels_last=True, bf16=True),
        Torch(f"pytorch {GROUP} neurons bf16", c, data, bf16=True, group=GROUP),
    ]
    train, ascend = {w.name: [] for w in ways + [konomi]}, {w.name: [] for w in ways + [konomi]}
    for way in ways:
        way.train(3)
        way.ascend(1)
    for _ in range(rounds):
        train["konomi"] += konomi.ask("train", c, steps)
        ascend["konomi"] += konomi.ask("ascend", c, ascents)
        for way in ways:
            train[way.name] += way.train(max(2, steps // way.group))
            ascend[way.name] += way.ascend(max(1, ascents // way.group))
    total = c["images"] // c["batch"] * c["epochs"]
    rows = []
    for name in train:
        step, ascent = float(np.median(train[name])), float(np.median(ascend[name]))
        rows.append({"way": name, "train_step_ms": 1e3 * step, "synthesis_step_ms": 1e3 * ascent, "neuron_s": total * step + 200 * ascent})
    ours = next(row for row in rows if row["way"] == "konomi")["neuron_s"]
    print(f"\n{c['name']}: {total} steps of {c['batch']}, then 200 steps of 100 images; ", end="")
    print(f"along PyTorch's 100 steps losses agree within {followed['loss']:.1e}, gradients within {followed['gradient_median']:.1e} (median) and ", end="")
    print(f"{followed['gradient_most']:.1e} (most; PyTorch's two layouts among each other: {followed['gradient_most_within_pytorch']:.1e});")
    print(f"on ways of their own losses within {first:.1e} for 5 steps, {error:.1e} for 100 (PyTorch's two layouts among each other: {control:.1e})")
    print(f"{'':28}{'train step':>12}{'synthesis':>12}{'a neuron':>12}{'konomi is':>12}")
    for row in rows:
        row["ratio"] = row["neuron_s"] / ours
        print(
            f"{row['way']:28}{row['train_step_ms']:9.2f} ms{row['synthesis_step_ms']:9.2f} ms{row['neuron_s']:10.2f} s{row['ratio']:10.1f} x")
    return {
        "case": c["name"], "steps": total, "loss_difference_5_steps": first, "loss_difference_100_steps": error,
        "loss_difference_100_steps_within_pytorch": control, "followed_differences": followed, "ways": rows,
    }


def main():
    parser = argparse.ArgumentParser(prog="tools/bench pytorch")
    parser.add_argument("program", help="the kernel benchmark")
    parser.add_argument("--json", help="also write the figures to this file")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    results = {"torch": torch.__version__, "cases": []}
    with tempfile.TemporaryDirectory() as folder:
        data = {c["name"]: make_data(c, folder) for c in CASES}
        konomi = Konomi(arguments.program, folder)
        for c in CASES:
            results["cases"].append(compare(c, konomi, data[c["name"]], arguments.rounds, 32, 4, folder))
        konomi.process.stdin.close()
        konomi.process.wait()
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(results, file, indent=2)
    # Rounding decides which of two nearly equal pixels wins a pooling window, and the sign of Adam's first steps: from there on, any two programs part. So the losses are
    # compared along one way.
    if any(c["followed_differences"]["loss"] > 1e-5 for c in results["cases"]):
        sys.exit("losses differ by more than 1e-5 at the same parameters")


main()
