"""On which GPUs?"""

from ui import answer, frame
from ui.serving import page

if answer.is_shown():
    page.draw(answer.shown())
else:
    frame.run_whole_app()
