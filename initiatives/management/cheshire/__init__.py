"""The Cheshire register as John Dwyer wrote it down in October 2014: read, checked and put into the rooms."""
