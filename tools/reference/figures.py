"""Made-up neurons and every figure of population.json that follows from them, by numpy and scipy."""
import numpy as np
import scipy.stats

from population import rayleigh_of
from streams import Stream, bootstrap

MODELS = ("ridge", "lasso", "linear_nonlinear", "gabor_energy", "support_vector")
COLUMNS = [
    ("own", 0, 0.9), ("population", 0, 0.9), ("explainable_variance", -0.1, 1), ("explained_share", -0.5, 1), ("normalised_correlation", 0, 1.1),
    ("single_trial_correlation", 0, 0.7), ("jackknife_oracle", 0, 0.7), ("nonlinearity_index", -0.5, 1), ("linear_field_similarity", -1, 1),
    ("cross_model_transfer", 0.3, 1.1), ("seed_coverage", 0, 1), ("simple", -0.2, 0.8), ("complex", -0.2, 0.8), ("gabor_similarity", 0.4, 1),
    ("orientation", 0, 180), ("tau", -0.3, 1.2), ("tau_error", 0, 0.1), ("off_phase_ratio", 0, 1), ("grating_modulation", 0, 1.6),
    ("orientation_selectivity", 0, 1), ("rho2", 0.3, 1.1), ("q", 0.3, 1), ("others", 0, 0.9), ("diversity", 0.6, 1.2), ("activation", 0.5, 3),
    ("natural", -0.3, 2), ("gabor_ratio", 0.8, 1.5),
]
# Found together or not at all.
PAIRS = (("simple", "complex"), ("tau", "tau_error"), ("rho2", "q"), ("gabor_similarity", "orientation"), ("activation", "gabor_ratio"))
SPREADS = (
    "explainable_variance", "explained_share", "normalised_correlation", "single_trial_correlation", "jackknife_oracle", "nonlinearity_index",
    "linear_field_similarity", "cross_model_transfer", "seed_coverage", "gabor_similarity", "off_phase_ratio", "grating_modulation", "orientation_selectivity",
)

# Of the spreads, those that mean something where the networks do not predict.
RESPONSES_ALONE = SPREADS[:5]


