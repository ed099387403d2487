import CVector
import KernelShapes

/// Kernels that treat every float alike; all counts are multiples of sixteen.
enum Elementwise {
  /// One step of AdamW (Loshchilov & Hutter, ICLR 2019) on parameters that share a decay.
  static func adamW(
    _ step: AdamWStep, count: Int, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    mean: UnsafeMutablePointer<Float>, square: UnsafeMutablePointer<Float>
  ) {
    let keep = Vector(repeating: step.keep)
    let rate = Vector(repeating: step.rate)
    let root = Vector(repeating: step.squareCorrection)
    let epsilon = Vector(repeating: 1e-8)
    let (meanDecay, meanShare) = (Vector(repeating: AdamWStep.meanDecay), Vector(repeating: 1 - AdamWStep.meanDecay))
    let (squareDecay, squareShare) = (Vector(repeating: AdamWStep.squareDecay), Vector(repeating: 1 - AdamWStep.squareDecay))
    var i = 0
    while i < count {
      let slope = loadVector(gradient + i)
      let first = (loadVector(mean + i) * meanDecay).addingProduct(slope, meanShare)
      let second = (loadVector(square + i) * squareDecay).addingProduct(slope * slope, squareShare)
      storeVector(first, mean + i)
      storeVector(second, square + i)
      let change = rate * first / (konomi_square_root(second) * root + epsilon)
      storeVector(loadVector(parameters + i) * keep - change, parameters + i)
      i &+= lanes
    }
  }

  /// The gradient below ReLU (and dropout): gradient x scale where the output is positive, else zero.
  static func gate(count: Int, output: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, scale: Float) {
    var i = 0
    while i < count {
      storeVector(
        konomi_where_positive(loadVector(output + i), loadVector(gradient + i) * Vector(repeating: scale)), gradient + i)
      i &+= lanes
    }
  }

  /// Nothing but fused multiply-adds on registers, `count` times `KernelSet.peakProducts`: what the processor could do at most.
  static func peak(count: Int, numbers: UnsafeMutablePointer<Float>) {
    let factors = loadVector(numbers)
    #if KONOMI_V4
      var sums = Strip12(copies: factors)
    #else
      var sums = Strip6(copies: factors)
    #endif
    var round = 0
    while round < count {
      sums.addProducts(factors, scalars: numbers + lanes, stride: 1)
      #if !KONOMI_V4
        sums.addProducts(factors, scalars: numbers + lanes, stride: 1)
      #endif
      round &+= 1
    }
    sums.store(to: numbers + 2 * lanes, stride: lanes)
  }

  /// Dropout: values x scale where a unit's sixteen random bits reach the threshold, else zero; see `KernelSet.DropOut`.
  static func dropOut(_ mask: DropoutMask, count: Int, values: UnsafeMutablePointer<Float>) {
    konomi_drop_out(
      values, count, mask.key[0], mask.key[1], mask.counter[0], mask.counter[1], mask.counter[2], UInt32(mask.threshold), mask.scale)
  }
}
