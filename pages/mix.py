"""Which parts to build?"""

from ui import answer, frame
from ui.mix import page

if answer.is_shown():
    page.draw()
else:
    frame.run_whole_app()
