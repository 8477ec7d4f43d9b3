import Quantities

/// Which set of recommended numbers is used.
public enum DecayDataEdition: String, Sendable, Hashable, Codable, CaseIterable {
  /// Evaluated: DDEP (Monographie BIPM-5), or ENSDF (half-life) and ICRP 107 (emissions) where the source says so.
  case evaluated = "DDEP"
  /// ICRP Publication 107 (2008), half-lives and emissions.
  case icrp107 = "ICRP-107"
  /// The values printed in clinical protocols and labels, e.g. 64.2 h for Y-90; for repeating their numbers.
  case clinicalProtocol = "protocol"
}

/// A physical half-life, s, with its standard uncertainty (k = 1) where the source states one.
public struct HalfLife: Sendable, Hashable {
  public let value: Uncertain<Second>
  public let edition: DecayDataEdition
  /// The evaluation or protocol in words.
  public let source: String

  /// Decay constant ln 2 / T½, 1/s.
  var decayConstant: Double { 0.693147180559945309 / value.value.value }

  /// Decays of one becquerel from now to infinity, T½ / ln 2, s.
  var meanLife: TimeSpan { TimeSpan(1 / decayConstant) }
}

extension HalfLife {
  struct Row {
    let nuclide: String
    let halfLife: HalfLife
  }

  /// All rows of `half_lives.csv`, in its order.
  static let table: [Row] = DataFile(PackageResources.half_lives_csv).rows.dropFirst().map(Row.init)
}

extension HalfLife.Row {
  init(_ cells: [String]) {
    guard cells.count == 6, let edition = DecayDataEdition(rawValue: cells[1]), let value = Double(cells[2]),
      let unit = ["s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0][cells[4]]
    else { preconditionFailure("half_lives.csv: \(cells)") }
    let uncertainty = Double(cells[3]).map { TimeSpan($0 * unit) }
    nuclide = cells[0]
    halfLife = HalfLife(
      value: Uncertain(TimeSpan(value * unit), standardUncertainty: uncertainty), edition: edition,
      source: cells[5])
  }
}
