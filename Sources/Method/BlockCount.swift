/// Blocks of consecutive images with gaps beside them.
public enum BlockCount {
  /// More blocks than this make no split better.
  private static let most = 10

  /// Into how many blocks a held part is cut, so that the gaps beside them take no more than a fifth of the images; at least 1.
  /// - Parameters:
  ///   - held: the number of held images: there are no more blocks.
  ///   - gap: how many images are left out to either side of a block, at least 1.
  public static func of(images: Int, held: Int, gap: Int) -> Int { max(1, min(most, held, images / (10 * gap))) }
}
