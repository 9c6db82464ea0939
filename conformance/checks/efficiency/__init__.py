"""Checks: what is slow, which stage, and what would the fix buy?"""
