"""The comparison models, by scikit-learn."""
import numpy as np
import scipy.spatial
from sklearn.linear_model import Lasso, LinearRegression, Ridge
from sklearn.svm import SVR


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


def comparison(rng, n, pixels, missing):
    """Ridge as it is reported: on each of three folds the penalty with the least squared error on the images left out, then the folds' mean prediction.

    And the ends of the Lasso's path on each fold, from the penalty that is just enough for no weight at all down to 3e-3 of it.
    """
    x, others = rng.normal(size=(n, pixels)) * rng.uniform(0.5, 2, size=pixels) + 1, rng.normal(size=(5, pixels))
    y = x @ rng.normal(size=pixels) + 3 * rng.normal(size=n)
    y[rng.uniform(size=n) < missing] = np.nan
    fold = np.arange(n) % 3
    predictions, expected = [], {}
    for held in range(3):
        fitted = x[fold != held]
        unit = np.mean(np.sum((fitted - fitted.mean(0)) ** 2, 1))
        shown, left = (fold != held) & ~np.isnan(y), (fold == held) & ~np.isnan(y)
        models = [Ridge(alpha=10.0**half * unit, solver="cholesky").fit(x[shown], y[shown]) for half in np.arange(3.5, -3.1, -0.5)]
        best = min(models, key=lambda model: np.sum((model.predict(x[left]) - y[left]) ** 2))
        predictions.append(best.predict(others))
        standard = (x[shown] - fitted.mean(0)) / fitted.std(0)
        first = np.abs((standard - standard.mean(0)).T @ (y[shown] - y[shown].mean())).max() / shown.sum()
        expected |= {f"first{held}": first, f"last{held}": 3e-3 * first}
    expected |= {str(i): p for i, p in enumerate(np.mean(predictions, 0))}
    return "comparison", {"features": x.ravel(), "others": others.ravel(), "y": y, "folds": fold}, expected


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
