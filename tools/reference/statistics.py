"""Reference values of every metric and statistic, by numpy, scipy and scikit-learn, on data drawn from a seed.

Prints JSON: cases of {"quantity", "inputs": {name: [numbers]}, "expected": {name: number or null}}; null among the inputs is a missing response.
The tests AnalysisTests/ReferenceTests.swift and ReportTests/ReferenceTests.swift compute the same with Konomi's own code and compare to 1e-6 (tools/check-statistics).
"""
import argparse
import json

import numpy as np

import figures
import images
import in_silico
import models
import population
import responses
import streams


def cases(rng):
    yield responses.summary(rng, 37)
    yield responses.indices(rng)
    for count, missing in ((1, 0), (4, 0.2)):
        yield responses.complexness(rng, 60, count, missing)
    yield images.distances(rng, 8, 50)
    for least, correlation in ((0.85, 0.8), (0, 0.5)):
        yield images.merged(rng, 24, 60, least, correlation)
    for n, pixels, missing in ((60, 8, 0), (40, 60, 0), (50, 12, 0.2)):
        yield models.ridge(rng, n, pixels, missing)
    for penalty in (0.02, 0.2):
        yield models.lasso(rng, 60, 20, penalty)
    for cost in (0.3, 5):
        yield models.support_vectors(rng, 60, cost)
    for n, pixels, missing in ((80, 6, 0), (60, 70, 0.2)):
        yield models.linear_nonlinear(rng, n, pixels, missing)
    yield models.gabor_energy(rng, 12, 9)
    for tolerance in (0.0, 0.4):
        yield in_silico.gratings(rng, 16, tolerance)
    for snr, shown, count, missing in [(1, 40, 5, 0), (0.3, 60, 10, 0), (4, 30, 2, 0), (0.02, 20, 3, 0), (1, 50, 6, 0.25), (0.3, 40, 3, 0.4), (0.02, 20, 2, 0.2)]:
        yield responses.repeats(rng, snr, shown, count, missing)
    for n, exact, ties in [(8, True, False), (25, True, False), (50, True, False), (60, False, False), (40, False, True), (172, False, False)]:
        yield population.wilcoxon(rng, n, exact, ties)
    for successes, trials in [(0, 10), (3, 10), (10, 10), (258, 997)]:
        yield population.proportion(successes, trials)
    yield population.false_discovery(rng, 30)
    for n, spread in [(20, 100.0), (50, 1.0), (9, 0.4)]:
        yield population.rayleigh(rng, n, spread)
    for z in (-3.0, 0.0, 0.5, 2.4, 2.6, 8.0, 30.0):
        yield population.normal_tail(z)
    yield responses.regression(rng, 120, 4)
    for tolerance in (0.0, 0.2, 1.0):
        yield responses.phase_tolerance(rng, 300, tolerance)
    for shape, theta in [((1, 8, 8), 30.0), ((1, 9, 6), 120.0), ((1, 7, 7), 0.0), ((3, 8, 6), 80.0)]:
        yield images.quadrature(rng, shape, theta)
    yield images.nelder_mead([-1.2, 1.0])
    yield images.nelder_mead([1.3, 0.7, 0.0, 1.9])
    yield images.gabor_image(rng, 12)
    for side, noise in [(20, 0.0), (24, 0.5), (32, 1.0)]:
        yield images.gabor_fit(rng, side, noise)
    yield streams.random_numbers(rng, 9)
    yield responses.similarity_interval(rng, 60)
    yield responses.standardised(rng, 3, 60, 0.3)
    for channels, smoothing in ((1, 0.0), (3, 0.7), (1, 0.45), (2, 0.5), (1, 0.5), (1, 0.4), (1, 1.0), (1, 0.6)):
        yield images.quality(rng, channels, 9, 8, smoothing)
    yield images.projections(rng, 4, (2, 5, 3))
    for channels in (1, 3):
        yield images.gabor_match(rng, channels, 13)
    for missing in (0, 0.2):
        yield models.comparison(rng, 45, 6, missing)
    for turning, weights in ((False, [1.0]), (True, [1.0]), (True, [1.0, -0.5])):
        yield in_silico.turned(rng, 12, turning, weights)
    for shape, pooling, iterations in (((1, 9, 8), "max", 0), ((2, 8, 8), "average", 10)):
        yield in_silico.optimal_images(rng, shape, pooling, iterations)
    for count, pooling, bias, poisson in ((2, "max", 0.8, False), (3, "average", 0.3, True), (2, "none", -9.0, False)):
        yield in_silico.transfer(rng, (1, 8, 8), count, pooling, bias, poisson)
    for shape, pooling in (((1, 8, 8), "max"), ((2, 9, 8), "average")):
        yield in_silico.deflated(rng, shape, pooling, 40.0)
    yield figures.population(rng, 120)


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
