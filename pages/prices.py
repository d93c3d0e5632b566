"""What do the prices rest on?"""

from ui import answer, frame
from ui.prices import book

if answer.is_shown():
    book.draw()
else:
    frame.run_whole_app()
