"""What is computed of images: quadrature partners, Gabor functions and their fit, distances, distinct images, quality."""
import numpy as np
import scipy.ndimage
import scipy.optimize

from responses import pearson


def partner(u, theta):
    """The quadrature partner of an image [..., height, width] of zero mean and unit norm, by numpy's FFT; channels are transformed one by one."""
    height, width = u.shape[-2:]
    fy, fx = np.fft.fftfreq(2 * height)[:, None], np.fft.fftfreq(2 * width)[None]
    half = np.sign(fx * np.cos(np.radians(theta)) + fy * np.sin(np.radians(theta)))
    v = np.real(np.fft.ifft2(np.fft.fft2(u, (2 * height, 2 * width)) * -1j * half))[..., :height, :width]
    v = v - v.mean()
    v = v - (v * u).sum() * u
    return v / np.linalg.norm(v)


def quadrature(rng, shape, theta):
    u = rng.normal(size=shape)
    u -= u.mean()
    u /= np.linalg.norm(u)
    v = partner(u, theta)
    return "quadrature", {"u": u.ravel(), "shape": shape, "theta": [theta]}, {str(i): x for i, x in enumerate(v.ravel())}


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


def quality(rng, channels, height, width, smoothing):
    """How like its neighbours a pixel is, which pixels leave the range shown, and the flags that follow; every pair of neighbours in a table of its own."""
    image = rng.normal(size=(channels, height, width))
    image = np.float64(np.float32(scipy.ndimage.gaussian_filter(image, (0, smoothing, smoothing))))
    low, high = np.quantile(image, rng.choice([[0, 1], [0.03, 0.98]]))
    across, down = (image[..., :-1], image[..., 1:]), (image[:, :-1], image[:, 1:])
    r = pearson(*(np.concatenate([a.ravel(), d.ravel()]) for a, d in zip(across, down)))
    beyond = np.mean((image < low) | (image > high))
    activation, natural = rng.uniform(0.5, 2), rng.uniform(-0.3, 2)
    earlier = activation - rng.uniform(0, 0.04) * activation
    expected = {
        "smoothness": r, "beyond": beyond, "noisy": r < 0.3, "clipped": beyond > 0.01, "converged": activation - earlier <= 0.02 * activation,
        "ratio": activation / natural if natural > 0 else None,
    }
    return "image_quality", {"image": image.ravel(), "shape": [channels, height, width], "range": [low, high], "activations": [activation, earlier, natural]}, expected


def projections(rng, count, shape):
    """Dot products of images, each less its mean and of unit norm, with two axes; an image without contrast has none."""
    stack = np.float64(np.float32(rng.normal(size=(count, *shape)) * rng.uniform(0.1, 3, size=(count, 1, 1, 1)) + 2))
    stack[1] = 0.3
    axes = np.float64(np.float32(rng.normal(size=(2, *shape))))
    unit = (stack - stack.mean((1, 2, 3), keepdims=True)).reshape(count, -1)
    norms = np.linalg.norm(unit, axis=1, keepdims=True)
    products = np.where(norms > 1e-6, unit / np.maximum(norms, 1e-6), 0) @ axes.reshape(2, -1).T
    return "projections", {"images": stack.ravel(), "axes": axes.ravel(), "shape": shape}, {str(i): p for i, p in enumerate(products.ravel())}


def gabor_match(rng, channels, side):
    """The best cosine and sine amplitude in each channel at a given geometry, by numpy's least squares; similarity is r of their sum with the whole image."""
    p = [rng.uniform(0, 180), rng.uniform(4, 9), rng.uniform(2, 4), rng.uniform(0.6, 1.4), *(side / 2 + rng.uniform(-2, 2, size=2))]
    even, odd = (gabor(*p[:4], phase, *p[4:], side) for phase in (0, -90))
    image = rng.normal(size=(channels, 1, 1)) * even + rng.normal(size=(channels, 1, 1)) * odd + rng.normal(size=(channels, side, side)) / 2
    image = np.float64(np.float32(image - image.mean((1, 2), keepdims=True)))
    basis = np.stack([(wave - wave.mean()).ravel() for wave in (even, odd)], 1)
    amplitudes = np.linalg.lstsq(basis, image.reshape(channels, -1).T)[0]
    expected = {"similarity": pearson((basis @ amplitudes).T.ravel(), image.ravel())}
    for channel, (cosine, sine) in enumerate(amplitudes.T / np.linalg.norm(image)):
        expected |= {f"cosine{channel}": cosine, f"sine{channel}": sine}
    return "gabor_match", {"geometry": p, "image": image.ravel(), "shape": image.shape}, expected
