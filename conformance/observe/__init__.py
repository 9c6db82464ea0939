"""Observation: everything that touches TensorFlow, writing plain records."""
