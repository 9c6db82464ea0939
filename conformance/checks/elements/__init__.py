"""Checks: does every element match the model's input: structure, rank, shape, dtype?"""
