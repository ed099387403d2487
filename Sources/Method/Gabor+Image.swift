import Numerics

extension Gabor {
  /// The Gabor function on `height` x `width` pixels in row-major order, as its formula gives it: neither its mean nor its norm is adjusted.
  public func image(height: Int, width: Int) -> [Double] {
    let theta = orientation * Double.pi / 180
    let (cosine, sine) = (Elementary.cos(theta), Elementary.sin(theta))
    return (0..<height * width).map { pixel in
      let (dx, dy) = (Double(pixel % width) - centreX, Double(pixel / width) - centreY)
      let (u, v) = (dx * cosine + dy * sine, dy * cosine - dx * sine)
      let envelope = Elementary.exp(-(u * u + aspect * aspect * v * v) / (2 * sigma * sigma))
      return envelope * Elementary.cos(2 * Double.pi * u / wavelength + phase * Double.pi / 180)
    }
  }

  /// The wave without its envelope, on `height` x `width` pixels.
  public func grating(height: Int, width: Int) -> [Double] {
    let theta = orientation * Double.pi / 180
    let wave = (x: Elementary.cos(theta) * 2 * Double.pi / wavelength, y: Elementary.sin(theta) * 2 * Double.pi / wavelength)
    return (0..<height * width).map { pixel in
      let (dx, dy) = (Double(pixel % width) - centreX, Double(pixel / width) - centreY)
      return Elementary.cos(dx * wave.x + dy * wave.y + phase * Double.pi / 180)
    }
  }
}
