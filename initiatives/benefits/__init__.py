"""What each organisation gains by shared work: planned, claimed quarter by quarter, confirmed by its own finance officer."""
