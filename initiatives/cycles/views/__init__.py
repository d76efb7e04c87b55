"""How requests about review cycles are answered."""
