"""A recording of very many neurons whose analysis is nearly no work: few tiny images, and a table of many columns."""

import csv
import json

import numpy

IMAGES, SIDE = 40, 8


def record(folder, neurons, columns):
    """Writes the recording; the neurons' ids, in order."""
    folder.mkdir(parents=True)
    random = numpy.random.default_rng(1)
    numpy.save(folder / "stimuli.npy", random.random((IMAGES, SIDE, SIDE), numpy.float32))
    numpy.save(folder / "responses.npy", random.random((IMAGES, neurons), numpy.float32))
    names = [f"neuron-{index:05}" for index in range(neurons)]
    with open(folder / "neurons.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", *(f"column_{column:02}" for column in range(columns))])
        for name in names:
            # Half are numbers of six digits, half are words.
            numbers = random.random((columns + 1) // 2)
            cells = [f"{numbers[column // 2]:.6f}" if column % 2 == 0 else f"area-{random.integers(40)}" for column in range(columns)]
            table.writerow([name, *cells])
    return names


def settings(file):
    """Settings of the analysis with which a job takes hundredths of a second."""
    file.write_text(
        json.dumps(
            {
                "network": {"convolutions": [{"channels": 4, "side": 3, "pooling": "average"}], "hidden": [4]},
                "training": {"members": 1, "epochs": 1, "least_steps": 4},
                "optimal_images": {"seeds": 1, "iterations": 4},
                "comparison_models": ["ridge"],
            }
        )
    )
    return file
