"""Reference values of every metric and statistic, by numpy, scipy and scikit-learn, on data drawn from a seed.

Prints JSON: cases of {"quantity", "inputs": {name: [numbers]}, "expected": {name: number or null}}; null among the inputs is a missing response.
Tests/AnalysisTests/ReferenceTests.swift computes the same with Konomi's own code and compares to 1e-6 (tools/check-statistics).
"""
import argparse
import json

import numpy as np
import scipy.optimize
import scipy.spatial
import scipy.stats
from sklearn.covariance import empirical_covariance
from sklearn.linear_model import Lasso, LinearRegression, Ridge
from sklearn.svm import SVR


def pearson(a, b):
    return scipy.stats.pearsonr(a, b).statistic


def repeats(rng, snr, images, count, missing):
    """One neuron's repeated responses and a prediction of them; the metrics written as in the papers."""
    signal = rng.normal(size=images)
    y = signal + rng.normal(size=(count, images)) / np.sqrt(snr)
    prediction = 0.7 * signal + 0.5 * rng.normal(size=images)
    if missing:
        y[rng.uniform(size=y.shape) < missing] = np.nan
        y[:2] = np.where(np.isnan(y[:2]), 0.3, y[:2])
    trials = [column[~np.isnan(column)] for column in y.T]
    pooled = np.concatenate(trials)
    noise = np.mean([np.var(t, ddof=1) for t in trials])
    total = np.var(pooled, ddof=1)
    fev = (total - noise) / total
    error = np.mean(np.concatenate([(t - p) ** 2 for t, p in zip(trials, prediction)]))
    expected = {
        "fev": fev,
        "feve": 1 - (error - noise) / (total - noise) if fev >= 0.15 else None,
        "single_trial": pearson(np.repeat(prediction, [len(t) for t in trials]), pooled),
        "oracle": pearson(pooled, np.concatenate([[np.delete(t, i).mean() for i in range(len(t))] for t in trials])),
    }
    if not missing:
        power = (np.var(y.sum(0), ddof=1) - np.var(y, axis=1, ddof=1).sum()) / (count * (count - 1))
        mean = y.mean(0)
        covariance = empirical_covariance(np.stack([prediction, mean], 1)) * images / (images - 1)
        expected["ccnorm"] = covariance[0, 1] / np.sqrt(covariance[0, 0] * power) if power > 0 else None
    return "repeats", {"responses": y.ravel(), "repeats": [count], "prediction": prediction}, expected


def wilcoxon(rng, n, exact, ties):
    d = rng.normal(0.3, 1, size=n)
    if ties:
        d = np.round(d * 2) / 2
    test = scipy.stats.wilcoxon(d, method="exact" if exact else "asymptotic", correction=False, zero_method="wilcox")
    return "wilcoxon", {"differences": d}, {"p": test.pvalue, "statistic": test.statistic}


def proportion(successes, trials):
    interval = scipy.stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    return "wilson", {"counts": [successes, trials]}, {"low": interval.low, "high": interval.high}


def false_discovery(rng, n):
    p = rng.uniform(size=n) ** 3
    adjusted = scipy.stats.false_discovery_control(p, method="bh")
    return "benjamini_hochberg", {"p": p}, {str(i): a for i, a in enumerate(adjusted)}


def rayleigh(rng, n, spread):
    theta = np.degrees(rng.vonmises(1.0, 1 / spread, size=n)) / 2 % 180
    resultant = 1 - scipy.stats.circvar(theta, high=180, low=0)
    r = n * resultant
    p = np.exp(np.sqrt(1 + 4 * n + 4 * (n**2 - r**2)) - (1 + 2 * n))
    return "rayleigh", {"orientations": theta}, {"resultant": resultant, "mean": scipy.stats.circmean(theta, high=180, low=0), "p": min(p, 1)}


def normal_tail(z):
    return "normal_tail", {"z": [z]}, {"p": scipy.stats.norm.sf(z)}


