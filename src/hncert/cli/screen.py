"""The console that everything is printed on: markup off, and a closed pipe is no failure."""

import os
import sys

from rich.console import Console


class Screen(Console):
    """A rich console that, when its reader has gone (`| head`), prints the rest to nowhere."""

    def on_broken_pipe(self) -> None:
        """Leave the command's own exit status standing."""
        self.quiet = True
        discard_stdout()


def discard_stdout() -> None:
    """Point standard output at nothing, so that no later flush can fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
