"""Checks: efficiency."""
