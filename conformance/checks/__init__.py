"""The checks, one module for each question a person asks."""
