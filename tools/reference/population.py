"""Tests and intervals over neurons, by scipy."""
import numpy as np
import scipy.stats


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
    test = rayleigh_of(theta)
    return "rayleigh", {"orientations": theta}, {"resultant": test["resultant"], "mean": test["mean_orientation"], "p": test["p_value"]}


def rayleigh_of(theta):
    """Of orientations in degrees, doubled; p as Zar's "Biostatistical analysis" has it."""
    n = len(theta)
    resultant = 1 - scipy.stats.circvar(theta, high=180, low=0)
    p = np.exp(np.sqrt(1 + 4 * n + 4 * (n**2 - (n * resultant) ** 2)) - (1 + 2 * n))
    return {"resultant": resultant, "mean_orientation": scipy.stats.circmean(theta, high=180, low=0), "p_value": min(p, 1)}


def normal_tail(z):
    return "normal_tail", {"z": [z]}, {"p": scipy.stats.norm.sf(z)}
