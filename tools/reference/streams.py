"""Konomi's random numbers, from the published algorithm: Philox 4x32-10 (Salmon, Moraes, Dror & Shaw, SC 2011) by address."""
import numpy as np

WORD = 0xFFFFFFFF


def philox(counter, key):
    """The four 32-bit words at each counter: a sequence of four integers or arrays of them, below 2^32; key is two integers."""
    c = [np.asarray(word, dtype=np.uint64) for word in counter]
    k = list(key)
    for _ in range(10):
        first, second = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [
            (second >> np.uint64(32)) ^ c[1] ^ np.uint64(k[0]), second & np.uint64(WORD),
            (first >> np.uint64(32)) ^ c[3] ^ np.uint64(k[1]), first & np.uint64(WORD),
        ]
        k = [(k[0] + 0x9E3779B9) & WORD, (k[1] + 0xBB67AE85) & WORD]
    return c


# The last of the three known answers that Random123 publishes for philox4x32-10.
ANSWER = philox((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0))
assert [int(word) for word in ANSWER] == [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]


def fnv1a(text):
    """The 64-bit FNV-1a hash of a text's UTF-8 bytes."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


class Stream:
    """The numbers for one purpose and subject."""

    def __init__(self, seed, purpose, subject=None, member=0):
        subject = 0 if subject is None else fnv1a(subject)
        block = philox((subject & WORD, subject >> 32, fnv1a(purpose) & WORD, member), (seed & WORD, seed >> 32))
        self.key = (int(block[0]), int(block[1]))

    def words(self, step, index):
        index = np.asarray(index, dtype=np.uint64)
        return np.stack(philox((index & np.uint64(WORD), index >> np.uint64(32), step & WORD, step >> 32), self.key))

    def integers(self, bound, step, count):
        """The first `count` whole numbers below `bound`: floor(bits * bound / 2^64) of the first two words."""
        low, high = self.words(step, np.arange(count))[:2]
        bound = np.uint64(bound)
        return ((high * bound + (low * bound >> np.uint64(32))) >> np.uint64(32)).astype(int)

    def uniforms(self, count, step=0):
        """In single precision, one word each."""
        return (self._flat(count, step) >> np.uint64(8)).astype(np.float32) * np.float32(2**-24)

    def normals(self, count, step=0):
        """In single precision, two of every two words (Box & Muller)."""
        first, second = self._flat(count + count % 2, step).reshape(-1, 2).T.astype(float)
        radius, angle = np.sqrt(-2 * np.log((first + 1) * 2**-32)), 2 * np.pi * second * 2**-32
        return np.float32(np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).ravel()[:count])

    def _flat(self, count, step):
        return self.words(step, np.arange((count + 3) // 4)).T.ravel()[:count]


def bootstrap(statistic, count, stream, resamples=1000, coverage=0.95):
    """Percentile interval and standard error of a statistic of resampled indices; resamples in which it is not defined are left out."""
    values = np.array([statistic(stream.integers(count, resample, count)) for resample in range(resamples)], dtype=float)
    values = values[~np.isnan(values)]
    low, high = np.quantile(values, [(1 - coverage) / 2, (1 + coverage) / 2])
    return low, high, values.std()


def random_numbers(rng, count):
    seed, step = int(rng.integers(2**50)), int(rng.integers(2**40))
    stream = Stream(seed, "reference", subject="neuron é", member=3)
    expected = {f"uniform{i}": v for i, v in enumerate(stream.uniforms(count, step))}
    expected |= {f"normal{i}": v for i, v in enumerate(stream.normals(count, step))}
    expected |= {f"integer{i}": v for i, v in enumerate(stream.integers(1000, step, count))}
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = int(stream.integers(last + 1, step, count)[last])
        order[last], order[other] = order[other], order[last]
    return "random_numbers", {"seed": [seed], "step": [step], "count": [count]}, expected | {f"place{i}": v for i, v in enumerate(order)}
