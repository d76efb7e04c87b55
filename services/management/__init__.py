"""Commands of the rooms that know who."""
