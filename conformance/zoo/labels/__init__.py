"""The sins of the group labels, and their mends."""
