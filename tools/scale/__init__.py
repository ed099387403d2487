"""A queue at the size that the product is for: what `tools/bench queue` is made of."""
