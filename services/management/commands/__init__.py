"""Doors that an operator opens from the command line."""
