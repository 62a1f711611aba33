"""The command `commonweal`, as the package installs it."""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Runs the command with the words of this process and ends it with the command's exit code."""
    from commonweal import _engine

    # As in the program of its own, Ctrl-C ends the work at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = _engine.main(["commonweal", *sys.argv[1:]])
    if sys.stdout is not None:
        sys.stdout.flush()
    os._exit(code)
