"""Checks: wiring."""
