"""Who: organisations, people, what each may do, what we wrote to them, what they did."""
