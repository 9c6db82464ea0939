"""Checks: are the numbers sane: finite, scaled, varied?"""
