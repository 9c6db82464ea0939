"""Checks: do targets and weights suit the outputs and the loss?"""
