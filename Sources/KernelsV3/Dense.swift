import CVector
import KernelShapes

/// The kernels of a dense layer, on a batch at once.
enum Dense {
  /// A batch through the layer: output[n] = bias + sum over i of input[n][i] x weights[i], rectified where asked for.
  static func forward(
    _ shape: DenseShape, count: Int, input: UnsafePointer<Float>, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    rectified: Bool, output: UnsafeMutablePointer<Float>
  ) {
    var block = 0
    while block < shape.outputs {
      sumBlock(
        inputs: shape.inputs, inputStride: shape.inputs, outputs: shape.outputs, count: count, input: input, weights: weights + block,
        start: loadVector(bias + block), rectified: rectified, output: output + block)
      block += lanes
    }
  }

  /// inputGradient[n] = sum over units o of gradient[n][o] x transposed[o].
  static func inputGradient(
    _ shape: DenseShape, count: Int, gradient: UnsafePointer<Float>, transposed: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>
  ) {
    var block = 0
    while block < shape.inputs {
      sumBlock(
        inputs: shape.units, inputStride: shape.outputs, outputs: shape.inputs, count: count, input: gradient, weights: transposed + block,
        start: Vector(repeating: 0), rectified: false, output: inputGradient + block)
      block += lanes
    }
  }

  /// Sixteen outputs of every image, in strips of images.
  private static func sumBlock(
    inputs: Int, inputStride: Int, outputs: Int, count: Int, input: UnsafePointer<Float>, weights: UnsafePointer<Float>, start: Vector,
    rectified: Bool, output: UnsafeMutablePointer<Float>
  ) {
    var image = 0
    while image < count {
      let input = input + image * inputStride
      let output = output + image * outputs
      switch count - image {
      case 1: sums(Strip1.self, inputs, inputStride, outputs, input, weights, start, rectified, output)
      case 2: sums(Strip2.self, inputs, inputStride, outputs, input, weights, start, rectified, output)
      case 3: sums(Strip3.self, inputs, inputStride, outputs, input, weights, start, rectified, output)
      case 4: sums(Strip4.self, inputs, inputStride, outputs, input, weights, start, rectified, output)
      case 5: sums(Strip5.self, inputs, inputStride, outputs, input, weights, start, rectified, output)
      default: sums(Strip6.self, inputs, inputStride, outputs, input, weights, start, rectified, output)
      }
      image += 6
    }
  }

  @inline(__always)
  private static func sums<Images: Strip>(
    _: Images.Type, _ inputs: Int, _ inputStride: Int, _ outputs: Int, _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
    _ start: Vector, _ rectified: Bool, _ output: UnsafeMutablePointer<Float>
  ) {
    var sums = Images(copies: start)
    var weights = weights
    var i = 0
    while i < inputs {
      sums.addProducts(loadVector(weights), scalars: input + i, stride: inputStride)
      weights += outputs
      i &+= 1
    }
    if rectified { sums.rectify() }
    sums.store(to: output, stride: outputs)
  }

  /// weights[i] = sum over images of input[n][i] x gradient[n]; biases = sum over images of gradient[n]. Both written.
  static func weightGradient(
    _ shape: DenseShape, count: Int, input: UnsafePointer<Float>, gradient: UnsafePointer<Float>, weights: UnsafeMutablePointer<Float>,
    biases: UnsafeMutablePointer<Float>
  ) {
    let outputs = shape.outputs
    var block = 0
    while block < outputs {
      var sum = Vector(repeating: 0)
      var image = 0
      while image < count {
        sum += loadVector(gradient + image * outputs + block)
        image &+= 1
      }
      storeVector(sum, biases + block)
      // Inputs are padded to sixteen: two strips of six and one of four.
      var i = 0
      while i < shape.inputs {
        let target = weights + i * outputs + block
        products(Strip6.self, count, shape.inputs, outputs, input + i, gradient + block, target)
        products(Strip6.self, count, shape.inputs, outputs, input + i + 6, gradient + block, target + 6 * outputs)
        products(Strip4.self, count, shape.inputs, outputs, input + i + 12, gradient + block, target + 12 * outputs)
        i &+= lanes
      }
      block += lanes
    }
  }

  @inline(__always)
  private static func products<Inputs: Strip>(
    _: Inputs.Type, _ count: Int, _ inputs: Int, _ outputs: Int, _ input: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    var sums = Inputs(copies: Vector(repeating: 0))
    var image = 0
    while image < count {
      sums.addProducts(loadVector(gradient + image &* outputs), scalars: input + image &* inputs, stride: 1)
      image &+= 1
    }
    sums.store(to: target, stride: outputs)
  }

  /// target[o][i] = weights[i][o], for the gradient of the input.
  static func transpose(_ shape: DenseShape, weights: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
    var unit = 0
    while unit < shape.outputs {
      var i = 0
      while i < shape.inputs {
        konomi_transpose_16(
          weights + i * shape.outputs + unit, shape.outputs, target + unit * shape.inputs + i, shape.inputs,
          Int32(truncatingIfNeeded: min(lanes, shape.units - unit)))
        i &+= lanes
      }
      unit += lanes
    }
  }
}
