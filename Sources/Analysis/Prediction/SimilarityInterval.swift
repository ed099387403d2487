import Numerics

/// How sure a prediction similarity is: the bootstrap over test images of Pearson r.
public enum SimilarityInterval {
  /// The 95 % interval of r between prediction and responses; nil where r is not defined.
  /// - Parameter stream: the random numbers; the same stream gives the same interval.
  public static func of(_ prediction: [Double], _ responses: [Double], resamples: Int = 1000, stream: RandomStream) -> Bootstrap.Interval? {
    guard Statistics.pearson(prediction, responses) != nil else { return nil }
    return Bootstrap.interval(of: responses.count, resamples: resamples, stream: stream) { images in
      Statistics.pearson(images.map { prediction[$0] }, images.map { responses[$0] })
    }
  }
}
