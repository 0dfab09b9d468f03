"""Where a server of a test lives: a folder and a port of its own; and how a test waits."""

import atexit
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time

PATIENCE = 20
# Apart for processes whose ids are neighbours, so that two runs at a time do not ask for the same.
PORTS = itertools.count(22_000 + os.getpid() * 37 % 9_000)


def until(what, holds, patience=PATIENCE):
    """Asks again and again until it is so, and gives back what was found."""
    deadline = time.monotonic() + patience
    while True:
        found = holds()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"still not so after {patience} s: {what}")
        time.sleep(0.01)


def free_port():
    """A port below those that clients are given, so that no client can take it first."""
    for port in PORTS:
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Process:
    """A program in a folder of its own, ended by its own id."""

    def __init__(self, name):
        self.folder = tempfile.mkdtemp(prefix=f"quell-sdk-{name}-")
        self.child = None
        # Also when nobody comes to close it.
        atexit.register(Process.close, self)

    def spawn(self, *words):
        words = [str(word) for word in words]
        with open(self.path("out"), "ab") as out:
            try:
                self.child = subprocess.Popen(
                    words, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
                )
            except FileNotFoundError as fault:
                raise AssertionError(f"{words[0]} is missing: `make test` installs or builds it") from fault

    def path(self, name):
        return os.path.join(self.folder, name)

    def lives(self):
        """Raises when the program has ended by itself."""
        if self.child.poll() is not None:
            with open(self.path("out"), encoding="utf-8", errors="replace") as out:
                raise AssertionError(f"ended with {self.child.returncode}:\n{out.read()}")

    def stop(self):
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            self.child = None

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
