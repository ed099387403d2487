"""A small network in double precision: one convolution, pooling, dense layers; and gradient ascent on several of them."""
import numpy as np
import scipy.ndimage

from streams import Stream


class Network:
    """Parameters are drawn as single-precision numbers and kept in PyTorch's order: weights [out, in, y, x], biases, weights [out, in], biases ..."""

    def __init__(self, rng, shape, channels, pooling, hidden, bias):
        self.pooling = pooling
        height, width = shape[1] - 2, shape[2] - 2
        if pooling != "none":
            height, width = height // 2, width // 2
        self.filters = self._draw(rng, (channels, shape[0], 3, 3))
        self.offsets = self._draw(rng, (channels,)) / 3
        widths = [channels * height * width, *hidden, 1]
        self.layers = [[self._draw(rng, (after, before)), abs(self._draw(rng, (after,)))] for before, after in zip(widths, widths[1:])]
        self.layers[-1][1] = np.full(1, float(np.float32(bias)))

    @staticmethod
    def _draw(rng, shape):
        fan = np.prod(shape[1:]) if len(shape) > 1 else 1
        return np.float64(np.float32(rng.uniform(-1, 1, size=shape) * np.sqrt(3 / fan)))

    @property
    def parameters(self):
        return np.concatenate([self.filters.ravel(), self.offsets] + [p.ravel() for layer in self.layers for p in layer])

    def forward(self, images, slopes=False):
        """The outputs for [n, channels, height, width]; with slopes also their derivatives by every pixel, carried along with the values."""
        # x[:, 0] are values, x[:, 1:] the derivatives of each by one pixel.
        x = images[:, None]
        if slopes:
            x = np.concatenate([x, np.broadcast_to(np.eye(images[0].size).reshape(-1, *images[0].shape), (len(x), images[0].size, *images[0].shape))], 1)
        patches = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(3, 4))
        x = np.einsum("ntcyxij,dcij->ntdyx", patches, self.filters, optimize=True)
        x[:, 0] += self.offsets[:, None, None]
        x = self._rectified(x)
        if self.pooling != "none":
            x = x[..., : x.shape[3] // 2 * 2, : x.shape[4] // 2 * 2]
            x = x.reshape(*x.shape[:3], x.shape[3] // 2, 2, x.shape[4] // 2, 2).swapaxes(4, 5).reshape(*x.shape[:3], x.shape[3] // 2, x.shape[4] // 2, 4)
            if self.pooling == "average":
                x = x.mean(-1)
            else:
                largest = np.broadcast_to(x[:, :1].argmax(-1, keepdims=True), (*x.shape[:-1], 1))
                x = np.take_along_axis(x, largest, -1)[..., 0]
        x = x.reshape(*x.shape[:2], -1)
        for place, (weights, biases) in enumerate(self.layers):
            x = x @ weights.T
            x[:, 0] += biases
            if place + 1 < len(self.layers):
                x = self._rectified(x)
        return (x[:, 0, 0], x[:, 1:, 0].reshape(images.shape)) if slopes else x[:, 0, 0]

    @staticmethod
    def _rectified(x):
        return np.where(x[:, :1] > 0, x, 0)


def settled(image, contrast, without=None):
    """Zero mean and the contrast as standard deviation; then twice no part along `without` that is positive."""

    def normed(x):
        return (x - x.mean()) * (contrast / x.std())

    image = normed(image)
    if without is not None:
        for _ in range(2):
            image = normed(image - max((image * without).sum(), 0) * without)
    return image


# The places that an ascent shows its images at, in turn: rows down and columns right.
AROUND = [(-1, -1), (-1, 1), (0, 0), (1, -1), (1, 1), (-1, 0), (0, -1), (0, 1), (1, 0)]


def moved(shape, down, right):
    """Which rows and columns stand where those of an image of that shape stood, the edge repeated."""
    return np.ix_(*(np.clip(np.arange(size) + by, 0, size - 1) for size, by in zip(shape[1:], (down, right))))


def ascend(members, shape, seeds, iterations, seed, neuron, contrast=0.5, rates=(0.2, 0.01), without=None, floor=None, shaken=None):
    """The images, the members' mean outputs, and those after nine tenths of the ascent. With a floor, images above it are pushed away from the others; without one the members
    see the images a little moved. A generator shakes every step by a few of single precision's last places."""
    noise = Stream(seed, "noise images", subject=neuron)

    def rough(x):
        return x if shaken is None else x * (1 + 2e-7 * shaken.normal(size=x.shape))

    images = np.stack([settled(np.float64(noise.normals(np.prod(shape), step=s)).reshape(shape), contrast, without) for s in range(seeds)])

    def activations():
        return np.mean([member.forward(images) for member in members], 0)

    earlier = activations()
    sigma = (0.8 if min(shape[1:]) <= 20 else 1.0) * (0.8 if floor is None else 1)
    for iteration in range(iterations):
        if iteration == iterations * 9 // 10:
            earlier = activations()
        rows, columns = moved(shape, *(AROUND[iteration % len(AROUND)] if floor is None else (0, 0)))
        outputs, seen = (np.mean(part, 0) for part in zip(*(member.forward(images[:, :, rows, columns], slopes=True) for member in members)))
        slopes = np.zeros_like(seen)
        np.add.at(slopes, (slice(None), slice(None), rows, columns), seen)
        rate = rates[0] + (rates[1] - rates[0]) * (iteration / (iterations - 1) if iterations > 1 else 0)
        for place in range(seeds):
            if floor is not None and outputs[place] >= floor:
                direction = images[place] - images.sum(0)
            else:
                direction = np.stack([scipy.ndimage.gaussian_filter(plane, sigma, mode="reflect", truncate=4) for plane in slopes[place]])
            direction = rough(direction)
            if np.any(direction):
                step = rate * contrast * np.sqrt(direction.size) / np.linalg.norm(direction)
                images[place] = rough(settled(images[place] + step * direction, contrast, without))
    return images, activations(), earlier


def steady(draw, measure):
    """The first network case drawn whose expected numbers rounding does not change: where an ascent meets a kink of a ReLU or of max pooling by a hair,
    rounding decides on which side it goes on, and single and double precision part.

    draw gives members and inputs, measure(members, shaken) the further inputs and the expected numbers.
    """
    while True:
        members, inputs = draw()
        more, expected = measure(members, None)
        rough = [measure(members, np.random.default_rng(shake))[1] for shake in range(4)]
        if all(np.allclose([other[name] for other in rough], value, rtol=1e-6, atol=1e-6) for name, value in expected.items() if value is not None):
            return inputs | more, expected
