"""Faults under which a run must lose nothing: what tools/chaos is made of."""
