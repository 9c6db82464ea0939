"""The sins of the group elements, and their mends."""
