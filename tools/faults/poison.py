"""A job that is bad for whoever computes it: the library that makes it so (poison.c), and the memory that a process may take before it is killed."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from faults.population import run

SOURCE = Path(__file__).resolve().parent / "poison.c"


class Poison:
    """Workers that are started with its environment meet a neuron's job with a deed: `crash`, `eat` or `tell` (see poison.c)."""

    def __init__(self, folder, neuron, deed):
        self.neuron = neuron
        self.library = folder / "poison.so"
        self.file = folder / "poisoned"
        subprocess.run([shutil.which("cc") or "clang", "-O1", "-shared", "-fPIC", "-o", self.library, SOURCE, "-ldl"], check=True)
        self.environment = {
            "LD_PRELOAD": str(self.library), "KONOMI_POISON_MARK": f'\\"neuron\\":\\"{neuron}\\"', "KONOMI_POISON": deed, "KONOMI_POISON_FILE": str(self.file),
            # Swift would look at each crash for seconds.
            "SWIFT_BACKTRACE": "enable=no",
        }
        self.recording = None

    def record(self, konomi, folder):
        """Makes a recording of this neuron alone, as large as a population's."""
        run(konomi, "simulate", "--out", folder, "--simple", 1, "--complex", 0, "--rotation-invariant", 0, "--images", 120, "--test-images", 40, "--side", 16)
        neurons = folder / "neurons.csv"
        neurons.write_text(neurons.read_text().replace("simple-00", self.neuron))
        self.recording = folder

    def told(self):
        """The processes that have read the job, in order."""
        return [int(line) for line in self.file.read_text().split()] if self.file.exists() else []


class MemoryLimit:
    """A control group: the kernel kills who takes more in it. None can be made where this user may not."""

    ROOTS = [(Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes"), (Path("/sys/fs/cgroup"), "memory.max")]

    def __init__(self, megabytes):
        self.folder = None
        for root, limit in self.ROOTS:
            folder = root / f"konomi-{os.getpid()}-{id(self)}"
            try:
                folder.mkdir()
                (folder / limit).write_text(str(megabytes << 20))
                self.folder = folder
                return
            except OSError:
                if folder.is_dir():
                    folder.rmdir()

    def enter(self):
        """Puts the calling process into it."""
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    def close(self):
        """Ends whoever is still in it."""
        if self.folder is None:
            return
        for process in (self.folder / "cgroup.procs").read_text().split():
            os.kill(int(process), signal.SIGKILL)
        for _ in range(100):
            try:
                self.folder.rmdir()
                return
            except OSError:
                signal.sigtimedwait([], 0.05)