def regression(rng, n, p):
    """Ordinary least squares with White's HC0 covariance, by scikit-learn and the sandwich written out."""
    x = np.abs(rng.normal(size=(n, p)))
    y = x @ rng.normal(size=p) + rng.normal(size=n) * (0.3 + x[:, 0])
    model = LinearRegression().fit(x, y)
    design = np.column_stack([np.ones(n), x])
    residual = y - model.predict(x)
    bread = np.linalg.inv(design.T @ design)
    covariance = bread @ (design.T * residual**2) @ design @ bread
    expected = {"w0": model.intercept_, **{f"w{i + 1}": w for i, w in enumerate(model.coef_)}}
    expected |= {f"se{i}": s for i, s in enumerate(np.sqrt(np.diag(covariance)))}
    return "regression", {"features": x.ravel(), "y": y}, expected


def phase_tolerance(rng, n, tolerance):
    """tau and its interval from given projections on a quadrature pair: rotation, exponent, least squares, HC0 and delta method in numpy."""
    train = 2 * n // 3
    a, b = rng.normal(size=(2, n))
    y = np.maximum(a, 0) ** 2 + tolerance * (np.maximum(-a, 0) ** 2 + b**2) + rng.normal(size=n)
    best = (-2, 0, 0)
    for power in (1, 1.5, 2):
        for degrees in range(-40, 41, 5):
            d = np.radians(degrees)
            r = pearson(np.maximum(a[:train] * np.cos(d) + b[:train] * np.sin(d), 0) ** power, y[:train])
            if r > best[0]:
                best = (r, power, degrees)
    _, power, degrees = best
    d = np.radians(degrees)
    a2, b2 = a * np.cos(d) + b * np.sin(d), b * np.cos(d) - a * np.sin(d)
    design = np.column_stack([np.ones(n)] + [np.maximum(v, 0) ** power for v in (a2, -a2, b2, -b2)])
    w = scipy.linalg.lstsq(design, y)[0]
    bread = np.linalg.inv(design.T @ design)
    covariance = bread @ (design.T * (y - design @ w) ** 2) @ design @ bread
    m = 1 + np.argmax(w[1:])
    others = w[1:].sum() - w[m]
    tau = others / (3 * w[m])
    gradient = np.full(5, 1 / (3 * w[m]))
    gradient[0] = 0
    gradient[m] = -others / (3 * w[m] ** 2)
    se = np.sqrt(gradient @ covariance @ gradient)
    expected = {"tau": tau, "se": se, "low": tau - 1.645 * se, "high": tau + 1.645 * se, "power": power, "rotation": degrees}
    expected |= {f"w{i}": v for i, v in enumerate(w[1:])}
    expected["largest_other"] = np.delete(w[1:], m - 1).max() / w[m]
    return "phase_tolerance", {"a": a, "b": b, "y": y, "training": [train]}, expected


def partner(u, theta):
    """The quadrature partner of an image of zero mean and unit norm, by numpy's FFT."""
    height, width = u.shape
    fy, fx = np.fft.fftfreq(2 * height)[:, None], np.fft.fftfreq(2 * width)[None]
    half = np.sign(fx * np.cos(np.radians(theta)) + fy * np.sin(np.radians(theta)))
    v = np.real(np.fft.ifft2(np.fft.fft2(u, (2 * height, 2 * width)) * -1j * half))[:height, :width]
    v = v - v.mean()
    v = v - (v * u).sum() * u
    return v / np.linalg.norm(v)


def quadrature(rng, height, width, theta):
    u = rng.normal(size=(height, width))
    u -= u.mean()
    u /= np.linalg.norm(u)
    v = partner(u, theta)
    return "quadrature", {"u": u.ravel(), "shape": [height, width], "theta": [theta]}, {str(i): x for i, x in enumerate(v.ravel())}


def nelder_mead(start):
    simplex = np.array(start) + np.vstack([np.zeros(len(start)), 0.1 * np.eye(len(start))])
    # scipy counts from one.
    options = {"maxiter": 61, "xatol": 0, "fatol": 0, "initial_simplex": simplex}
    fit = scipy.optimize.minimize(scipy.optimize.rosen, start, method="Nelder-Mead", options=options)
    return "nelder_mead", {"start": start}, {"value": fit.fun, **{f"x{i}": x for i, x in enumerate(fit.x)}}


def gabor(theta, wavelength, sigma, aspect, phase, cx, cy, side):
    y, x = np.mgrid[:side, :side]
    t = np.radians(theta)
    u, v = (x - cx) * np.cos(t) + (y - cy) * np.sin(t), (y - cy) * np.cos(t) - (x - cx) * np.sin(t)
    return np.exp(-(u**2 + aspect**2 * v**2) / (2 * sigma**2)) * np.cos(2 * np.pi * u / wavelength + np.radians(phase))


