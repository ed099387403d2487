"""The disk that results are collected on: it can be full, and it can be read-only."""

import os
import signal
import subprocess


class Disk:
    """A small file system in memory where this user may mount one; elsewhere a plain folder, with a limit on the collector's files and permissions instead."""

    def __init__(self, folder, megabytes=96):
        self.folder = folder
        folder.mkdir(parents=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder]
        self.is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
        # Nothing binds root to permissions.
        self.can_be_locked = self.is_mounted or os.geteuid() != 0

    @property
    def _filler(self):
        return self.folder / "filler"

    def fill(self, collector):
        if self.is_mounted:
            with open(self._filler, "wb", buffering=0) as filler:
                try:
                    while True:
                        filler.write(bytes(1 << 20))
                except OSError:
                    pass
                try:
                    while True:
                        filler.write(bytes(512))
                except OSError:
                    pass
        else:
            collector.file_limit = 256
            collector.send(signal.SIGTERM)

    def free(self, collector):
        if self.is_mounted:
            self._filler.unlink(missing_ok=True)
        elif collector.file_limit is not None:
            collector.file_limit = None
            collector.send(signal.SIGTERM)

    def lock(self):
        """Makes it read-only; false where that is not possible just now."""
        if self.is_mounted:
            return self._remount("ro")
        for folder in [self.folder, *self.folder.rglob("*")]:
            if folder.is_dir():
                folder.chmod(0o555)
        return True

    def unlock(self):
        if self.is_mounted:
            self._remount("rw")
        else:
            for folder in [self.folder, *self.folder.rglob("*")]:
                if folder.is_dir():
                    folder.chmod(0o755)

    def close(self):
        self.unlock()
        if self.is_mounted:
            subprocess.run(["umount", "-l", self.folder], capture_output=True, check=False)

    def _remount(self, mode):
        return subprocess.run(["mount", "-o", f"remount,{mode}", self.folder], capture_output=True, check=False).returncode == 0
