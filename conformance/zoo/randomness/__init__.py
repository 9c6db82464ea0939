"""The sins of the group randomness, and their mends."""
