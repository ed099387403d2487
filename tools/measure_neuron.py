#!/usr/bin/env python3
"""Compares the default analysis of some neurons of a recording, controls included, with that of another build: core seconds by stage, and test r.

Both run in turn on one core, round after round. Where the other build is a `bench` program (a commit's is built), its stages are told apart as `bench science` tells them;
of a `konomi` program only what settings can leave out: the comparison models and the controls."""

import argparse
import csv
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

STAGES = ["comparison", "training", "optimal_images", "cell_type"]


def arguments():
    parser = argparse.ArgumentParser(prog="tools/bench neuron", description=__doc__.split("\n\n")[0], epilog=__doc__.split("\n\n")[1])
    parser.add_argument("recording", type=Path, help="the recording's folder")
    parser.add_argument("--against", required=True, metavar="COMMIT|FILE", help="the other build: a commit, or a bench or konomi program")
    parser.add_argument("--resize", type=int, default=28, metavar="SIDE", help="side of the stimuli, in pixels (default: 28)")
    parser.add_argument("--neurons", type=int, default=6, metavar="N", help="so many neurons, evenly spread over the recording (default: 6)")
    parser.add_argument("--controls", type=int, default=1, metavar="N", help="controls of each kind beside them (default: 1)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="runs of each build, of which the median counts (default: 3)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="seed of the analysis (default: 1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured to a file")
    parser.add_argument("--build", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    options = arguments()
    for name in ("neurons", "controls", "rounds"):
        if getattr(options, name) < 1:
            sys.exit(f"--{name} is at least 1, not {getattr(options, name)}")
    other = Path(options.against).resolve()
    says = subprocess.run([other, "--help"], capture_output=True, text=True).stdout
    is_bench = "science" in says
    if not is_bench and "konomi <command>" not in says:
        sys.exit(f"{other} is neither a bench nor a konomi program: name one, or a commit")
    own = options.build / ("bench" if is_bench else "konomi")
    with tempfile.TemporaryDirectory(prefix="konomi-neuron-") as folder:
        folder = Path(folder)
        measure = science if is_bench else runs
        prepared = options.recording if is_bench else subset(options, folder)
        rounds = {"this build": [], "the other": []}
        for number in range(options.rounds):
            # Each goes first in every other round.
            pair = [("this build", own), ("the other", other)]
            for name, program in pair if number % 2 == 0 else pair[::-1]:
                rounds[name].append(measure(program, prepared, options, folder))
    report = summary(options, rounds)
    show(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=2, sort_keys=True) + "\n")


def on_one_core(command, **environment):
    """Runs a command on the last of this process's cores; returns its core seconds."""
    core = {max(os.sched_getaffinity(0))}
    process = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=lambda: os.sched_setaffinity(0, core),
        env=os.environ | environment)
    complaint = process.stderr.read().decode(errors="replace")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} left with {process.returncode}: {complaint[-2000:]}")
    return used.ru_utime + used.ru_stime


def science(program, recording, options, folder):
    """Stages as the analysing thread's own core seconds; what neurons share is booked with whichever came first."""
    out = folder / "science.json"
    on_one_core([program, "science", "--snr", "none", "--recordings", recording, "--resize", options.resize, "--neurons", options.neurons,
                 "--controls", options.controls, "--seed", options.seed, "--json", out])
    found = json.loads(out.read_text())
    seconds = {measure["name"]: measure for measure in found["measures"]}
    stage = {name: seconds[f"core seconds a neuron, {name}"]["value"] for name in STAGES}
    controls = seconds["core seconds a neuron, controls"]
    count = seconds[f"core seconds a neuron, {STAGES[0]}"]["count"]
    all_of_them = sum(stage.values()) * count + controls["value"] * count
    neurons = found["neurons"][:count]
    return {
        "seconds": stage | {"a control": controls["value"] * count / controls["count"], "all, a neuron with its share of controls": all_of_them / count},
        "r": {neuron["id"]: neuron["facts"].get("prediction_similarity") for neuron in neurons},
    }


