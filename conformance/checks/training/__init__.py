"""Checks: do fit, evaluate, predict and a custom loop run, without retracing?"""
