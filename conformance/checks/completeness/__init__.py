"""Checks: is every example seen exactly once an epoch, every epoch?"""
