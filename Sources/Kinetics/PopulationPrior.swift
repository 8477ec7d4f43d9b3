import Foundation
import Quantities
import Stages

/// What a published population says of the effective half-life of one organ, for regions with one to three points.
///
/// Half-lives are taken as log-normal (Brosch-Lenz et al. 2022, PMC8882881).
public struct PopulationPrior: Sendable, Hashable {
  /// For example `Lu-177-DOTATATE, kidney`.
  public let name: String
  public let median: TimeSpan
  /// Geometric standard deviation between patients, above 1.
  public let spread: Double
  /// Where the numbers come from, in one line.
  public let source: String

  /// The edition of the table shipped with the program.
  public static let edition = "2026-11"
  /// With more points than this the data speak for themselves.
  public static let mostPoints = 3

  /// - Precondition: a positive median and a spread above 1.
  public init(name: String, median: TimeSpan, spread: Double, source: String) {
    precondition(median.value > 0 && spread > 1, "a half-life and a spread of a population")
    (self.name, self.median, self.spread, self.source) = (name, median, spread, source)
  }

  /// The population of an organ (`kidney`, `liver`, `spleen`, `tumour`), or `nil` where none is published.
  ///
  /// - Parameter product: as written in the case file; that it names the agent suffices, in any spelling of case,
  ///   hyphens and spaces.
  public static func published(nuclide: String, product: String, organ: String) -> PopulationPrior? {
    let written = product.uppercased().filter(\.isLetter)
    for row in table where row.nuclide == nuclide && row.organ == organ {
      guard let agent = row.agents.first(where: { written.contains($0) }) else { continue }
      return PopulationPrior(
        name: "\(nuclide)-\(agent), \(organ)", median: .hours(row.median), spread: row.spread,
        source: row.source)
    }
    return nil
  }

  /// Logarithm of the rate in 1/h, and the standard deviation of that logarithm.
  var logarithmOfRate: Double { log(ln2 / median.inHours) }
  var sigma: Double { log(spread) }

  /// Names it in the result.
  var note: CurveNote {
    .population(
      name: name, halfLife: median.inHours, spread: spread, source: source, edition: "\(Self.edition)")
  }

  private struct Row {
    var nuclide: String
    var agents: [String]
    var organ: String
    var median, spread: Double
    var source: String
  }

  private static let table: [Row] = String(decoding: PackageResources.populations_csv, as: UTF8.self)
    .split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst().map { line in
      let cells = line.split(separator: ",", maxSplits: 5).map(String.init)
      return Row(
        nuclide: cells[0], agents: cells[1].split(separator: "|").map(String.init), organ: cells[2],
        median: Double(cells[3])!, spread: Double(cells[4])!,
        source: cells[5].trimmingCharacters(in: .init(charactersIn: "\"")))
    }
}
