"""Sessions: series, agenda, preparation, the room, commitments and what became of them."""
