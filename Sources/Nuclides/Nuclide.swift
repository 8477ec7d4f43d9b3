import Diagnostics
import Quantities

/// A radionuclide with its half-life and what it emits.
///
/// Names are element symbol, hyphen, mass number: `Lu-177`, `Tc-99m`. Progeny that matter (Ac-225) are part of the
/// emissions, in secular equilibrium; `Emissions.assumptions` says so.
public struct Nuclide: Sendable {
  public let name: String
  public let halfLife: HalfLife
  /// Mean energies, spectra and, where there is one, the dose-point kernel; `nil` if none are known.
  public let emissions: Emissions?

  /// Looks a nuclide up by name; case and the hyphen do not matter (`lu177`, `177Lu` and `Lu-177` are one).
  /// - Parameter progenyLeaving: fraction of the progeny, 0…1, that does not decay where it was formed.
  /// - Throws: `Problem` (data rejected) naming the known nuclides, or for one whose progeny cannot leave.
  public static func named(
    _ name: String, edition: DecayDataEdition = .evaluated, progenyLeaving: Double = 0
  ) throws -> Nuclide {
    let rows = HalfLife.table.filter { key($0.nuclide) == key(name) }
    guard
      let row = rows.first(where: { $0.halfLife.edition == edition })
        ?? rows.first(where: { $0.halfLife.edition == .evaluated })
    else { throw unknown(name) }
    return try Nuclide(
      name: row.nuclide, halfLife: row.halfLife, emissions: Emissions.of(row.nuclide, edition: edition)
    ).releasing(progenyLeaving)
  }

  /// Names of all nuclides with a half-life.
  public static var known: [String] {
    HalfLife.table.filter { $0.halfLife.edition == .evaluated }.map(\.nuclide)
  }

  /// Names of the nuclides whose absorbed dose can be computed.
  public static var knownForDose: [String] { known.filter(Emissions.names.contains) }

  /// Emissions, for a dose calculation.
  /// - Throws: `Problem` (data rejected) if there are none for this nuclide.
  public func requireEmissions() throws -> Emissions {
    guard let emissions else {
      throw Problem(
        .dataRejected, what: "no emission data for \(name)", at: "nuclide",
        why: "the absorbed dose needs the energy per decay and its range",
        remedy: "the dose can be computed for: \(Nuclide.knownForDose.joined(separator: ", "))")
    }
    return emissions
  }

  /// The tabulated dose-point kernel.
  /// - Throws: `Problem` (data rejected) where there is none.
  public func requireKernel() throws -> PointKernel {
    guard let kernel = try requireEmissions().kernel else {
      throw Problem(
        .dataRejected, what: "no dose-point kernel of \(name) is tabulated", at: "nuclide",
        why: "the kernel engine spreads energy with it",
        remedy: "make one with “hepatica kernel \(name)”, or use the Monte Carlo or the local engine")
    }
    return kernel
  }

  /// Letters, then digits with a trailing `m`, lower case: `177Lu` → `lu177`, `Tc-99m` → `tc99m`.
  private static func key(_ name: String) -> String {
    let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
    let leading = plain.prefix { $0.isNumber }
    guard !leading.isEmpty else { return plain }
    let rest = plain.dropFirst(leading.count)
    let metastable = rest.count == 3 && rest.hasPrefix("m")
    return metastable ? "\(rest.dropFirst())\(leading)m" : "\(rest)\(leading)"
  }

  private static func unknown(_ name: String) -> Problem {
    Problem(
      .dataRejected, what: "unknown nuclide “\(name)”", at: "nuclide",
      why: "half-life and energy per decay decide the dose; nothing is guessed",
      remedy: "use one of: \(known.joined(separator: ", "))")
  }
}
