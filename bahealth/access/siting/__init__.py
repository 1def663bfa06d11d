"""Where to open: maximal cover, least walking and full cover, solved to a proven gap, and plans side by side."""
