/// Control of the false discovery rate over many tests (Benjamini & Hochberg, J. R. Stat. Soc. B 57:289, 1995).
public enum BenjaminiHochberg {
  /// Each p value adjusted: the smallest false discovery rate at which its test is still called, min over j >= rank of p_(j) n / j.
  /// - Precondition: all p values lie in 0 ... 1.
  public static func adjusted(_ pValues: [Double]) -> [Double] {
    precondition(pValues.allSatisfy { (0...1).contains($0) }, "a p value lies outside 0 ... 1")
    var adjusted = pValues
    var least = 1.0
    for (place, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated().reversed() {
      least = min(least, pValues[index] * Double(pValues.count) / Double(place + 1))
      adjusted[index] = least
    }
    return adjusted
  }
}
