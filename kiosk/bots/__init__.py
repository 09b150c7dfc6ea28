"""Robots that play over the real socket, as a tablet does."""
