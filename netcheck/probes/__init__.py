"""Probes touch the world and return facts; they judge nothing."""
