"""Checks: portability."""
