"""One line of JSON as an example: what is read, what is learned, and what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from costmodel.dataset.report import Kind

FORMATS = ("chat", "prompt_completion", "preference")
SYSTEM_ROLES = frozenset({"system", "developer"})
FOLLOWERS = {
    "start": {"user"},
    "user": {"assistant"},
    "assistant": {"user", "tool"},
    "tool": {"tool", "assistant"},
}
"""Which roles may follow which, a system message at the start aside."""


class LineError(ValueError):
    """A line that holds no usable example; the message says why, `is_json` whether it can be read at all."""

    def __init__(self, why: str, *, is_json: bool = True) -> None:
        self.is_json = is_json
        super().__init__(why)


class Message(NamedTuple):
    """Who says what; `calls_tools` stands in for a text."""

    role: str
    text: str
    calls_tools: bool = False


@dataclass(frozen=True)
class Example:
    """`sequences` are what the model is trained on: one, or for a preference pair two with the same prompt."""

    format: str
    prompt: tuple[Message, ...]
    answers: tuple[tuple[Message, ...], ...]
    fields: dict[str, Any]

    @property
    def messages(self) -> Iterator[Message]:
        """Every message once."""
        yield from self.prompt
        for answer in self.answers:
            yield from answer

    @property
    def sequences(self) -> list[str]:
        """Prompt and answer as running text, for each answer."""
        start = [message.text for message in self.prompt]
        return ["\n".join(start + [message.text for message in answer]) for answer in self.answers]


def parse_line(line: bytes) -> Example:
    """The example of one line; raises LineError saying why there is none."""
    try:
        found = json.loads(line.decode("utf-8"))
    except json.JSONDecodeError as error:
        raise LineError(f"this is no JSON: {error.msg} at character {error.pos + 1}", is_json=False) from None
    except RecursionError:
        raise LineError("this is no example: it is nested too deeply") from None
    except ValueError as error:
        raise LineError(f"this cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise LineError("a line must hold one JSON object")
    return _example(found)


def problems_of(example: Example) -> Iterator[tuple[Kind, str]]:
    """What is wrong with a usable example, except its length and label."""
    for answer in example.answers:
        why = roles_problem([*example.prompt, *answer])
        if why:
            yield "roles", why
            break
    empty = next((message for message in example.messages if _is_empty(message)), None)
    if empty is not None:
        yield "empty", f"the message of {empty.role!r:.40} holds no text"
    if len(example.answers) == 2 and _texts(example.answers[0]) == _texts(example.answers[1]):
        yield "no_preference", "chosen and rejected are the same"


def roles_problem(messages: Sequence[Message]) -> str | None:
    """Why these messages are no conversation to learn from, or None."""
    before = "start"
    for place, message in enumerate(messages):
        if message.role in SYSTEM_ROLES:
            if place:
                return f"a {message.role} message may stand only at the start, not at place {place + 1}"
            continue
        if message.role not in FOLLOWERS[before]:
            allowed = " or ".join(sorted(FOLLOWERS[before]))
            where = "at the start" if before == "start" else f"after {before}"
            return f"{message.role!r:.40} stands {where}, where {allowed} is allowed"
        before = message.role
    return None if before == "assistant" else "the last message must be the assistant's"


def _example(found: dict[str, Any]) -> Example:
    if "chosen" in found or "rejected" in found:
        prompt = _side(found, "prompt", "user")
        answers = (_side(found, "chosen", "assistant"), _side(found, "rejected", "assistant"))
        return Example("preference", prompt, answers, found)
    if "messages" in found:
        messages = _side(found, "messages", "")
        last = max(
            (i for i, message in enumerate(messages) if message.role == "assistant"), default=len(messages)
        )
        return Example("chat", messages[:last], (messages[last:],), found)
    if "prompt" in found or "completion" in found:
        prompt = _side(found, "prompt", "user")
        return Example("prompt_completion", prompt, (_side(found, "completion", "assistant"),), found)
    raise LineError(
        "there is none of messages, prompt and completion, or prompt, chosen and rejected;"
        f" the keys are {', '.join(sorted(found)[:5])!r:.100}"
    )


def _side(found: dict[str, Any], field: str, role_of_text: str) -> tuple[Message, ...]:
    if field not in found:
        raise LineError(f"{field} is missing")
    value = found[field]
    if isinstance(value, str) and role_of_text:
        return (Message(role_of_text, value),)
    if not isinstance(value, list):
        raise LineError(f"{field} must be a list of messages{' or a text' if role_of_text else ''}")
    if not value:
        raise LineError(f"{field} holds no message")
    return tuple(_message(item, f"{field}[{place}]") for place, item in enumerate(value))


def _message(item: Any, where: str) -> Message:
    if not isinstance(item, dict):
        raise LineError(f"{where} must be an object with role and content")
    role, content = item.get("role"), item.get("content")
    if not isinstance(role, str):
        raise LineError(f"{where}.role must be a text")
    calls_tools = bool(item.get("tool_calls"))
    if isinstance(content, str):
        return Message(role, content, calls_tools)
    if content is None and calls_tools:
        return Message(role, "", True)
    if isinstance(content, list):
        return Message(role, "\n".join(_part(part, where) for part in content), calls_tools)
    raise LineError(f"{where}.content must be a text")


def _part(part: Any, where: str) -> str:
    text = part.get("text") if isinstance(part, dict) else None
    if not isinstance(text, str):
        raise LineError(f"{where}.content must be a text, or a list of parts with a text each")
    return text


def _is_empty(message: Message) -> bool:
    return not message.calls_tools and message.role not in SYSTEM_ROLES and not message.text.strip()


def _texts(messages: Sequence[Message]) -> list[str]:
    return [message.text for message in messages]
