"""Checks: does each component reach the input it was meant for?"""