def neurons(rng, count):
    """What was found of made-up neurons, a column a quantity, NaN where it is not available; the last quarter are controls.

    Kinds: recorded 0; controls simple 1, complex 2, shuffled 3. Labels: simple 0, complex 1, undetermined 2.
    """
    kind = np.where(np.arange(count) < count * 3 // 4, 0, np.arange(count) % 3 + 1)
    r = rng.uniform(0, 0.9, size=count)
    columns = {name: rng.uniform(low, high, size=count) for name, low, high in COLUMNS}
    columns["prediction_similarity"] = r
    for model in MODELS:
        columns["prediction_similarity_" + model] = r - rng.normal(0.1, 0.2, size=count)
    for values in columns.values():
        values[rng.uniform(size=count) < 0.15] = np.nan
    for first, second in PAIRS:
        missing = np.isnan(columns[first] + columns[second])
        columns[first][missing] = columns[second][missing] = np.nan
    # The complex anchors' images lie further apart.
    columns["diversity"] += 0.4 * (kind == 2)
    columns["label"] = rng.integers(0, 3, size=count).astype(float)
    columns["distinct"] = rng.integers(1, 5, size=count).astype(float)
    # Where the interval of r begins: below 0 in some that pass 0.3, missing in a few.
    columns["prediction_low"] = np.where(rng.uniform(size=count) < 0.1, np.nan, r - rng.uniform(0, 0.6, size=count))
    return {"kind": kind.astype(float)} | columns


def population(rng, count, seed=11):
    """Every figure of population.json, by its place there, from what was found of each neuron."""
    all_ = neurons(rng, count)
    of = {name: values[all_["kind"] == 0] for name, values in all_.items()}
    expected = {}

    def present(values):
        return values[~np.isnan(values)]

    def mean(place, values, name):
        low, high, _ = bootstrap(lambda drawn: values[drawn].mean(), len(values), Stream(seed, "report.bootstrap", subject=name), 2000)
        put(place, {"count": len(values), "mean": values.mean(), "median": np.median(values), "low": low, "high": high})

    def share(place, which, total):
        interval = scipy.stats.binomtest(int(np.sum(which)), int(total)).proportion_ci(0.95, method="wilson")
        put(place, {"count": np.sum(which), "total": total, "share": np.sum(which) / total, "low": interval.low, "high": interval.high})

    def spread(place, values):
        values = present(values)
        put(place, dict(zip(("lower_quartile", "median", "upper_quartile"), np.quantile(values, [0.25, 0.5, 0.75]))) | {"count": len(values)})

    def put(place, values):
        expected.update({f"{place}.{name}": value for name, value in values.items()})

    r = of["prediction_similarity"]
    own_r = np.where(np.isnan(of["own"]), r, of["own"])
    predicted = is_predicted(of)
    kinds = {name: values[predicted] for name, values in of.items()}
    mean("prediction_similarity", present(r), "prediction_similarity")
    share("well_predicted", predicted, len(present(own_r)))
    tests = []
    for place, model in enumerate(MODELS):
        both = ~np.isnan(r + of["prediction_similarity_" + model])
        gain = (r - of["prediction_similarity_" + model])[both]
        mean(f"comparisons.{place}.prediction_similarity", of["prediction_similarity_" + model][both], "prediction_similarity_" + model)
        mean(f"comparisons.{place}.advantage", gain, "advantage_" + model)
        share(f"comparisons.{place}.network_ahead", gain > 0, len(gain))
        tests.append(signed_rank(gain))
    for place, (p, adjusted) in enumerate(zip(tests, scipy.stats.false_discovery_control(tests))):
        put(f"comparisons.{place}", {"p_value": p, "adjusted_p_value": adjusted})
    both = ~np.isnan(r + of["own"] + of["population"])
    mean("population_members.own", of["own"][both], "prediction_similarity_own")
    mean("population_members.population", of["population"][both], "prediction_similarity_population")
    mean("population_members.gain", (r - of["own"])[both], "population_gain")
    put("population_members", {"p_value": signed_rank((r - of["own"])[both])})

    complexness = of["complex"] - of["simple"]
    for code, label in enumerate(("simple", "complex", "undetermined")):
        share(f"labels.{label}", kinds["label"] == code, predicted.sum())
        spread(f"complexness.{label}", complexness[predicted & (of["label"] == code)])
        spread(f"distinct_images.{label}", of["distinct"][predicted & (of["label"] == code)])

    gabor_like = of["gabor_similarity"] > 0.6
    tolerance = tolerance_labels(of)
    reliable = ~(of["explainable_variance"] < 0.15)
    left = np.ones(len(r), dtype=bool)
    for place, passed in enumerate((left, reliable, predicted, gabor_like, np.isin(tolerance, (0, 1, 2)))):
        left = left & passed
        put(f"gates.{place}", {"neurons": left.sum()})
    for code in range(4):
        share(f"phase_tolerance_labels.{code}.share", predicted & (tolerance == code), len(present(tolerance[predicted])))

    # The paper's gate asks for no interval.
    above = own_r > 0.3
    dropped = above & gabor_like & ~(of["simple"] > 0)
    paper = above & gabor_like & (of["simple"] > 0) & (of["complex"] > 0)
    share("paper.simple", paper & (complexness <= 0), paper.sum())
    share("paper.complex", paper & (complexness > 0), paper.sum())
    put("paper", {
        "passed": paper.sum(), "not_predicted": np.sum(~above), "not_gabor_like": np.sum(above & ~gabor_like), "simple_not_positive": dropped.sum(),
        "complex_not_positive": np.sum(above & gabor_like & (of["simple"] > 0) & ~(of["complex"] > 0)),
        "dropped_complex": np.sum(dropped & ((of["label"] == 1) | (tolerance == 2))),
    })
    like = paper & (complexness > 0)
    put("complex_like", {"count": like.sum()})
    for name, values in (("lasso", of["prediction_similarity_lasso"]), ("linear_field", of["linear_field_similarity"]), ("nonlinearity", of["nonlinearity_index"])):
        both = like & ~np.isnan(values)
        put("complex_like", {name: scipy.stats.pearsonr(complexness[both], values[both]).statistic})

    theta = of["orientation"][predicted & gabor_like]
    put("orientations", rayleigh_of(theta) | {"count": len(theta)})
    invariance = invariances(kinds)
    for code in range(4):
        share(f"invariances.{code}.share", invariance == code, len(present(invariance)))

    anchors = [all_["diversity"][(all_["kind"] == code) & is_predicted(all_)] for code in (1, 2)]
    ends = [present(values).mean() for values in anchors]
    put("diversity", dict(zip(("simple_anchor", "complex_anchor"), ends)) | dict(zip(("simple_anchors", "complex_anchors"), (len(present(a)) for a in anchors))))
    spread("diversity.index", (kinds["diversity"] - ends[0]) / (ends[1] - ends[0]))

    columns = {name: of[name] for name in SPREADS} | {
        "phase_tolerance": of["tau"], "activation_ratio": np.where(of["natural"] > 0, of["activation"] / of["natural"], np.nan), "activation_ratio_gabor": of["gabor_ratio"]}
    for name, values in columns.items():
        values = values if name in RESPONSES_ALONE else np.where(predicted, values, np.nan)
        spread(f"spreads.{name}", values)
        put("undefined", {name: np.isnan(values).sum()})
    for place, code in enumerate(dict.fromkeys(all_["kind"][all_["kind"] > 0])):
        kind = {name: values[all_["kind"] == code] for name, values in all_.items()}
        spread(f"controls.{place}.prediction_similarity", kind["prediction_similarity"])
        predicted = is_predicted(kind)
        share(f"controls.{place}.predicted", predicted, len(kind["kind"]))
        spread(f"controls.{place}.complexness", (kind["complex"] - kind["simple"])[predicted])
        spread(f"controls.{place}.phase_tolerance", kind["tau"][predicted])
        passed = ~(kind["explainable_variance"] < 0.15) & predicted
        passed &= (kind["gabor_similarity"] > 0.6) & np.isin(tolerance_labels(kind), (0, 1, 2))
        share(f"controls.{place}.passed_gates", passed, len(kind["kind"]))
    return "population", {"seed": [seed]} | all_, expected


def is_predicted(of):
    """Whether the own networks' r exceeds 0.3 and its interval lies above 0."""
    return (np.where(np.isnan(of["own"]), of["prediction_similarity"], of["own"]) > 0.3) & (of["prediction_low"] > 0)


def signed_rank(differences):
    return scipy.stats.wilcoxon(differences, method="exact" if len(differences) <= 50 else "asymptotic").pvalue


def tolerance_labels(of):
    """simple 0, partial 1, complex 2, undetermined 3, by tau and its 90 % interval; NaN where tau is not available."""
    low, high = of["tau"] - 1.645 * of["tau_error"], of["tau"] + 1.645 * of["tau_error"]
    simple = np.where(high > 0.1, 3, 0)
    label = np.where(of["tau"] >= 0.8, 2, np.where((of["tau"] > 0.05) & (low > 0.02), 1, simple))
    return np.where(np.isnan(of["tau"]), np.nan, np.where((low < 0.8) & (high > 0.8), 3, label))


def invariances(of):
    """none 0, phase 1, orientation 2, other 3; NaN where nothing can be said."""
    phase, other = (of["rho2"] >= 0.55) & (of["q"] >= 0.7), (of["rho2"] >= 0.75) & (of["q"] < 0.7)
    code = np.select([of["rho2"] < 0.55, phase, other], [0, 1, 3], np.nan)
    return np.where((code > 0) & (of["others"] >= 0.45), 2, code)