def runs(program, recording, options, folder):
    """Differences of whole runs: with everything, without controls, and without comparison models too."""
    settings = folder / "without.json"
    settings.write_text('{"comparison_models": []}')
    # One thread a process, whatever it asks for.
    command = [program, "run", recording, "--resize", options.resize, "--seed", options.seed, "--slots", 1]
    spent, r, count = [], {}, 0
    for place, more in enumerate([["--controls", options.controls], ["--no-controls"], ["--no-controls", "--analysis", settings]]):
        out = Path(tempfile.mkdtemp(dir=folder))
        spent.append(on_one_core([*command, *more, "--out", out]))
        with open(out / "neurons.csv") as file:
            rows = list(csv.DictReader(file))
        if place == 0:
            with open(out / "controls.csv") as file:
                count = len(list(csv.DictReader(file)))
        if place == 1:
            r = {row["neuron"]: float(row["prediction_similarity"]) if row["prediction_similarity"] else None for row in rows}
    n = len(r)
    return {
        "seconds": {
            "comparison": (spent[1] - spent[2]) / n, "everything else": spent[2] / n, "a control": (spent[0] - spent[1]) / count,
            "all, a neuron with its share of controls": spent[0] / n,
        },
        "r": r,
    }


def subset(options, folder):
    """The recording with the chosen neurons alone: a run takes all that there are."""
    import numpy

    recording = folder / "recording"
    recording.mkdir()
    for name in ("stimuli.npy", "test_stimuli.npy", "recording.json"):
        if (options.recording / name).exists():
            (recording / name).symlink_to((options.recording / name).resolve())
    responses = numpy.load(options.recording / "responses.npy")
    count = responses.shape[-1]
    most = min(options.neurons, count)
    chosen = [place * count // most for place in range(most)]
    for name in ("responses.npy", "test_responses.npy"):
        if (options.recording / name).exists():
            numpy.save(recording / name, numpy.load(options.recording / name)[..., chosen])
    if (options.recording / "neurons.csv").exists():
        lines = (options.recording / "neurons.csv").read_text().splitlines()
        (recording / "neurons.csv").write_text("\n".join([lines[0], *(lines[1 + place] for place in chosen)]) + "\n")
    return recording


def summary(options, rounds):
    medians = {name: {stage: statistics.median(each["seconds"][stage] for each in found) for stage in found[0]["seconds"]} for name, found in rounds.items()}
    own, other = (rounds[name][0]["r"] for name in ("this build", "the other"))
    differences = [own[neuron] - other[neuron] for neuron in own if own[neuron] is not None and other.get(neuron) is not None]
    error = statistics.stdev(differences) / math.sqrt(len(differences)) if len(differences) > 1 else None
    return {
        "recording": options.recording.name, "rounds": options.rounds, "seconds": medians,
        "ratio": {stage: medians["this build"][stage] / seconds if seconds > 0 else None for stage, seconds in medians["the other"].items()},
        "difference_of_r": {"neurons": len(differences), "mean": statistics.fmean(differences) if differences else None, "standard_error": error,
                            "each": {neuron: [own[neuron], other.get(neuron)] for neuron in own}},
    }


def show(report):
    print(f"{report['recording']}, medians of {report['rounds']} rounds, core seconds\n{'':42} {'this build':>10} {'the other':>10} {'ratio':>6}")
    for stage, ratio in report["ratio"].items():
        text = f"{ratio:6.2f}" if ratio is not None else "     -"
        print(f"{stage:42} {report['seconds']['this build'][stage]:10.3f} {report['seconds']['the other'][stage]:10.3f} {text}")
    r = report["difference_of_r"]
    if r["mean"] is not None:
        error = f", standard error {r['standard_error']:.4f}" if r["standard_error"] is not None else ""
        print(f"test r, this build less the other: {r['mean']:+.4f}{error}, {r['neurons']} neurons")


main()
