"""Whether shared work did what it set out to do, how sure that is, and what others should do next time."""
