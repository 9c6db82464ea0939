"""The sins of the group wiring, and their mends."""
