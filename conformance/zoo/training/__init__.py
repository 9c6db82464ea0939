"""The sins of the group training, and their mends."""
