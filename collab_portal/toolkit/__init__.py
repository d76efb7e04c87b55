"""Tools that know no nouns: dates, words, forms, components. Nothing here has heard of an initiative."""
