"""Checks: values."""
