"""A process of `konomi` that is started again whenever it ends before the run does."""

import os
import resource
import signal
import subprocess
import time

from faults.streams import Streams


class Role:
    """One coordinator, worker or collector, kept alive as a supervisor would."""

    def __init__(self, name, command, log, is_done_by_success, environment=None):
        self.name = name
        self.command = command
        self.log = log
        # A worker that leaves in order is started again; a coordinator or collector that does has seen the end of the run.
        self.is_done_by_success = is_done_by_success
        # What its environment has beside this process's own.
        self.environment = environment or {}
        # Its wall clock, where that can be set.
        self.clock = None
        # Where its lines go, now and from its next start on; after that, to its log again.
        self.streams = self.next_streams = Streams()
        # The group that bounds its memory, if any does.
        self.memory = None
        self.process = None
        self.is_done = False
        # Whether it is held up.
        self.is_stopped = False
        # Signals that it was sent since its start.
        self.sent = set()
        # Signals that may end it though nobody sent them: a poisonous job is about.
        self.expected = set()
        # How its lives ended: exit code, or minus the signal.
        self.endings = []
        self.unexplained = []
        # The most bytes that a file of its may have; None is no limit.
        self.file_limit = None
        # Whether it is not to be started for now.
        self.is_held = False
        self._not_before = 0.0

    def start(self):
        limit = self.file_limit
        self.streams, self.next_streams = self.next_streams, Streams()
        streams = self.streams

        def prepare():
            if self.memory is not None:
                self.memory.enter()
            # Writing beyond the limit is an error, not a signal: as on a full disk.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            if limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            streams.prepare()

        with streams.open(self.log) as lines:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL if streams.way is None else lines,
                # The limit would end the log too.
                stderr=lines if limit is None else subprocess.DEVNULL,
                start_new_session=True, preexec_fn=prepare, env=self._environment(),
            )
        self.sent = set()
        self.is_stopped = False

    def _environment(self):
        """This process's own, what the role has beside it, and what its clock needs: libraries are preloaded beside one another."""
        parts = [self.environment, self.clock.environment if self.clock is not None else {}]
        preloaded = ":".join(part["LD_PRELOAD"] for part in parts if "LD_PRELOAD" in part)
        whole = dict(os.environ, **parts[0], **{name: value for name, value in parts[1].items() if name != "LD_PRELOAD"})
        return dict(whole, LD_PRELOAD=preloaded) if preloaded else whole

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def send(self, number):
        if self.is_running():
            self.sent.add(number)
            if number in (signal.SIGSTOP, signal.SIGCONT):
                self.is_stopped = number == signal.SIGSTOP
            os.killpg(self.process.pid, number)

    def tend(self):
        """Notes an end, and starts the process again unless its work is done."""
        if self.is_done or self.is_running():
            return
        if self.process is not None:
            code = self.process.returncode
            self.endings.append(code)
            if code < 0 and -code not in self.sent | self.expected or code == 70 or self._gave_up_over_its_lines(code):
                self.unexplained.append(code)
            self.streams.break_pipe()
            self.process = None
            # A coordinator that is told to stop leaves with success too.
            if code == 0 and self.is_done_by_success and not self.sent & {signal.SIGTERM, signal.SIGHUP}:
                self.is_done = True
                return
            self._not_before = time.monotonic() + 0.2
        if not self.is_held and time.monotonic() >= self._not_before:
            self.start()

    def _gave_up_over_its_lines(self, code):
        """A collector that could not write may be right: its disk is harmed too."""
        return code == 74 and self.streams.way is not None and not self.name.startswith("collector")

    def end(self):
        if self.is_running():
            self.send(signal.SIGCONT)
            self.send(signal.SIGKILL)
            self.process.wait()
