import Diagnostics
import DoseEngines
import Files
import Foundation
import Nuclides

/// S coefficients of the user's own: a CSV of one row per pair of organs, or of one row per organ.
///
/// - Pairs: columns `source`, `target`, `S`; also `S_photon` (the photon part), `target_mass_g` or `target_mass_kg`, `phantom`.
/// - Matrix: the first column is headed `target` (or `source`), all others are organs, but for `mass_g`, `mass_kg` and
///   `self_photon`.
///
/// Unit and nuclide stand in remarks (`# …`) or in a header; a unit that stands nowhere must be given.
package struct OrganTableFile {
  private let table: TableFile
  private let remarks: String
  private let url: URL
  private let phantom: ReferencePhantom

  /// - Parameters:
  ///   - nuclide: that of the case.
  ///   - unit: where the file does not state it.
  /// - Throws: a `Problem` for a file that is not such a table, is of another nuclide or of no unit.
  package static func read(
    _ url: URL, nuclide: String, phantom: ReferencePhantom, unit: String?
  ) throws -> OrganCoefficients {
    try OrganTableFile(url, phantom).coefficients(nuclide, unit)
  }

  private init(_ url: URL, _ phantom: ReferencePhantom) throws {
    let bytes = try readFile(url.path, called: "table of S coefficients")
    table = try TableFile(bytes, path: url.path)
    let text = String(decoding: bytes, as: UTF8.self)
    remarks = text.split(separator: "\n").prefix { $0.hasPrefix("#") }.joined(separator: "\n")
    (self.url, self.phantom) = (url, phantom)
  }

  private func coefficients(_ nuclide: String, _ unit: String?) throws -> OrganCoefficients {
    try checkNuclide(nuclide)
    let factor = try factor(unit)
    let pairs = try isMatrix ? matrix() : list()
    let targets = pairs.targets.map { name in
      OrganCoefficients.Target(
        name: name, mass: pairs.masses[name], selfPhoton: pairs.photons[name].map { $0 * factor },
        values: (pairs.values[name] ?? [:]).mapValues { $0 * factor })
    }
    let body = pairs.sources.first(where: OrganCoefficients.isWholeBody)
    let bodyMass = targets.first { OrganCoefficients.isWholeBody($0.name) }?.mass
    return OrganCoefficients(
      name: url.lastPathComponent, nuclide: nuclide, citation: "the user’s table \(url.lastPathComponent)",
      massMeaning: "masses are those of the table",
      targets: targets, sources: pairs.sources,
      remainder: body.flatMap { body in bodyMass.map { .subtraction(wholeBody: body, mass: $0) } } ?? .none)
  }

  private var isMatrix: Bool {
    !header.contains("s") && !header.contains { $0.hasPrefix("smgy") || $0.hasPrefix("sgy") }
  }
  private var header: [String] { table.header.map(Self.plain) }
  private static func plain(_ text: String) -> String {
    text.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  private struct Pairs {
    var targets: [String] = []
    var sources: [String] = []
    var values: [String: [String: Double]] = [:]
    var masses: [String: Double] = [:]
    var photons: [String: Double] = [:]

    mutating func add(_ value: Double?, _ target: String, _ source: String) {
      if !targets.contains(target) { targets.append(target) }
      if !sources.contains(source) { sources.append(source) }
      if let value { values[target, default: [:]][source] = value }
    }
  }

  private func list() throws -> Pairs {
    let (source, target) = (try column("source"), try column("target"))
    let value = header.firstIndex { $0 == "s" || $0.hasPrefix("smgy") || $0.hasPrefix("sgy") }!
    let photon = header.firstIndex(of: "sphoton")
    let mass = massColumn(["targetmassg": 1, "massg": 1, "targetmasskg": 1000, "masskg": 1000])
    let model = header.firstIndex(of: "phantom")
    var pairs = Pairs()
    for row in 0..<table.count {
      let cells = table.fields(row)
      if let model, cells[model] != phantom.rawValue { continue }
      let names = (cells[target], cells[source])
      guard pairs.values[names.0]?[names.1] == nil else { throw twice(row, names) }
      pairs.add(try number(cells[value], row), names.0, names.1)
      if let mass, let grams = try number(cells[mass.column], row), grams > 0 {
        pairs.masses[names.0] = grams * mass.factor
      }
      if let photon, OrganCoefficients.areOne(names.0, names.1) {
        pairs.photons[names.0] = try number(cells[photon], row)
      }
    }
    return pairs
  }

  private func matrix() throws -> Pairs {
    guard let first = header.first, ["target", "source"].contains(first) else { throw notATable }
    let mass = massColumn(["massg": 1, "masskg": 1000])
    let photon = header.firstIndex(of: "selfphoton")
    let taken = Set([0, mass?.column, photon].compactMap(\.self))
    var pairs = Pairs()
    for row in 0..<table.count {
      let cells = table.fields(row)
      for n in table.header.indices where !taken.contains(n) && n < cells.count {
        let (own, other) = (cells[0], table.header[n])
        pairs.add(
          try number(cells[n], row), first == "target" ? own : other, first == "target" ? other : own)
      }
      if let mass { pairs.masses[cells[0]] = try number(cells[mass.column], row).map { $0 * mass.factor } }
      if let photon { pairs.photons[cells[0]] = try number(cells[photon], row) }
    }
    return pairs
  }

  private func massColumn(_ names: [String: Double]) -> (column: Int, factor: Double)? {
    header.enumerated().compactMap { n, name in names[name].map { (n, $0) } }.first
  }

  private func column(_ name: String) throws -> Int {
    guard let found = header.firstIndex(of: name) else { throw notATable }
    return found
  }

  /// `nil` for an empty cell.
  private func number(_ text: String, _ row: Int) throws -> Double? {
    let plain = text.trimmingCharacters(in: .whitespaces)
    guard !plain.isEmpty else { return nil }
    guard let value = Double(plain), value.isFinite, value >= 0 else {
      throw Problem(
        .dataRejected, what: "“\(plain)” is not a number from 0 on",
        at: "\(url.path): row \(table.number(row))",
        why: "an S coefficient would be missing", remedy: "write it with a decimal point, such as 1.37e-5")
    }
    return value
  }
}

extension OrganTableFile {
  /// mGy/(MBq·s) for one unit of the table.
  private func factor(_ stated: String?) throws -> Double {
    let texts = stated.map { [$0] } ?? ([remarks] + table.header)
    for text in texts {
      let plain = text.replacing("·", with: "").replacing("sec", with: "s").filter { !" ()*.-".contains($0) }
      if let unit = Self.units.first(where: { plain.contains($0.name) }) { return unit.factor }
    }
    throw Problem(
      stated == nil ? .dataRejected : .usage,
      what: stated.map { "“\($0)” is not a unit of S coefficients" } ?? "the table does not state its unit",
      at: stated == nil ? url.path : "--unit", why: "doses would be wrong by factors of 1000 or 3600",
      remedy: "give --unit: mGy/(MBq·s), Gy/(Bq·s) or mGy/(MBq·h)")
  }

  private static let units: [(name: String, factor: Double)] = [
    ("mGy/MBqs", 1), ("mGy/MBqh", 1 / 3600), ("Gy/Bqs", 1e9), ("Gy/GBqh", 1 / 3600),
  ]

  private func checkNuclide(_ nuclide: String) throws {
    let named = remarks.matches(of: /\b[A-Z][a-z]?-[0-9]{1,3}m?\b/).map { String($0.output) }
    guard !named.contains(nuclide), let other = named.first(where: Nuclide.known.contains) else { return }
    throw Problem(
      .dataRejected, what: "the table is of \(other), not of \(nuclide)", at: url.path,
      why: "each nuclide has its own energies", remedy: "name the table of \(nuclide)")
  }

  private var notATable: Problem {
    Problem(
      .dataRejected, what: "this is not a table of S coefficients", at: url.path,
      why: "neither the columns source, target and S are there, nor a first column target or source",
      remedy: "see the manual, “Organ doses”")
  }

  private func twice(_ row: Int, _ names: (target: String, source: String)) -> Problem {
    Problem(
      .dataRejected, what: "the pair \(names.source) to \(names.target) is there twice",
      at: "\(url.path): row \(table.number(row))", why: "one of the two would be taken unseen",
      remedy: "delete one; a table of two phantoms needs a column phantom with AM and AF")
  }
}
