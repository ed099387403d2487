"""What is asked of a neuron's copy: gratings, phases, turns, and images that are made on it."""
import numpy as np

from images import gabor, partner
from networks import Network, ascend, steady


def gratings(rng, side, tolerance):
    """F1/F0, orientation selectivity and the off-phase ratio of a cell max(a, 0) + tolerance |b|, in numpy; images have zero mean and a deviation of 0.5."""
    p = [rng.uniform(0, 180), rng.uniform(5, 9), 3, 1, rng.uniform(0, 360), side / 2 - 0.5, side / 2 - 0.5]
    u = gabor(*p, side)
    u = (u - u.mean()) / np.linalg.norm(u - u.mean())
    u, v = u.ravel(), partner(u, p[0]).ravel()

    def response(pattern):
        image = pattern - pattern.mean()
        image *= 0.5 * side / np.linalg.norm(image)
        return max(image @ u, 0) + tolerance * abs(image @ v)

    def grating(theta, phase):
        y, x = np.mgrid[:side, :side]
        t = np.radians(theta)
        wave = 2 * np.pi * ((x - p[5]) * np.cos(t) + (y - p[6]) * np.sin(t)) / p[1]
        return response(np.cos(wave + np.radians(phase)).ravel())

    drift = np.array([grating(p[0], phase) for phase in np.arange(16) * 22.5])
    tuning = np.array([np.mean([grating(turn, phase) for phase in np.arange(8) * 45]) for turn in np.arange(24) * 7.5])
    cycle = np.array([response(u * np.cos(phase) + v * np.sin(phase)) for phase in np.radians(np.arange(24) * 15)])
    turned = np.roll(cycle, -np.argmax(cycle))
    expected = {
        "modulation": 2 * abs(np.fft.fft(drift)[1]) / 16 / drift.mean(),
        "selectivity": abs(tuning @ np.exp(2j * np.radians(np.arange(24) * 7.5))) / tuning.sum(),
        "off_phase": turned[7:18].sum() / np.r_[turned[:6], turned[19:]].sum(),
    }
    return "gratings", {"parameters": p, "side": [side], "tolerance": [tolerance], "u": u, "v": v}, expected


def turned(rng, side, turning, weights):
    """The orientation slide and the best Gabor of a cell: the largest of its fields' responses, plus a share of their sum's modulus; fields are turned copies.

    A Gabor is drawn in each channel by the channel's weight.
    """
    p = [rng.uniform(0, 180), rng.uniform(5, 8), rng.uniform(2, 4), rng.uniform(0.6, 1.2), rng.uniform(0, 360), *(side / 2 + rng.uniform(-1, 1, size=2))]

    def shown(turn=0, stretch=1, spread=1, phase=0):
        g = np.multiply.outer(weights, gabor(p[0] + turn, p[1] * stretch, p[2] * spread, p[3], p[4] + phase, *p[5:], side)).ravel()
        return (g - g.mean()) / np.linalg.norm(g - g.mean())

    # The fit is a little off the cell's own field.
    off = rng.uniform(-12, 12), rng.uniform(0.8, 1.2), rng.uniform(0.75, 1.3), rng.uniform(0, 360)
    fields = np.stack([shown(turn + off[0], *off[1:]) for turn in (np.arange(0, 360, 45) if turning else [0])]).round(6)

    def response(image):
        drives = fields @ (0.5 * np.sqrt(image.size) * image)
        return max(drives.max(), 0) + 0.2 * abs(drives.sum())

    slide = [[shown(15 * turn, phase=45 * k - p[4]) for k in range(8)] for turn in range(12)]
    best = np.array([max(response(image) for image in images) for images in slide])
    others = best[[all(image @ fields[0] < 0.5 for image in images) for images in slide]]
    # The best phase, the best neighbour at that phase, that one at all phases.
    phases = [response(shown(phase=45 * k)) for k in range(8)]
    neighbours = {(t, w, s): response(shown(t, w, s, 45 * np.argmax(phases))) for t in (-10, 0, 10) for w in (0.85, 1, 1.18) for s in (0.8, 1, 1.25)}
    nearest = max(neighbours, key=neighbours.get)
    expected = {
        "others": others.mean() / best.max() if len(others) else None,
        "best_gabor": max(*phases, *neighbours.values(), *(response(shown(*nearest, 45 * k)) for k in range(8))),
    }
    return "turned", {"parameters": p, "side": [side], "weights": weights, "fields": fields.ravel()}, expected


