import KernelShapes

/// The kernels of this build: the only symbol that the module offers.
public let kernels = KernelSet(
  pack: Convolution.pack, convolve: Convolution.forward, addWeightGradient: Convolution.addWeightGradient,
  inputGradient: Convolution.inputGradient, dense: Dense.forward, transpose: Dense.transpose, denseInputGradient: Dense.inputGradient,
  denseWeightGradient: Dense.weightGradient, adamW: Elementwise.adamW, gate: Elementwise.gate, dropOut: Elementwise.dropOut,
  blur: Images.blur, moments: Images.moments, peak: Elementwise.peak, products: Products.transposed,
  addMultiple: Products.addMultiple, reduce: Products.reduce, stepAndFind: Products.stepAndFind, findPartner: Products.findPartner)