def gabor_fit(rng, side, noise):
    """A Gabor in noise, and how well scipy's optimiser, started at the truth, can fit it: our own search from nothing must do as well."""
    truth = [rng.uniform(0, 180), rng.uniform(4, 10), 0, rng.uniform(0.6, 1.4), rng.uniform(0, 360), *(side / 2 + rng.uniform(-3, 3, size=2))]
    truth[2] = truth[1] * rng.uniform(0.38, 0.5)
    image = gabor(*truth, side)
    image = np.round(image / np.linalg.norm(image) + noise * rng.normal(size=image.shape) / side, 4)

    def loss(p):
        fit = gabor(*p, side)
        return -pearson(fit.ravel(), image.ravel()) if p[1] > 1 and p[2] > 0.3 and p[3] > 0.1 else 1.0

    best = scipy.optimize.minimize(loss, truth, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-6, "fatol": 1e-10})
    return "gabor_fit", {"image": image.ravel(), "shape": [side, side], "truth": truth}, {"similarity": -best.fun}


def gabor_image(rng, side):
    p = [rng.uniform(0, 180), rng.uniform(4, 10), rng.uniform(2, 5), rng.uniform(0.5, 2), rng.uniform(0, 360), *rng.uniform(5, side - 5, size=2)]
    return "gabor_image", {"parameters": p, "shape": [side, side]}, {str(i): v for i, v in enumerate(gabor(*p, side).ravel())}


def summary(rng, n):
    x, y = rng.normal(size=(2, n))
    y += 0.5 * x
    expected = {"mean": x.mean(), "variance": x.var(), "deviation": x.std(), "pearson": pearson(x, y)}
    expected |= {f"q{q}": np.quantile(x, q / 1000) for q in (25, 250, 500, 975)}
    return "summary", {"x": x, "y": y}, expected


def indices(rng):
    """Nonlinearity index and Good-Turing coverage, written as in the papers."""
    network, linear = rng.uniform(0.1, 0.9, size=2)
    groups = rng.integers(1, 4, size=6)
    expected = {
        "difference": network - linear,
        "index": (network - linear) / (network + linear),
        "coverage": 1 - np.count_nonzero(groups == 1) / groups.sum(),
    }
    return "indices", {"similarities": [network, linear], "groups": groups}, expected


def complexness(rng, n, images, missing):
    """The simple model is the image that does best on the training images, the complex one the maximum over all; both scored on test images."""
    train, test = rng.normal(size=(2, n, images))
    y, held = (d[:, 0] ** 2 + d[:, -1] ** 2 + rng.normal(size=n) for d in (train, test))
    held[rng.uniform(size=n) < missing] = np.nan
    shown = ~np.isnan(held)
    best = np.argmax([pearson(column, y) for column in train.T])
    simple, complex_ = pearson(test[shown, best], held[shown]), pearson(test[shown].max(1), held[shown])
    expected = {"simple": simple, "complex": complex_, "difference": complex_ - simple, "ratio": (complex_ - simple) / (complex_ + simple) if complex_ + simple > 0 else None}
    return "complexness", {"training": train.ravel(), "test": test.ravel(), "shape": [n, images], "y": y, "held": held}, expected


def distances(rng, images, pixels):
    """The diversity index's mean distance: 1 - r over all pairs."""
    stack = np.float32(rng.normal(size=(images, pixels)) + rng.normal(size=pixels))
    return "diversity", {"images": stack.ravel(), "count": [images]}, {"distance": np.mean(1 - np.corrcoef(np.float64(stack))[np.triu_indices(images, 1)])}


def merged(rng, images, pixels, least, correlation):
    """Distinct images: the greedy merging written in numpy, on noisy copies of three patterns."""
    stack = np.float32(rng.normal(size=(3, pixels))[rng.integers(0, 3, size=images)] + 0.4 * rng.normal(size=(images, pixels)))
    activations = rng.uniform(0.7, 1, size=images)
    unit = np.float64(stack) - stack.mean(1, keepdims=True, dtype=float)
    unit = np.float64(np.float32(unit / np.linalg.norm(unit, axis=1, keepdims=True)))
    groups = []
    for image in np.argsort(-activations):
        if activations[image] < least * activations.max():
            continue
        for group in groups:
            mean = unit[group].sum(0)
            if unit[image] @ mean / np.linalg.norm(mean) > correlation:
                group.append(image)
                break
        else:
            groups.append([image])
    means = np.array([unit[group].sum(0) for group in groups])
    expected = {"groups": len(groups), **{f"size{i}": len(g) for i, g in enumerate(groups)}, "r": pearson(means[0], means[-1])}
    return "distinct", {"images": stack.ravel(), "activations": activations, "rule": [least, correlation]}, expected


