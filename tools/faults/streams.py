"""Where a process's lines go: nowhere, to a full device, or into a pipe that nobody reads any more."""

import os
import signal

from faults.kind import Kind

WAYS = ["closed", "full", "broken pipe"]


class Streams:
    """What a process's output and errors are: its log, or one of WAYS."""

    def __init__(self, way=None):
        self.way = way
        self._reading = None

    def open(self, log):
        """The file for both, for Popen; whoever is started closes it."""
        if self.way == "full":
            return open("/dev/full", "wb", buffering=0)
        if self.way == "broken pipe":
            self._reading, writing = os.pipe()
            return os.fdopen(writing, "wb", buffering=0)
        return open(log, "ab")

    def prepare(self):
        """In the child, before it becomes the program."""
        if self.way == "closed":
            os.close(1)
            os.close(2)

    def break_pipe(self):
        """Whoever reads goes away."""
        if self._reading is not None:
            os.close(self._reading)
            self._reading = None

    def are_so(self, process):
        """Whether a process's errors really go there, or nowhere."""
        try:
            target = os.readlink(f"/proc/{process}/fd/2")
        except OSError:
            return self.way == "closed"
        # One that finds its streams closed may put the null device there.
        return {"closed": target == "/dev/null", "full": target == "/dev/full", "broken pipe": target.startswith("pipe:")}[self.way]


def _spoilt(campaign, kind):
    role = campaign.random.choice(campaign.roles)
    if not role.is_running() or role.streams.way is not None:
        return False
    # It has to start anew with them, and keeps them until it ends.
    role.next_streams = Streams(campaign.random.choice(WAYS))
    role.send(signal.SIGTERM)

    looks = 0

    def look():
        nonlocal looks
        looks += 1
        if role.is_running() and role.streams.way is not None:
            role.streams.break_pipe()
            if role.streams.are_so(role.process.pid):
                campaign.witness(kind)
        elif looks < 20:
            # It has not started anew yet.
            campaign.recover(0.5, kind.resource, look)

    campaign.recover(campaign.random.uniform(1, 3), kind.resource, look)
    return True


KINDS = {"streams closed, full or broken": Kind(2, "a stream", _spoilt, is_witnessed=True)}
