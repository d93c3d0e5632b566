"""How sure is it?"""

from ui import answer, frame
from ui.accuracy import page

if answer.is_shown():
    page.draw(answer.shown())
else:
    frame.run_whole_app()
