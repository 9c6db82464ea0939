"""Checks: randomness."""
