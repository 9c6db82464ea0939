"""Checks: completeness."""
