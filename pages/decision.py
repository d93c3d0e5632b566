"""Should we build at all?"""

from ui import answer, frame
from ui.decision import page

if answer.is_shown():
    page.draw(answer.shown())
else:
    frame.run_whole_app()
