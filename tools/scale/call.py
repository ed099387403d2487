"""One call of a command: how long it took, what processor time and memory it had, and whether it came to an end at all."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Call:
    seconds: float
    # Of the processors, so that what else the machine does counts for less.
    processor_seconds: float
    megabytes: float
    # nil where it was ended because it took too long.
    code: int | None
    output: str
    errors: str

    @property
    def is_well(self):
        return self.code == 0

    def complaint(self):
        """Why it counts for nothing."""
        if self.code is None:
            return f"no answer within {self.seconds:.0f} s"
        return f"exit code {self.code}: {self.errors.strip().splitlines()[-1] if self.errors.strip() else ''}"


def call(command, folder, limit):
    """Runs a command to its end, or for so many seconds at most."""
    with open(folder / "output", "w+b") as output, open(folder / "errors", "w+b") as errors:
        start = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=errors, start_new_session=True)
        is_late = False
        while True:
            gone, status, used = os.wait4(process.pid, os.WNOHANG)
            seconds = time.monotonic() - start
            if gone:
                break
            if seconds > limit and not is_late:
                is_late = True
                os.killpg(process.pid, signal.SIGKILL)
            time.sleep(0.002)
        # Popen must not wait for it again.
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (output, errors):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    return Call(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, None if is_late else process.returncode, *texts)
