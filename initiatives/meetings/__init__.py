"""Boards and their meetings."""
