#!/usr/bin/env python3
"""Measures the commands over a real Apache Kafka at the size that the product is for: a thousand workers that speak, a run of twenty thousand neurons, and two hundred old
runs in the topics. Prints each figure beside its limit, and leaves with 1 where one is missed.

Workers are told by their states alone, sent as real ones send them, all the time; two real ones do jobs where jobs are to be done. Times are taken at the broker itself; the
bytes that a call reads are counted by a proxy in a call of their own."""

import argparse
import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from faults.cluster import Cluster
from scale import recording
from scale.archive import Archive
from scale.call import call
from scale.figures import Figures
from scale.log import Log, Watch

RUN = "today"
HERE = Path(__file__).resolve().parent
# What is said of a worker's last seconds must not be mistaken for its history.
QUIET_SECONDS = 40


def arguments():
    parser = argparse.ArgumentParser(prog="tools/bench queue", description=__doc__.split("\n\n")[0])
    parser.add_argument("--konomi", type=Path, metavar="FILE", help="the program (default: built here)")
    parser.add_argument("--workers", type=int, default=1000, metavar="N", help="workers that speak (default: 1000)")
    parser.add_argument("--history", type=int, default=200, metavar="N", help="how often each has spoken before (default: 200, ten minutes)")
    parser.add_argument("--neurons", type=int, default=20_000, metavar="N", help="neurons of the run (default: 20000)")
    parser.add_argument("--columns", type=int, default=20, metavar="N", help="columns of the recording's table (default: 20)")
    parser.add_argument("--old-runs", type=int, default=200, metavar="N", help="runs of before (default: 200)")
    parser.add_argument("--old-neurons", type=int, default=2000, metavar="N", help="neurons of each of them (default: 2000)")
    parser.add_argument("--partitions", type=int, default=1000, metavar="N", help="of the topics that carry jobs (default: 1000)")
    parser.add_argument("--tries", type=int, default=5, metavar="N", help="of which the median counts (default: 5)")
    parser.add_argument("--limit", type=float, default=60, metavar="SECONDS", help="a call that takes longer is ended (default: 60)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured to a file")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work in this new folder, and leave it")
    return parser.parse_args()


