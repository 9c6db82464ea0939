"""The sins of the group completeness, and their mends."""