def networks(rng, shape, count, pooling, bias, hidden=(6,)):
    members = [Network(rng, shape, 4, pooling, hidden, bias) for _ in range(count)]
    pools = ("none", "average", "max")
    inputs = {"shape": shape, "channels": [4], "pooling": [pools.index(pooling)], "hidden": hidden, "parameters": np.concatenate([m.parameters for m in members])}
    return members, inputs


def optimal_images(rng, shape, pooling, iterations):
    """Optimal images and those pushed apart, after few steps of the ascent: what they do, and how far apart they lie."""

    def measure(members, shaken):
        found, activations, earlier = ascend(members, shape, 5, iterations, 7, "reference", shaken=shaken)
        best = found[np.argmax(activations)]
        floor = np.mean([member.forward(0.7 * best[None]) for member in members])
        apart, outputs, _ = ascend(members, shape, 4, iterations, 7, "reference", floor=floor, shaken=shaken)
        distances = 1 - np.corrcoef(apart.reshape(4, -1))[np.triu_indices(4, 1)]
        expected = {f"activation{i}": a for i, a in enumerate(activations)} | {f"earlier{i}": a for i, a in enumerate(earlier)}
        return {"iterations": [iterations]}, expected | {f"apart{i}": a for i, a in enumerate(outputs)} | {"distance": distances.mean()}

    return "optimal_images", *steady(lambda: networks(rng, shape, 2, pooling, 0.5), measure)


def transfer(rng, shape, count, pooling, bias, poisson):
    """Images made on one member and shown to the others: the mean ratio over the images that drive their own member."""

    def response(outputs):
        return np.log1p(np.exp(outputs)) if poisson else outputs

    def measure(members, shaken):
        ratios = []
        for own, member in enumerate(members):
            made, activations, _ = ascend([member], shape, 4, 10, 7, "reference", shaken=shaken)
            others = np.mean([response(m.forward(made)) for i, m in enumerate(members) if i != own], 0)
            ratios.extend((others / response(activations))[response(activations) > 0])
        return {"poisson": [poisson]}, {"transfer": np.mean(ratios) if ratios else None}

    return "cross_model_transfer", *steady(lambda: networks(rng, shape, count, pooling, bias), measure)


def deflated(rng, shape, pooling, theta):
    """The best image without the optimal one: rho2 and q of the seed that lies furthest from the phase plane, of those near the best."""

    def measure(members, shaken):
        found, activations, _ = ascend(members, shape, 3, 30, 7, "reference")
        u = np.float64(np.float32(found[np.argmax(activations)]))
        u = (u - u.mean()) / np.linalg.norm(u - u.mean())
        v = partner(u, theta)
        grey = np.mean([member.forward(np.zeros((1, *shape))) for member in members])
        images, outputs, _ = ascend(members, shape, 8, 50, 7, "reference", without=u, shaken=shaken)
        unit = images / np.sqrt((images**2).sum((1, 2, 3), keepdims=True))
        q = np.hypot((unit * u).sum((1, 2, 3)), (unit * v).sum((1, 2, 3)))
        responses = outputs - grey
        chosen = np.argmin(np.where(responses >= 0.9 * responses.max(), q, np.inf))
        best = activations.max()
        expected = {"activation": responses[chosen] / (best - grey), "overlap": q[chosen]} if best > grey else {"activation": None, "overlap": None}
        return {"u": u.ravel(), "theta": [theta], "best": [best]}, expected

    return "deflated", *steady(lambda: networks(rng, shape, 2, pooling, 0.2), measure)
