"""Checks: can it resume, shard, be served to other machines, run on other backends?"""
