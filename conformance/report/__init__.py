"""Renderers of one report structure; no format knows more than another."""
