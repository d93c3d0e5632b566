"""The compare page from top to bottom: the answer, one picture, the table, what it rests on."""

from __future__ import annotations

from ui.answer import Answer
from ui.compare import against, charts, decides, downloads, envelope, first_screen, flips, rests_on, table
from ui.notices import draw_left_out, draw_problems, label_of
from ui.scenario_file import draw_banner, draw_upload


def draw(answer: Answer) -> None:
    """Draw the page, or what stands in the way of an answer."""
    draw_banner()
    draw_left_out(answer.left_out)
    if answer.comparison is None or answer.scenario is None:
        title = "These inputs cannot be answered yet; nothing of them is lost:"
        draw_problems(answer.problems, title, name_of=label_of)
    else:
        sure = first_screen.draw(answer, answer.comparison)
        if sure is not None:
            decides.draw(answer.scenario, answer.comparison, sure)
        else:
            flips.draw(answer.scenario, answer.comparison, sure)
        against.draw(answer)
        charts.draw(answer, answer.comparison, sure)
        table.draw(answer.comparison)
        envelope.draw(answer.comparison)
        rests_on.draw(answer)
        downloads.draw(answer)
    draw_upload()
