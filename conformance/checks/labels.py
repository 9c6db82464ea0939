"""Checks: labels."""
