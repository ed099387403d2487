// Seam: filled by the next commits.
