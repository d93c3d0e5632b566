"""Is building cheaper, and from when on?"""

from ui import answer, frame
from ui.compare import page

if answer.is_shown():
    page.draw(answer.shown())
else:
    frame.run_whole_app()
