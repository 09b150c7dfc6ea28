"""The rules: each takes what a tablet meets of a configuration, and brings up its faults."""
