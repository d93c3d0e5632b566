"""`python -m costmodel COMMAND`: the same answers without a browser."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from costmodel.commands.answer import Answer
from costmodel.commands.parser import UsageError, build_parser
from costmodel.errors import InputError

EXIT_INPUT_IS_WRONG = 2
EXIT_INTERRUPTED = 130
"""As a shell says of a command that was stopped by hand."""
MOST_ERRORS_SHOWN = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if it was answered, 2 if the input is wrong, with one line per error on stderr.

    `prices refresh` also ends with 3: there is something to write.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = build_parser().parse_args(given)
        found = options.run(options)
        answer = Answer(found) if isinstance(found, str) else found
        return (_say(answer.text) if answer.text else 0) or _end(answer)
    except UsageError as error:
        return _refuse([str(error)])
    except InputError as error:
        return _refuse([str(problem) for problem in error.problems])
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED


def _say(answer: str) -> int:
    """Print the answer; a reader that has gone away is no error, a full disk is one."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Not every terminal knows every character.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(_harmless(answer), flush=True)
    except BrokenPipeError:
        # Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _refuse([f"standard output: the answer cannot be written: {error.strerror}"])
    return 0


def _end(answer: Answer) -> int:
    _refuse(answer.errors)
    return answer.status


def _harmless(text: str) -> str:
    """Text whose names from outside cannot steer a terminal or turn its lines around."""
    return "".join(
        character
        if character.isprintable() or character in "\n\r\t"
        else character.encode("unicode_escape").decode()
        for character in text
    )


def _refuse(lines: Sequence[str]) -> int:
    for line in lines[:MOST_ERRORS_SHOWN]:
        print(_harmless(" ".join(line.split())), file=sys.stderr)
    return EXIT_INPUT_IS_WRONG


if __name__ == "__main__":
    sys.exit(main())
