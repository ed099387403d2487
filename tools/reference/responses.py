"""What is computed of one neuron's responses and predictions, by numpy, scipy and scikit-learn."""
import numpy as np
import scipy.linalg
import scipy.stats
from sklearn.covariance import empirical_covariance
from sklearn.linear_model import LinearRegression

from streams import Stream, bootstrap


def pearson(a, b):
    return scipy.stats.pearsonr(a, b).statistic


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


def repeats(rng, snr, images, count, missing):
    """One neuron's repeated responses and a prediction of them; the metrics written as in the papers. Some images keep one response or none."""
    signal = rng.normal(size=images)
    y = np.float32(signal + rng.normal(size=(count, images)) / np.sqrt(snr))
    prediction = 0.7 * signal + 0.5 * rng.normal(size=images)
    if missing:
        y[rng.uniform(size=y.shape) < missing] = np.nan
        y[:, 0], y[1:, 1] = np.nan, np.nan
    y = np.float64(y)
    trials = [column[~np.isnan(column)] for column in y.T]
    single = np.concatenate(trials)
    again = [(t, p) for t, p in zip(trials, prediction) if len(t) > 1]
    pooled = np.concatenate([t for t, _ in again])
    noise = np.mean([np.var(t, ddof=1) for t, _ in again])
    # Each image counts alike, however often it was shown.
    weights = np.concatenate([np.full(len(t), len(pooled) / len(again) / len(t)) for t, _ in again])
    total = np.sum(weights * (pooled - np.average(pooled, weights=weights)) ** 2) / (len(pooled) - 1)
    fev = (total - noise) / total
    error = np.mean([np.mean((t - p) ** 2) for t, p in again])
    expected = {
        "fev": fev,
        "feve": 1 - (error - noise) / (total - noise) if fev >= 0.15 else None,
        "single_trial": pearson(np.repeat(prediction, [len(t) for t in trials]), single),
        "oracle": pearson(pooled, np.concatenate([[np.delete(t, i).mean() for i in range(len(t))] for t, _ in again])),
    }
    if missing:
        # Signal power: the covariance of two repeats, pooled over all pairs of them by the degrees of freedom of the images that both have.
        masked = np.ma.masked_invalid(y)
        pairs = [(i, j) for i in range(count) for j in range(i)]
        degrees = [np.ma.count(masked[i] + masked[j]) - 1 for i, j in pairs]
        power = np.average([np.ma.cov(masked[i], masked[j], allow_masked=True)[0, 1] for i, j in pairs], weights=degrees)
    else:
        power = (np.var(y.sum(0), ddof=1) - np.var(y, axis=1, ddof=1).sum()) / (count * (count - 1))
    shown = [i for i, t in enumerate(trials) if len(t)]
    mean = np.array([trials[i].mean() for i in shown])
    covariance = empirical_covariance(np.stack([prediction[shown], mean], 1)) * len(shown) / (len(shown) - 1)
    expected["ccnorm"] = covariance[0, 1] / np.sqrt(covariance[0, 0] * power) if power > 0 else None
    return "repeats", {"responses": y.ravel(), "repeats": [count], "prediction": prediction}, expected


def similarity_interval(rng, n):
    """The interval of a prediction similarity, and that of a median at another coverage, with Konomi's own draws."""
    prediction = rng.normal(size=n)
    y = prediction + rng.normal(size=n)
    stream = Stream(5, "reference", subject="interval")
    expected = dict(zip(("low", "high", "error"), bootstrap(lambda drawn: pearson(prediction[drawn], y[drawn]), n, stream)))
    expected |= dict(zip(("median_low", "median_high", "median_error"), bootstrap(lambda drawn: np.median(y[drawn]), n, stream, 300, 0.8)))
    return "similarity_interval", {"prediction": prediction, "y": y}, expected


def standardised(rng, repeats_, n, missing):
    """Responses averaged over the repeats that exist, z-scored by the training images' moments; what the networks learn under either loss."""
    train, test = (np.float64(np.float32(rng.gamma(2, 3, size=(repeats_, count)))) for count in (n, n // 3))
    for responses in (train, test):
        responses[rng.uniform(size=responses.shape) < missing] = np.nan
        responses[:, 1] = np.nan

    def mean(responses):
        shown = ~np.isnan(responses)
        return np.where(shown.any(0), np.nansum(responses, 0) / np.maximum(shown.sum(0), 1), np.nan)

    y, held = mean(train), mean(test)
    z = scipy.stats.zscore(y, nan_policy="omit")
    expected = {"mean": np.nanmean(y), "deviation": np.nanstd(y), "recorded": 0.7 * np.nanstd(y) + np.nanmean(y), "recorded_poisson": 0.7 * np.nanmean(y)}
    expected |= {f"z{i}": v for i, v in enumerate(z)} | {f"test{i}": v for i, v in enumerate(held)}
    return "standardised", {"training": train.ravel(), "test": test.ravel(), "repeats": [repeats_]}, expected


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


def complexness(rng, n, images, missing):
    """The simple model is the image that does best on the training images, the complex one the maximum over all; both scored on test images."""
    train, test = rng.normal(size=(2, n, images))
    y, held = (d[:, 0] ** 2 + d[:, -1] ** 2 + rng.normal(size=n) for d in (train, test))
    held[rng.uniform(size=n) < missing] = np.nan
    shown = ~np.isnan(held)
    best = np.argmax([pearson(column, y) for column in train.T])
    models = test[shown, best], test[shown].max(1)
    simple, complex_ = (pearson(model, held[shown]) for model in models)
    expected = {"simple": simple, "complex": complex_, "difference": complex_ - simple, "ratio": (complex_ - simple) / (complex_ + simple) if complex_ + simple > 0 else None}
    if images > 1:
        low, high, _ = bootstrap(
            lambda drawn: pearson(models[1][drawn], held[shown][drawn]) - pearson(models[0][drawn], held[shown][drawn]),
            shown.sum(), Stream(1, "reference"))
    expected |= {"low": low, "high": high} if images > 1 else {"low": 0, "high": 0}
    return "complexness", {"training": train.ravel(), "test": test.ravel(), "shape": [n, images], "y": y, "held": held}, expected


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
