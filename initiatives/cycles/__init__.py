"""Review cycles: a board looks at the same shared work again and again, on dates that are known ahead."""
