/// The numeric kernels as one build for one instruction set offers them. All builds give the same bytes.
///
/// Pointers need hold for the call only; nothing is allocated. Shapes and layouts: `ConvolutionShape`, `DenseShape`.
public struct KernelSet: Sendable {
  /// (shape, weights, scratch, packed): the filters laid out for `convolve`, and the first layer's for `inputGradient` too.
  public typealias Pack =
    @Sendable (ConvolutionShape, UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  /// (shape, input, packed, bias, scratch, output, live): one image (the first layer's with sixteen readable floats behind it) through convolution, bias, ReLU and pooling. `live` receives, per block and
  /// pooled pixel, sixteen bits for each place of the pooling window: bit c tells whether the gradient of channel c flows back to that place.
  public typealias Convolve =
    @Sendable (
      ConvolutionShape, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>,
      UnsafeMutablePointer<Float>, UnsafeMutablePointer<UInt64>
    ) -> Void
  /// (shape, input, live, gradient, offsets, gradients, weights, biases): adds one image's gradient of filters and biases. `offsets` and
  /// `gradients` are scratch of `listCount`; the first layer's input has sixteen readable floats behind it.
  public typealias AddWeightGradient =
    @Sendable (
      ConvolutionShape, UnsafePointer<Float>, UnsafePointer<UInt64>, UnsafePointer<Float>, UnsafeMutablePointer<Int32>,
      UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
    ) -> Void
  /// (shape, live, gradient, weights, offsets, gradients, input gradient): the gradient of one image's input, `inputGradientCount` floats. The first layer takes its filters packed.
  public typealias InputGradient =
    @Sendable (
      ConvolutionShape, UnsafePointer<UInt64>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Int32>,
      UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
    ) -> Void
  /// (shape, images, input, weights, bias, rectified, output): a batch through a dense layer, with ReLU where asked for.
  public typealias Dense =
    @Sendable (
      DenseShape, Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, Bool, UnsafeMutablePointer<Float>
    ) -> Void
  /// (shape, weights, target): [outputs][inputs] from [inputs][outputs].
  public typealias Transpose = @Sendable (DenseShape, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  /// (shape, images, gradient, transposed weights, input gradient).
  public typealias DenseInputGradient =
    @Sendable (DenseShape, Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  /// (shape, images, input, gradient, weights, biases): the sums over the batch, written.
  public typealias DenseWeightGradient =
    @Sendable (
      DenseShape, Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
    ) -> Void
  /// (step, count, parameters, gradient, mean, square): one step on `count` parameters that share a decay.
  public typealias AdamW =
    @Sendable (
      AdamWStep, Int, UnsafeMutablePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
    ) -> Void
  /// (count, output, gradient, scale): gradient x scale where the output is positive, else zero: below ReLU and dropout.
  public typealias Gate = @Sendable (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Float) -> Void
  /// (mask, count, values): values x scale where a unit is kept, else zero; `count` is a multiple of eight.
  public typealias DropOut = @Sendable (DropoutMask, Int, UnsafeMutablePointer<Float>) -> Void
  /// (shape, radius, weights, plane, scratch): a plane blurred in place with radius + 1 symmetric weights, from the centre outwards, the border
  /// reflected.
  public typealias Blur =
    @Sendable (PlaneShape, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  /// (rounds, numbers): fused multiply-adds on registers, `peakProducts` a round, for the measurement of the peak; 14 x 16 floats.
  public typealias Peak = @Sendable (Int, UnsafeMutablePointer<Float>) -> Void
  public static let peakProducts = 12 * lanes
  /// (count, values): their sum and the sum of their squares.
  public typealias Moments = @Sendable (Int, UnsafePointer<Float>) -> (sum: Double, squares: Double)
  /// (rows, others, columns, left, right, lower only, panel, result): left [rows][columns] times the transpose of right [others][columns], written to [rows][others]. With "lower
  /// only", where both are one matrix, elements above the diagonal may be left as they are. `panel` is scratch of `productScratch`.
  public typealias Products =
    @Sendable (
      Int, Int, Int, UnsafePointer<Double>, UnsafePointer<Double>, Bool, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>
    ) -> Void
  /// How many columns `products` takes at a time, and the numbers of its scratch.
  public static let productBlock = 256
  public static let productScratch = 8 * productBlock
  /// (count, factor, values, sums): sums += factor x values.
  public typealias AddMultiple = @Sendable (Int, Double, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  /// (count, stride, matrix, vector, change, next, products): from `count` rows of as many numbers, `stride` apart, takes vector change^T, then change vector^T, and adds next[row] times
  /// each row to the products.
  public typealias Reduce =
    @Sendable (
      Int, Int, UnsafeMutablePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>,
      UnsafeMutablePointer<Double>
    ) -> Void
  /// (count, factor, first, second, residuals, shifts): residuals -= factor x (first - second); then the first place of the greatest residual + shift, and that sum. `count` is a
  /// multiple of eight.
  public typealias StepAndFind =
    @Sendable (
      Int, Double, UnsafePointer<Double>, UnsafePointer<Double>, UnsafeMutablePointer<Double>, UnsafePointer<Double>
    ) -> (place: Int, score: Double)
  /// (count, score, variance, kernel, variances, residuals, shifts): with d = score - (residual + shift), the first place of the greatest
  /// d^2 / max(variance + its variance - 2 kernel, 1e-12) where d > 0, and the greatest d; -1 and 0 where d > 0 nowhere. `count` is a multiple of eight.
  public typealias FindPartner =
    @Sendable (
      Int, Double, Double, UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>
    ) -> (place: Int, violation: Double)

  public let pack: Pack
  public let convolve: Convolve
  public let addWeightGradient: AddWeightGradient
  public let inputGradient: InputGradient
  public let dense: Dense
  public let transpose: Transpose
  public let denseInputGradient: DenseInputGradient
  public let denseWeightGradient: DenseWeightGradient
  public let adamW: AdamW
  public let gate: Gate
  public let dropOut: DropOut
  public let blur: Blur
  public let moments: Moments
  public let peak: Peak
  public let products: Products
  public let addMultiple: AddMultiple
  public let reduce: Reduce
  public let stepAndFind: StepAndFind
  public let findPartner: FindPartner

  public init(
    pack: @escaping Pack, convolve: @escaping Convolve, addWeightGradient: @escaping AddWeightGradient,
    inputGradient: @escaping InputGradient, dense: @escaping Dense, transpose: @escaping Transpose,
    denseInputGradient: @escaping DenseInputGradient, denseWeightGradient: @escaping DenseWeightGradient, adamW: @escaping AdamW,
    gate: @escaping Gate, dropOut: @escaping DropOut, blur: @escaping Blur, moments: @escaping Moments, peak: @escaping Peak,
    products: @escaping Products, addMultiple: @escaping AddMultiple, reduce: @escaping Reduce, stepAndFind: @escaping StepAndFind,
    findPartner: @escaping FindPartner
  ) {
    self.pack = pack
    self.convolve = convolve
    self.addWeightGradient = addWeightGradient
    self.inputGradient = inputGradient
    self.dense = dense
    self.transpose = transpose
    self.denseInputGradient = denseInputGradient
    self.denseWeightGradient = denseWeightGradient
    self.adamW = adamW
    self.gate = gate
    self.dropOut = dropOut
    self.blur = blur
    self.moments = moments
    self.peak = peak
    self.products = products
    self.addMultiple = addMultiple
    self.reduce = reduce
    self.stepAndFind = stepAndFind
    self.findPartner = findPartner
  }
}
