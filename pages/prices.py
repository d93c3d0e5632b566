"""What do the prices rest on?"""

from ui.prices import book

book.draw()
