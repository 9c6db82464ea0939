"""The sins of the group values, and their mends."""
