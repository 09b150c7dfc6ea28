"""A whole site in this process, healthy until a test makes one part of it sick."""
