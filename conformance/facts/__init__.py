"""What several checks want to know, computed from records; nothing here runs TensorFlow."""
