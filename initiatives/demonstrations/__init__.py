"""The demonstration's own room: its clock goes on day by day, and each day's letters are there to be read."""