def built():
    """The program, built as its users have it."""
    swift = ["swift", "build", "--package-path", HERE.parent, "--configuration", "release"]
    subprocess.run([*swift, "--product", "konomi"], check=True, stdout=sys.stderr)
    return Path(subprocess.run([*swift, "--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()) / "konomi"


def main():
    options = arguments()
    # Told to stop, it ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    konomi = (options.konomi or built()).resolve()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="konomi-scale-"))
    folder.mkdir(parents=True, exist_ok=True)
    figures = Figures()
    trial = Trial(options, konomi, folder, figures)
    try:
        trial.go()
    finally:
        trial.end()
        if options.json:
            options.json.write_text(json.dumps(figures.document(), indent=2, sort_keys=True) + "\n")
        print(figures.table())
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if figures.are_kept else 1)


def say(text):
    print(f"queue: {text}", file=sys.stderr, flush=True)


class Trial:
    def __init__(self, options, konomi, folder, figures):
        self.options, self.konomi, self.folder, self.figures = options, konomi, folder, figures
        self.cluster = Cluster(folder / "kafka", 1, heap="1g")
        self.node = self.cluster.nodes[0]
        # Not through the proxy, where time is measured.
        self.broker = f"127.0.0.1:{self.node.port}"
        self.started = []
        self.submission = []

    def command(self, *words, through_proxy=False, prefix="konomi"):
        return [self.konomi, *words, "--brokers", self.cluster.address if through_proxy else self.broker, "--prefix", prefix]

    def call(self, *words, limit=None, **how):
        return call(self.command(*words, **how), self.folder, limit or self.options.limit)

    def need(self, *words, **how):
        """A call without which nothing can be measured."""
        done = self.call(*words, **how)
        if not done.is_well:
            raise SystemExit(f"queue: konomi {words[0]}: {done.complaint()}")
        return done

    def go(self):
        options = self.options
        self.cluster.start()
        names = recording.record(self.folder / "recording", options.neurons, options.columns)
        old_names = recording.record(self.folder / "old", options.old_neurons, options.columns)
        settings = ["--analysis", recording.settings(self.folder / "analysis.json"), "--no-controls", "--seed", 1]
        self.submission = ["coordinate", self.folder / "recording", *settings, "--run", RUN, "--detach", "--partitions", options.partitions]
        self._tell_old_runs(["coordinate", self.folder / "old", *settings, "--run", "old", "--detach"], old_names)
        if not self._submit():
            return
        say(f"{options.workers} workers begin to speak")
        self._fleet("--turn", options.history)
        time.sleep(QUIET_SECONDS)
        self._measure_readings("at the run's beginning")
        self._measure_first_job()
        self._measure_pause()
        # Half of the run is over.
        Archive(self.broker, "konomi").end([RUN], names[: options.neurons // 2])
        self._measure_readings("in the middle of the run")

    def _tell_old_runs(self, submission, neurons):
        options = self.options
        say(f"{options.old_runs} old runs, and what {options.workers} workers have said before")
        # One of them is really submitted, elsewhere, and is the pattern of all; topics are made by a run of one's own.
        self.need(*submission, prefix="pattern", limit=300)
        self.need("cancel", "--run", "old", prefix="pattern")
        first = recording.record(self.folder / "first", 1, 0)
        assert first
        self.need("coordinate", self.folder / "first", *submission[2:-3], "--run", "first", "--detach", "--partitions", options.partitions, limit=300)
        self.need("work", "--exit-when-idle", "--slots", 1, limit=300)
        archive = Archive(self.broker, "konomi")
        runs = [f"old-{index:03}" for index in range(options.old_runs)]
        archive.copy("pattern", "old", runs)
        archive.end(runs, neurons)
        if options.history:
            self._fleet("--history", options.history).wait()

    def _fleet(self, *more):
        options = self.options
        command = [
            sys.executable, "-m", "scale.fleet", "--broker", self.broker, "--prefix", "konomi", "--workers", options.workers, "--run", RUN,
            "--neurons", options.neurons, "--partitions", options.partitions, *more,
        ]
        return self._start(command, "fleet", cwd=HERE)

    def _start(self, command, name, cwd=None):
        with open(self.folder / f"{name}.log", "ab") as log:
            process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=cwd)
        self.started.append(process)
        return process

    def _submit(self):
        say(f"a run of {self.options.neurons} neurons")
        done = self.call(*self.submission, limit=600)
        if not done.is_well:
            self.figures.fail(f"a run of {self.options.neurons} neurons with {self.options.columns} columns", 600, "s", done.complaint())
            return False
        records = [record for record in Log(self.broker, "konomi.jobs").records() if record.key().startswith(f"{RUN}/".encode())]
        if len(records) != self.options.neurons:
            raise SystemExit(f"queue: {len(records)} jobs were published instead of {self.options.neurons}")
        times = [record.timestamp()[1] / 1000 for record in records]
        # By the first and the last job's time in the topic.
        seconds = max(times) - min(times)
        self.figures.least("jobs published a second", len(records) / max(seconds, 0.001), 10_000, "/s")
        self.figures.note("the whole submission", done.seconds, "s")
        self.figures.note("the whole submission's processor time", done.processor_seconds, "s")
        self.figures.note("the whole submission's memory", done.megabytes, "MB")
        return True

    def _measure_readings(self, when):
        readings = {
            "status": (["status", "--run", RUN], 2, 200), "status --json": (["status", "--run", RUN, "--json"], 2, 200),
            "coordinate --detach again": (self.submission, 10, None),
        }
        for name, (words, seconds, megabytes) in readings.items():
            say(f"{name}, {when}")
            calls = []
            for _ in range(self.options.tries):
                calls.append(self.call(*words))
                # Who does not answer once is not asked five times.
                if not calls[-1].is_well:
                    break
            label = f"{name}, {when}"
            failed = next((each for each in calls if not each.is_well), None)
            if failed is not None:
                self.figures.fail(label, seconds, "s", failed.complaint())
                continue
            self.figures.most(label, statistics.median(each.seconds for each in calls), seconds, "s", [each.seconds for each in calls])
            self.figures.note(f"{label}: processor time", statistics.median(each.processor_seconds for each in calls), "s")
            if megabytes:
                self.figures.most(f"{label}: memory", max(each.megabytes for each in calls), megabytes, "MB")
            else:
                self.figures.note(f"{label}: memory", max(each.megabytes for each in calls), "MB")
            before = self.node.proxy.answered
            if self.call(*words, through_proxy=True).is_well:
                self.figures.note(f"{label}: read", (self.node.proxy.answered - before) / 1e6, "MB")
            if name == "status --json":
                told = json.loads(calls[-1].output)
                is_true = abs(told["workers"] - self.options.workers) <= 2 and told["neurons"] == self.options.neurons
                self.figures.check(f"{label}: what it says", f"{told['workers']} workers, {told['done']} of {told['neurons']} neurons", is_true)

    def _measure_first_job(self):
        seconds = []
        for _ in range(self.options.tries):
            say("a fresh worker's first job")
            watch = Watch(Log(self.broker, "konomi.outcomes"))
            start = time.monotonic()
            worker = self._start(self.command("work", "--slots", 1), "worker")
            # The end of its first job is what can be seen from outside, some hundredths of a second later.
            came = watch.next(f"{RUN}/", self.options.limit)
            watch.close()
            self._leave([worker])
            if came is None:
                self.figures.fail("first job of a fresh worker", 3, "s", f"none within {self.options.limit:.0f} s")
                return
            seconds.append(came - start)
        self.figures.most("first job of a fresh worker", statistics.median(seconds), 3, "s", seconds)

    def _measure_pause(self):
        seconds = []
        workers = [self._start(self.command("work", "--slots", 1), "worker") for _ in range(2)]
        watch = Watch(Log(self.broker, "konomi.outcomes"))
        name = "pause: until no job of it ends"
        for _ in range(self.options.tries):
            say("pause")
            # They are at work.
            if any(watch.next(f"{RUN}/", self.options.limit) is None for _ in range(20)):
                self.figures.fail(name, 5, "s", f"no job ended within {self.options.limit:.0f} s before it")
                break
            start = last = time.monotonic()
            pause = self._start(self.command("pause", "--run", RUN), "pause")
            # It is obeyed once none has ended for so long; a job takes hundredths of a second.
            while (came := watch.next(f"{RUN}/", 6)) is not None and came < start + self.options.limit:
                last = came
            if came is not None:
                self.figures.fail(name, 5, "s", f"jobs still ended {self.options.limit:.0f} s later")
                break
            if pause.poll() != 0:
                self.figures.fail(name, 5, "s", "the command does not end" if pause.poll() is None else f"exit code {pause.poll()}")
                break
            seconds.append(last - start)
            resumed = self.call("resume", "--run", RUN)
            if not resumed.is_well:
                self.figures.fail("resume", 60, "s", resumed.complaint())
                break
            self.figures.note("resume", resumed.seconds, "s")
        else:
            self.figures.most(name, statistics.median(seconds), 5, "s", seconds)
        watch.close()
        self._leave(workers)

    def _leave(self, workers):
        for worker in workers:
            worker.terminate()
        for worker in workers:
            try:
                worker.wait(60)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()

    def end(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()
        self.cluster.stop()


main()
