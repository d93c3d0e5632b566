"""Putting a file in the place of another so that there is always one whole file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Replaces the file at once: whoever is interrupted leaves the old one, and nothing beside it.

    A process that is killed leaves the old one too, and maybe a hidden file with the ending .new beside it.
    Raises OSError if the folder cannot be written.
    """
    target = path.resolve()
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            Path(name).chmod(target.stat().st_mode & 0o777)
        os.replace(name, target)  # noqa: PTH105 - the call that replaces atomically, by its own name
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
