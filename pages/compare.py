"""Is building cheaper, and from when on?"""

from ui import answer
from ui.compare import charts, downloads, envelope, first_screen, rests_on, table
from ui.notices import draw_left_out, draw_problems
from ui.scenario_file import draw_banner, draw_upload

shown = answer.shown()
draw_banner()
draw_left_out(shown.left_out)
if shown.comparison is None:
    draw_problems(shown.problems, "These inputs cannot be answered yet; nothing of them is lost:")
else:
    first_screen.draw(shown.comparison)
    charts.draw(shown.comparison)
    table.draw(shown.comparison)
    envelope.draw(shown.comparison)
    rests_on.draw(shown)
    downloads.draw(shown)
draw_upload()
