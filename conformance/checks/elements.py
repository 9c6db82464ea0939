"""Checks: elements."""
