import Foundation

extension TumourToNormal {
  /// The mean on the scale on which ratios are symmetric.
  public var geometricMean: Double {
    exp(ratios.reduce(0) { $0 + log($1) } / Double(ratios.count))
  }
}
