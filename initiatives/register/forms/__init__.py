"""What people are asked in the register, by subject; the names match the actions."""