def ridge(rng, n, pixels, missing):
    """The last fifth of the images is the fold left out; the penalty is in units of the mean squared norm of a centred image."""
    x, others = rng.normal(size=(n, pixels)) * rng.uniform(0.5, 2, size=pixels), rng.normal(size=(7, pixels))
    y = x @ rng.normal(size=pixels) + rng.normal(size=n) + 3
    y[rng.uniform(size=n) < missing] = np.nan
    fitted = x[: n - n // 5]
    unit = np.mean(np.sum((fitted - fitted.mean(0)) ** 2, 1))
    shown = ~np.isnan(y[: len(fitted)])
    expected = {}
    for penalty in (0.01, 1, 30):
        model = Ridge(alpha=penalty * unit, solver="cholesky").fit(fitted[shown], y[: len(fitted)][shown])
        expected |= {f"{penalty:g}-{i}": p for i, p in enumerate(model.predict(others))}
    return "ridge", {"features": x.ravel(), "others": others.ravel(), "y": y}, expected


def linear_nonlinear(rng, n, pixels, missing):
    """A ridge filter, then a + b max(g - t, 0)^p: t a quantile of the filter's output over the images fitted, a and b by least squares."""
    x, others = rng.normal(size=(n, pixels)), rng.normal(size=(6, pixels))
    y = np.maximum(x @ rng.normal(size=pixels), 0) ** 1.5 + rng.normal(size=n)
    y[rng.uniform(size=n) < missing] = np.nan
    fitted = x[: n - n // 5]
    unit = np.mean(np.sum((fitted - fitted.mean(0)) ** 2, 1))
    shown = ~np.isnan(y[: len(fitted)])
    filters = Ridge(alpha=0.1 * unit, solver="cholesky").fit(fitted[shown], y[: len(fitted)][shown])
    drive, drives = filters.predict(fitted[shown]), filters.predict(others)
    expected = {}
    for quantile, power in ((0, 1), (0.4, 1.5), (0.9, 2)):
        threshold = np.quantile(drive, quantile)
        line = LinearRegression().fit(np.maximum(drive - threshold, 0)[:, None] ** power, y[: len(fitted)][shown])
        prediction = line.predict(np.maximum(drives - threshold, 0)[:, None] ** power)
        expected |= {f"{quantile:g}-{2 * power:g}-{i}": p for i, p in enumerate(prediction)}
    return "linear_nonlinear", {"features": x.ravel(), "others": others.ravel(), "y": y, "penalty": [0.1]}, expected


def gabor_energy(rng, height, width):
    """Amplitudes of quadrature pairs of Gabors on every second pixel, averaged over windows of 4 x 4 pixels; every filter is blind to grey."""
    images = np.float32(rng.normal(size=(2, height, width)))
    y, x = np.mgrid[:height, :width]
    features = []
    for frequency in (0.06, 0.12, 0.24):
        for angle in np.arange(8) * np.pi / 8:
            energy = np.empty((2, height // 4 * 2, width // 4 * 2))
            for row, column in np.ndindex(energy.shape[1:]):
                dx, dy = x - 2 * column - 0.5, y - 2 * row - 0.5
                u, v = dx * np.cos(angle) + dy * np.sin(angle), dy * np.cos(angle) - dx * np.sin(angle)
                envelope = np.exp(-0.5 * (2 * np.pi * frequency) ** 2 * ((0.35 * u) ** 2 + (0.4 * v) ** 2))
                wave = envelope * np.exp(2j * np.pi * frequency * u)
                wave -= envelope * wave.sum() / envelope.sum()
                energy[:, row, column] = np.abs((np.float64(images) * wave).sum((1, 2)))
            features.append(energy.reshape(2, height // 4, 2, width // 4, 2).mean((2, 4)).reshape(2, -1))
    expected = np.concatenate(features, 1)
    return "gabor_energy", {"images": images.ravel(), "shape": [height, width]}, {str(i): f for i, f in enumerate(expected.ravel())}


def lasso(rng, n, pixels, penalty):
    x = rng.normal(size=(n, pixels))
    y = x @ (rng.normal(size=pixels) * (rng.uniform(size=pixels) < 0.3)) + rng.normal(size=n)
    model = Lasso(alpha=penalty, fit_intercept=False, tol=1e-14, max_iter=100_000).fit(x, y)
    return "lasso", {"covariance": (x.T @ x / n).ravel(), "correlations": x.T @ y / n, "penalty": [penalty]}, {f"w{i}": w for i, w in enumerate(model.coef_)}


def support_vectors(rng, n, cost):
    x = rng.normal(size=(n, 3))
    kernel = np.exp(-0.3 * scipy.spatial.distance.cdist(x, x, "sqeuclidean"))
    y = np.sin(x[:, 0]) + 0.3 * rng.normal(size=n)
    fitted = n - 5
    model = SVR(kernel="precomputed", C=cost, epsilon=0.1, tol=1e-10).fit(kernel[:fitted, :fitted], y[:fitted])
    return "svr", {"kernel": kernel.ravel(), "y": y[:fitted], "cost": [cost]}, {str(i): p for i, p in enumerate(model.predict(kernel[fitted:, :fitted]))}


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


def cases(rng):
    yield summary(rng, 37)
    yield indices(rng)
    for images, missing in ((1, 0), (4, 0.2)):
        yield complexness(rng, 60, images, missing)
    yield distances(rng, 8, 50)
    for least, correlation in ((0.85, 0.8), (0, 0.5)):
        yield merged(rng, 24, 60, least, correlation)
    for n, pixels, missing in ((60, 8, 0), (40, 60, 0), (50, 12, 0.2)):
        yield ridge(rng, n, pixels, missing)
    for penalty in (0.02, 0.2):
        yield lasso(rng, 60, 20, penalty)
    for cost in (0.3, 5):
        yield support_vectors(rng, 60, cost)
    for n, pixels, missing in ((80, 6, 0), (60, 70, 0.2)):
        yield linear_nonlinear(rng, n, pixels, missing)
    yield gabor_energy(rng, 12, 9)
    for tolerance in (0.0, 0.4):
        yield gratings(rng, 16, tolerance)
    for snr, images, count, missing in [(1, 40, 5, 0), (0.3, 60, 10, 0), (4, 30, 2, 0), (0.02, 20, 3, 0), (1, 50, 6, 0.25)]:
        yield repeats(rng, snr, images, count, missing)
    for n, exact, ties in [(8, True, False), (25, True, False), (50, True, False), (60, False, False), (40, False, True), (172, False, False)]:
        yield wilcoxon(rng, n, exact, ties)
    for successes, trials in [(0, 10), (3, 10), (10, 10), (258, 997)]:
        yield proportion(successes, trials)
    yield false_discovery(rng, 30)
    for n, spread in [(20, 100.0), (50, 1.0), (9, 0.4)]:
        yield rayleigh(rng, n, spread)
    for z in (-3.0, 0.0, 0.5, 2.4, 2.6, 8.0, 30.0):
        yield normal_tail(z)
    yield regression(rng, 120, 4)
    for tolerance in (0.0, 0.2, 1.0):
        yield phase_tolerance(rng, 300, tolerance)
    for height, width, theta in [(8, 8, 30.0), (9, 6, 120.0), (7, 7, 0.0)]:
        yield quadrature(rng, height, width, theta)
    yield nelder_mead([-1.2, 1.0])
    yield nelder_mead([1.3, 0.7, 0.0, 1.9])
    yield gabor_image(rng, 12)
    for side, noise in [(20, 0.0), (24, 0.5), (32, 1.0)]:
        yield gabor_fit(rng, side, noise)


def plain(value):
    """A number for JSON: NaN and None become null."""
    return None if value is None or np.isnan(value) else float(value)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    rng = np.random.default_rng(parser.parse_args().seed)
    table = [
        {
            "quantity": quantity,
            "inputs": {name: [plain(v) for v in values] for name, values in inputs.items()},
            "expected": {name: plain(v) for name, v in expected.items()},
        }
        for quantity, inputs, expected in cases(rng)
    ]
    print(json.dumps({"cases": table}))
