"""Sins applied to the reference pipelines: what does the kit make of them?"""
