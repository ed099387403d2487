"""One seed: runs of the population over Apache Kafka, one after the other, until all faults have been injected and the last run has ended."""

import json
import os
import random
import shlex
import signal
import subprocess
import time
from collections import Counter

from faults import clock
from faults.cluster import Cluster
from faults.disk import Disk
from faults.fault import KINDS
from faults.role import Role

# A run that has not ended so long after the last fault never will.
PATIENCE_SECONDS = 300


class Campaign:
    # Members of the workers' group that fall silent are given up after this long.
    session_seconds = 3

    def __init__(self, konomi, population, poison, folder, seed, faults, workers, nodes, kinds):
        self.konomi = konomi
        self.population = population
        # The neuron whose job kills whoever computes it, in runs of its own beside the population.
        self.poison = poison
        self.folder = folder
        self.random = random.Random(seed)
        self.seed = seed
        self.wanted = faults
        self.kinds = {name: KINDS[name] for name in kinds if KINDS[name].nodes <= nodes}
        folder.mkdir(parents=True)
        self.clocks = clock.library(folder)
        # Topics that have got further partitions, each with how many it has.
        self.partitions = {}
        self.client_settings = folder / "client.properties"
        self.client_settings.write_text(f"session.timeout.ms={self.session_seconds * 1000}\nheartbeat.interval.ms=500\n")
        self.cluster = Cluster(folder / "kafka", nodes)
        self.disk = Disk(folder / "disk")
        self.workers = [self._role(f"worker-{index}", ["work", "--slots", "1"], False) for index in range(workers)]
        for worker in self.workers:
            worker.environment = self.poison.environment
        self.coordinator = self.collector = None
        self.run = 0
        self.out = None
        self.helpers = []
        # How many helpers have a log of their own.
        self.told = 0
        # Recoveries that are due: (time, what is busy until then, what to do).
        self.recoveries = []
        self.injected = Counter()
        # How many faults of kinds whose deed may fail were seen to be done.
        self.witnessed = Counter()
        # Runs of the poisonous job; those that have ended as they should.
        self.poisoned = []
        self.buried = []
        self.problems = []
        self.rounds = []
        # The first file of each result: another in its place was accepted twice.
        self.seen = {}

    def command(self, *arguments):
        broker = ["--brokers", self.cluster.address, "--kafka-settings", self.client_settings, "--wait"]
        return [str(word) for word in [self.konomi, *arguments, *broker]]

    def submission(self, *more):
        return self.command(
            "coordinate", *self.population.arguments, "--run", f"r{self.run}", "--partitions", 8, "--replication", self.cluster.copies, *more
        )

    def submit_again(self):
        """As an operator does who was told so: the coordinator ends, where it has not, and is started again."""
        self.coordinator.is_done = False
        if self.coordinator.is_running():
            self.coordinator.send(signal.SIGTERM)

    def submit_poison(self):
        """Has a run of the poisonous job submitted, as soon as brokers take it."""
        self.poisoned.append(f"p{len(self.poisoned) + 1}")
        self._submit_poison(self.poisoned[-1])
        for worker in self.workers:
            worker.expected.add(signal.SIGSEGV)

    def _submit_poison(self, run):
        submission = self.command(
            "coordinate", self.poison.recording, "--analysis", self.population.settings, "--no-controls", "--run", run, "--detach", "--partitions", 8,
            "--replication", self.cluster.copies)
        self.start_helper(["sh", "-c", f"until {shlex.join(submission)}; do sleep 1; done"])

    def _role(self, name, arguments, is_done_by_success):
        return self._role_of(name, self.command(*arguments), is_done_by_success)

    def _role_of(self, name, command, is_done_by_success):
        role = Role(name, command, self.folder / f"{name}.log", is_done_by_success)
        role.clock = clock.Clock(self.clocks, self.folder / f"{name}.clock")
        return role

    @property
    def roles(self):
        return [*self.workers, self.coordinator, self.collector]

    def go(self):
        """Injects all faults; what came of it, for the report."""
        self.cluster.start()
        try:
            while not self.problems and (self.run == 0 or self.injected.total() < self.wanted):
                self._round()
            self._bury()
        finally:
            for role in self.roles:
                if role is not None:
                    role.end()
            for helper in self.helpers:
                if helper.poll() is None:
                    os.killpg(helper.pid, signal.SIGKILL)
                helper.wait()
            self.cluster.stop()
            self.disk.close()
        return self.findings()

    def _round(self):
        self.run += 1
        self.out = self.disk.folder / f"out-{self.run}"
        self.seen = {}
        self.coordinator = self._role_of(f"coordinator-{self.run}", self.submission(), True)
        collect = ["collect", "--run", f"r{self.run}", "--out", self.out]
        self.collector = self._role(f"collector-{self.run}", collect, True)
        next_fault = time.monotonic() + 1
        end = None
        while not (self.coordinator.is_done and self.collector.is_done):
            for role in self.roles:
                role.tend()
            now = time.monotonic()
            for helper in self.helpers:
                helper.poll()
            for recovery in [each for each in self.recoveries if each[0] <= now]:
                self.recoveries.remove(recovery)
                recovery[2]()
            self._watch()
            if self.injected.total() < self.wanted:
                if now >= next_fault:
                    self._inject()
                    next_fault = now + self.random.uniform(0.1, 0.7)
            elif end is None:
                end = now + PATIENCE_SECONDS
            elif now > end:
                self.problems.append(f"run r{self.run} has not ended {PATIENCE_SECONDS} s after the last fault")
                break
            time.sleep(0.03)
        while self.recoveries:
            self.recoveries.pop(0)[2]()
            time.sleep(0.02)
        self._judge()

    def _bury(self):
        """Waits until every poisonous job is a dead letter that says so. Nobody follows these runs: what has gone of their jobs comes back where they are submitted again."""
        again = 0
        end = time.monotonic() + PATIENCE_SECONDS
        while len(self.buried) < len(self.poisoned) and not self.problems:
            if time.monotonic() >= again:
                # More than once: what ended for want of lost stimuli may do so after a submission too.
                for run in self.poisoned[len(self.buried):]:
                    self._submit_poison(run)
                again = time.monotonic() + 20
            run = self.poisoned[len(self.buried)]
            status = subprocess.Popen(self.command("status", "--run", run, "--json"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            while status.poll() is None:
                self._tend_workers()
            told = json.loads(status.stdout.read()) if status.returncode == 0 else {}
            code = next(iter(told.get("dead_by_code", {})), "crashed")
            if told.get("done", 0) > 0 or code not in ["crashed", "stimuli_gone"]:
                self.problems.append(f"the poisonous run {run} ended otherwise: {told}")
            elif told.get("dead", 0) == 1 and code == "crashed":
                self.buried.append(run)
            elif time.monotonic() > end:
                self.problems.append(f"the poisonous run {run} has no dead letter {PATIENCE_SECONDS} s after the last round: {told}")

    def _tend_workers(self):
        for worker in self.workers:
            worker.tend()
        time.sleep(0.03)

    def _inject(self):
        busy = {each[1] for each in self.recoveries}
        open_kinds = {name: kind for name, kind in self.kinds.items() if kind.resource not in busy}
        if not open_kinds:
            return
        name = self.random.choices(list(open_kinds), [kind.weight for kind in open_kinds.values()])[0]
        if open_kinds[name].inject(self, open_kinds[name]):
            self.injected[name] += 1

    def witness(self, kind):
        """Whoever looks has seen that a fault of this kind was really done."""
        self.witnessed[next(name for name, each in self.kinds.items() if each is kind)] += 1

    def recover(self, seconds, resource, action):
        """Has something done later; until then its resource is busy."""
        self.recoveries.append((time.monotonic() + seconds, resource, action))

    def _watch(self):
        """Whatever result has come is to stay as it is: a file that takes its place was accepted a second time."""
        for path in (self.out / "neurons").glob("*.safetensors"):
            if ".differs-" in path.name:
                continue
            try:
                inode = path.stat().st_ino
            except FileNotFoundError:
                continue
            if self.seen.setdefault(path.name, inode) != inode:
                self.problems.append(f"{path.name} of run r{self.run} was accepted twice")
                self.seen[path.name] = inode

    def _judge(self):
        self._watch()
        differences = self.population.differences(self.out)
        results = len(list((self.out / "neurons").glob("*.safetensors")))
        provenance = self.out / "provenance.json"
        told = json.loads(provenance.read_text()) if provenance.exists() else {}
        self.rounds.append(
            {
                "run": f"r{self.run}", "results": results, "lost": self.population.neurons - results, "differences": differences,
                "redeliveries": told.get("redeliveries"), "duplicates": told.get("duplicates"), "differing": told.get("differing", []),
                "quarantined": told.get("quarantined", 0),
            }
        )
        if differences:
            self.problems.append(f"run r{self.run} differs from the undisturbed one: {differences}")
        for role in self.roles:
            if role.unexplained:
                self.problems.append(f"{role.name} ended by itself: {role.unexplained}")
                role.unexplained = []

    def findings(self):
        endings = Counter()
        for role in self.roles:
            for code in role.endings:
                name = role.name.split("-")[0]
                endings[f"{name} {'exit ' + str(code) if code >= 0 else signal.Signals(-code).name}"] += 1
        return {
            "seed": self.seed, "nodes": self.cluster.copies, "faults": dict(sorted(self.injected.items())),
            "witnessed": dict(sorted(self.witnessed.items())), "rounds": self.rounds,
            "endings": dict(sorted(endings.items())), "poisonous": len(self.poisoned), "buried": len(self.buried), "problems": self.problems,
        }

    def start_helper(self, command, environment=None, output=None):
        """Runs a command beside the roles, with this in its environment too; nobody waits for it. What it prints goes to a file of its own or to that of all."""
        self.helpers = [helper for helper in self.helpers if helper.poll() is None]
        # Kafka's tools are over before they are worth compiling well.
        tools = {"KAFKA_HEAP_OPTS": "-Xmx128m", "KAFKA_OPTS": "-XX:TieredStopAtLevel=1", "KAFKA_JVM_PERFORMANCE_OPTS": "-XX:+UseSerialGC"}
        with open(output or self.folder / "helpers.log", "ab") as log:
            helper = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=dict(os.environ, **tools, **(environment or {})))
        self.helpers.append(helper)
        return helper

    def start_told(self, command):
        """A helper, and the file that holds what it prints."""
        self.told += 1
        output = self.folder / f"helper-{self.told}.log"
        return self.start_helper(command, output=output), output
