"""In the room: the presenter's line, attendance, what is captured, the read-back, closing, the minutes."""
