"""The outbox: every letter we send, to whom, why, and whether it left."""
