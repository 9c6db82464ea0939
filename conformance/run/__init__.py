"""One run: what is under test, the child that observes it, the parent that outlives it."""
