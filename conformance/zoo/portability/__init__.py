"""The sins of the group portability, and their mends."""
