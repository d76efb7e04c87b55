"""The ground floor: roles, the gate that every request passes, and the words of a refusal."""
