"""What shared work costs each organisation, by which shares they agreed to bear it, and who owes whom."""
