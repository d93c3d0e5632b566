"""What do prices rest on?"""

from ui import answer, frame
from ui.prices import page

if answer.is_shown():
    page.draw(answer.shown())
else:
    frame.run_whole_app()
