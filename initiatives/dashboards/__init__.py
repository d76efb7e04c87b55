"""My work and the overview: every number a function you could say aloud."""
