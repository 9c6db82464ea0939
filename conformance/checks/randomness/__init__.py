"""Checks: is what should vary varied, and what should repeat repeatable?"""
