"""The front desk: help, accessibility, privacy, cookies, and the answer to "are you well?"."""
