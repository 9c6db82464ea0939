"""The sins of the group efficiency, and their mends."""
