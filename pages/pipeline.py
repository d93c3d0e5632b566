"""What would building take?"""

from ui import answer, frame
from ui.pipeline import page

if answer.is_shown():
    page.draw(answer.shown())
else:
    frame.run_whole_app()
