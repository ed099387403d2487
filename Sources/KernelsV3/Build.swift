import KernelShapes

/// The kernels of this build.
public let kernels = KernelSet(
  name: "v3", pack: Convolution.pack, convolve: Convolution.forward, addWeightGradient: Convolution.addWeightGradient,
  inputGradient: Convolution.inputGradient, dense: Dense.forward, transpose: Dense.transpose, denseInputGradient: Dense.inputGradient,
  denseWeightGradient: Dense.weightGradient, adamW: Elementwise.adamW, gate: Elementwise.gate, dropOut: Elementwise.dropOut)
