"""The wall clock of one process, which somebody sets: by an hour, by minutes, by more than a broker takes for a record's time."""

import mmap
import shutil
import struct
import subprocess
from pathlib import Path

from faults.kind import Kind

SOURCE = Path(__file__).resolve().parent / "clock.c"
# Half a minute is beyond every heartbeat, two hours are beyond what a broker takes.
STEPS = [-7200, -3600, -30, 30, 3600, 7200]


def library(folder):
    """Builds the library that shifts a process's clock (clock.c)."""
    file = folder / "clock.so"
    subprocess.run([shutil.which("cc") or "clang", "-O1", "-shared", "-fPIC", "-o", file, SOURCE, "-ldl"], check=True)
    return file


class Clock:
    """One process's clock; whoever is started with its environment goes by it."""

    def __init__(self, library, file):
        self.library = library
        self.file = file
        file.write_bytes(bytes(16))
        with open(file, "r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), 16)

    @property
    def environment(self):
        return {"LD_PRELOAD": str(self.library), "KONOMI_CLOCK": str(self.file)}

    @property
    def shift(self):
        """By how many seconds it is off."""
        return struct.unpack("<q", self._shared[:8])[0] / 1000

    @shift.setter
    def shift(self, seconds):
        self._shared[:8] = struct.pack("<q", int(1000 * seconds))

    @property
    def is_felt(self):
        """Whether the process has read its clock since it was set."""
        return self._shared[:8] == self._shared[8:]


def _set(campaign, kind):
    role = campaign.random.choice(campaign.roles)
    if not role.is_running():
        return False
    role.clock.shift = campaign.random.choice(STEPS)
    process = role.process

    def look_and_set_right():
        # One that was killed meanwhile need not have read its clock.
        if role.clock.is_felt:
            campaign.witness(kind)
        elif role.process is process and role.is_running() and not role.is_stopped:
            campaign.problems.append(f"{role.name} has not felt that its clock was set")
        role.clock.shift = 0

    campaign.recover(campaign.random.uniform(1, 12), kind.resource, look_and_set_right)
    return True


KINDS = {"clock of a process set": Kind(3, "a clock", _set, is_witnessed=True)}
