"""Try it on cases: would you fine-tune?"""

from ui import answer, frame
from ui.practice import page

if answer.is_shown():
    page.draw()
else:
    frame.run_whole_app()
