/// The number of lanes to which channels and units are padded: sixteen floats are one AVX-512 register, two of AVX2, four of NEON.
public let lanes = 16
