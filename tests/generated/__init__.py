"""Pipelines that nobody wrote: sound ones drawn at random, and mutations of them by mechanism.

A check that was mended with a case in sight finds that case. What it does with a pipeline of which no
one thought is measured here: alarms in a thousand sound pipelines, and the share of mutations, mechanism by
mechanism, that is found. `python -m tests.generated` draws, asks and writes docs/generated.md.

A pipeline is a `Draw`, a few plain values from which `pipeline.build` makes the same thing in any process:
task (`tasks`) × way to fit (`deliveries`) × sizes, noise and options, and at most one mutation (`mutations`).
"""
