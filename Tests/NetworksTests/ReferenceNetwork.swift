import Method
import Networks

/// A network in plain scalar loops and `Double`, in the documented order of the parameters: what the kernels are checked against.
struct ReferenceNetwork {
  let description: NetworkDescription
  let input: InputShape
  var parameters: [Double]

  /// A stack of planes, [channel][y][x].
  struct Planes {
    var channels: Int
    var height: Int
    var width: Int
    var values: [Double]

    init(_ channels: Int, _ height: Int, _ width: Int, _ values: [Double]? = nil) {
      (self.channels, self.height, self.width) = (channels, height, width)
      self.values = values ?? [Double](repeating: 0, count: channels * height * width)
    }
    subscript(c: Int, y: Int, x: Int) -> Double {
      get { values[(c * height + y) * width + x] }
      set { values[(c * height + y) * width + x] = newValue }
    }
  }

  /// What one forward pass leaves for the backward pass.
  struct Trace {
    var inputs: [Planes] = []
    var convolved: [Planes] = []
    var vectors: [[Double]] = []
    var output = 0.0
  }

  /// - Parameter masks: factors on the features (in documented order) and on each hidden layer; nil for none.
  func forward(_ image: [Double], masks: [[Double]]? = nil) -> Trace {
    var trace = Trace()
    var at = 0
    var planes = Planes(input.channels, input.height, input.width, image)
    for layer in description.convolutions {
      trace.inputs.append(planes)
      let convolved = convolve(planes, layer, at)
      at += layer.channels * (planes.channels * layer.side * layer.side + 1)
      trace.convolved.append(convolved)
      planes = pooled(convolved, layer.pooling)
    }
    var vector = planes.values
    if let masks { vector = zip(vector, masks[0]).map(*) }
    for (index, units) in (description.hidden + [1]).enumerated() {
      trace.vectors.append(vector)
      var next = (0..<units).map { unit -> Double in
        var sum = parameters[at + units * vector.count + unit]
        for (input, value) in vector.enumerated() { sum += parameters[at + unit * vector.count + input] * value }
        return sum
      }
      at += units * (vector.count + 1)
      if index < description.hidden.count {
        next = next.map { max($0, 0) }
        if let masks { next = zip(next, masks[index + 1]).map(*) }
      }
      vector = next
    }
    trace.output = vector[0]
    return trace
  }

  /// The gradients of the output with respect to parameters and image.
  func gradient(_ image: [Double], masks: [[Double]]? = nil) -> (parameters: [Double], image: [Double]) {
    let trace = forward(image, masks: masks)
    var gradient = [Double](repeating: 0, count: parameters.count)
    var flow = [1.0]
    var end = parameters.count
    for index in trace.vectors.indices.reversed() {
      let vector = trace.vectors[index]
      let start = end - flow.count * (vector.count + 1)
      var below = [Double](repeating: 0, count: vector.count)
      for unit in flow.indices {
        gradient[start + flow.count * vector.count + unit] = flow[unit]
        for i in vector.indices {
          gradient[start + unit * vector.count + i] = flow[unit] * vector[i]
          below[i] += flow[unit] * parameters[start + unit * vector.count + i]
        }
      }
      if let masks { below = zip(below, masks[index]).map(*) }
      if index > 0 { below = zip(below, vector).map { $1 > 0 ? $0 : 0 } }
      (flow, end) = (below, start)
    }
    for index in trace.inputs.indices.reversed() {
      let (planes, convolved, layer) = (trace.inputs[index], trace.convolved[index], description.convolutions[index])
      let start = end - layer.channels * (planes.channels * layer.side * layer.side + 1)
      let unpooled = unpool(flow, convolved, layer.pooling)
      flow = convolveBackward(planes, unpooled, layer, start, &gradient)
      end = start
    }
    return (gradient, flow)
  }

  private func convolve(_ planes: Planes, _ layer: NetworkDescription.Convolution, _ start: Int) -> Planes {
    var result = Planes(layer.channels, planes.height - layer.side + 1, planes.width - layer.side + 1)
    let biases = start + layer.channels * planes.channels * layer.side * layer.side
    for o in 0..<result.channels {
      for y in 0..<result.height {
        for x in 0..<result.width {
          var sum = parameters[biases + o]
          for c in 0..<planes.channels {
            for dy in 0..<layer.side {
              for dx in 0..<layer.side {
                sum += parameters[start + ((o * planes.channels + c) * layer.side + dy) * layer.side + dx] * planes[c, y + dy, x + dx]
              }
            }
          }
          result[o, y, x] = sum
        }
      }
    }
    return result
  }

  private func convolveBackward(
    _ planes: Planes, _ flow: Planes, _ layer: NetworkDescription.Convolution, _ start: Int, _ gradient: inout [Double]
  ) -> [Double] {
    var below = Planes(planes.channels, planes.height, planes.width)
    let biases = start + layer.channels * planes.channels * layer.side * layer.side
    for o in 0..<flow.channels {
      for y in 0..<flow.height {
        for x in 0..<flow.width where flow[o, y, x] != 0 {
          gradient[biases + o] += flow[o, y, x]
          for c in 0..<planes.channels {
            for dy in 0..<layer.side {
              for dx in 0..<layer.side {
                let weight = start + ((o * planes.channels + c) * layer.side + dy) * layer.side + dx
                gradient[weight] += flow[o, y, x] * planes[c, y + dy, x + dx]
                below[c, y + dy, x + dx] += flow[o, y, x] * parameters[weight]
              }
            }
          }
        }
      }
    }
    return below.values
  }

  private func pooled(_ planes: Planes, _ pooling: NetworkDescription.Pooling) -> Planes {
    let window = pooling == .none ? 1 : 2
    var result = Planes(planes.channels, planes.height / window, planes.width / window)
    for c in 0..<result.channels {
      for y in 0..<result.height {
        for x in 0..<result.width {
          let values = (0..<window * window).map { max(planes[c, window * y + $0 / 2, window * x + $0 % 2], 0) }
          result[c, y, x] = pooling == .average ? values.reduce(0, +) / 4 : values.max()!
        }
      }
    }
    return result
  }

  private func unpool(_ flow: [Double], _ convolved: Planes, _ pooling: NetworkDescription.Pooling) -> Planes {
    let window = pooling == .none ? 1 : 2
    let pooled = Planes(convolved.channels, convolved.height / window, convolved.width / window, flow)
    var result = Planes(convolved.channels, convolved.height, convolved.width)
    for c in 0..<pooled.channels {
      for y in 0..<pooled.height {
        for x in 0..<pooled.width {
          let places = (0..<window * window).map { (window * y + $0 / 2, window * x + $0 % 2) }
          let values = places.map { convolved[c, $0.0, $0.1] }
          for (place, value) in zip(places, values) where value > 0 {
            if pooling == .average {
              result[c, place.0, place.1] = pooled[c, y, x] / 4
            } else if value == values.max() {
              result[c, place.0, place.1] = pooled[c, y, x]
            }
          }
        }
      }
    }
    return result
  }
}
