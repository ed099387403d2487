import KernelShapes
import KernelsV3

/// The kernels for this machine.
public let kernels = KernelsV3.kernels
