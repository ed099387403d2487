"""The population that is analysed again and again: simulated cells with jobs of a fraction of a second, and what becomes of them undisturbed."""

import json
import subprocess

# What only tells when, where and how the results came together.
NOT_RESULTS = {"provenance.json", ".collector.json"}


class Population:
    def __init__(self, konomi, folder, neurons, iterations, seeds=2, comparison_models=("ridge",)):
        self.neurons = neurons
        self.recording = folder / "recording"
        self.settings = folder / "analysis.json"
        self.reference = folder / "undisturbed"
        settings = {
            "network": {"convolutions": [{"channels": 4, "side": 5, "pooling": "average"}], "hidden": [4]},
            "training": {"members": 1, "epochs": 1, "least_steps": 4},
            "optimal_images": {"seeds": seeds, "iterations": iterations},
            "comparison_models": comparison_models,
        }
        self.settings.write_text(json.dumps(settings))
        simple = neurons // 2
        run(konomi, "simulate", "--out", self.recording, "--simple", simple, "--complex", neurons - simple, "--rotation-invariant", 0,
            "--images", 120, "--test-images", 40, "--side", 16)
        run(konomi, "run", *self.arguments, "--out", self.reference)
        self.files = files(self.reference)

    @property
    def arguments(self):
        """The recording and what is asked of it, for `konomi run` and `konomi coordinate`."""
        return [self.recording, "--analysis", self.settings, "--no-controls", "--seed", 7]

    def differences(self, folder):
        """What a results directory has otherwise than the undisturbed one: paths, each with what is wrong."""
        found = files(folder)
        differences = {}
        for path in sorted(set(self.files) | set(found)):
            if path not in found:
                differences[path] = "missing"
            elif path not in self.files:
                differences[path] = "more"
            elif found[path] != self.files[path]:
                differences[path] = "other bytes"
        return differences


def run(konomi, *arguments):
    done = subprocess.run([konomi, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"chaos: konomi {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout


def files(folder):
    """The bytes of every file below a folder that the run alone determines; a file that a killed process left unfinished is none."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in NOT_RESULTS and not path.name.endswith(".partial")
    }
