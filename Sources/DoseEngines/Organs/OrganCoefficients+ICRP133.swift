import Diagnostics

extension OrganCoefficients {
  /// Nuclides of the embedded tables.
  package static let nuclides = ["Lu-177", "Y-90", "Ga-68"]

  /// The embedded table of a nuclide: S coefficients in the ICRP adult reference phantoms, computed from the specific absorbed
  /// fractions of ICRP Publication 133 and the decay data of ICRP Publication 107. Masses of targets contain blood.
  /// - Throws: a `Problem` (data rejected) naming the nuclides that have one.
  package static func icrp133(_ nuclide: String, _ phantom: ReferencePhantom) throws(Problem)
    -> OrganCoefficients
  {
    guard let bytes = embedded[nuclide]?[phantom] else {
      throw Problem(
        .dataRejected, what: "there are no organ S coefficients of \(nuclide) in the program", at: "nuclide",
        why: "the dose of an organ is its time-integrated activity times the S coefficient",
        remedy: "the program has \(nuclides.joined(separator: ", ")); name a table of your own with --table")
    }
    let rows = lines(bytes)
    let sources = Array(rows[0].dropFirst(3))
    let targets = rows.dropFirst().map { cells in
      Target(
        name: cells[0], mass: Double(cells[1]), selfPhoton: Double(cells[2]),
        values: Dictionary(uniqueKeysWithValues: zip(sources, cells.dropFirst(3).map { Double($0)! })))
    }
    return OrganCoefficients(
      name: "ICRP 133, \(phantom.name) (\(phantom.rawValue))", nuclide: nuclide,
      citation:
        "computed from the specific absorbed fractions of ICRP Publication 133 (Ann. ICRP 45(2), 2016) and the decay "
        + "data of ICRP Publication 107 (Ann. ICRP 38(3), 2008)",
      massMeaning: "masses contain blood", targets: targets.filter { $0.mass != 0 }, sources: sources,
      remainder: .solidTissues(solidTissues(phantom)))
  }

  /// Masses of the tissues that make up the body, without contents and circulating blood, g.
  static func solidTissues(_ phantom: ReferencePhantom) -> [String: Double] {
    let column = phantom == .male ? 1 : 2
    let rows = lines(PackageResources.organ_masses_csv).dropFirst().filter { $0[3] == "1" }
    let masses = rows.map { ($0[0], Double($0[column])!) }.filter { $0.1 > 0 }
    return Dictionary(uniqueKeysWithValues: masses)
  }

  /// Mass of circulating blood, g: what the source `Blood` is spread over.
  package static func bloodMass(_ phantom: ReferencePhantom) -> Double {
    let row = lines(PackageResources.organ_masses_csv).first { $0[0] == "Blood" }!
    return Double(row[phantom == .male ? 1 : 2])!
  }

  private static func lines(_ bytes: [UInt8]) -> [[String]] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private static let embedded: [String: [ReferencePhantom: [UInt8]]] = [
    "Lu-177": [
      .male: PackageResources.s_icrp133_Lu177_AM_csv, .female: PackageResources.s_icrp133_Lu177_AF_csv,
    ],
    "Y-90": [.male: PackageResources.s_icrp133_Y90_AM_csv, .female: PackageResources.s_icrp133_Y90_AF_csv],
    "Ga-68": [
      .male: PackageResources.s_icrp133_Ga68_AM_csv, .female: PackageResources.s_icrp133_Ga68_AF_csv,
    ],
  ]
}
