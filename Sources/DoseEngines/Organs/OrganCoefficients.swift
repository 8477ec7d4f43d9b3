import Diagnostics

/// Mean absorbed dose of target organs per decay in source organs, mGy/(MBq·s): S coefficients of one nuclide and one phantom
/// (MIRD Pamphlet No. 21, doi:10.2967/jnumed.108.056036).
///
/// A table brings the masses that its coefficients were computed with, and only these scale it: the liver of the reference man
/// weighs 1800 g without blood and 2360 g with it, so that masses of another table would be wrong by a third without a sign of it.
package struct OrganCoefficients: Sendable {
  /// A target organ; a row of the table.
  package struct Target: Sendable {
    package var name: String
    /// Mass that the row was computed with, g; `nil` where the table does not state it: then nothing can be scaled.
    package var mass: Double?
    /// Photon part of the dose of the organ to itself, mGy/(MBq·s); `nil` where the table does not state it.
    package var selfPhoton: Double?
    /// By source; absent where the table has nothing.
    package var values: [String: Double]

    package init(name: String, mass: Double?, selfPhoton: Double?, values: [String: Double]) {
      (self.name, self.mass, self.selfPhoton, self.values) = (name, mass, selfPhoton, values)
    }
  }

  /// `ICRP 133, adult male (AM)`, or the name of the user's file.
  package var name: String
  /// Nuclide of the table; `nil` where it does not state it.
  package var nuclide: String?
  /// Where the numbers come from.
  package var citation: String
  /// Whether the masses of the targets contain circulating blood, in words.
  package var massMeaning: String
  package var targets: [Target]
  /// Source organs in the order of the table.
  package var sources: [String]
  /// What the remainder of the body is made of.
  package var remainder: RemainderRule

  package init(
    name: String, nuclide: String?, citation: String, massMeaning: String, targets: [Target],
    sources: [String],
    remainder: RemainderRule
  ) {
    (self.name, self.nuclide, self.citation, self.massMeaning) = (name, nuclide, citation, massMeaning)
    (self.targets, self.sources, self.remainder) = (targets, sources, remainder)
  }

  /// The row of a target; `nil` where there is none.
  package func target(_ name: String) -> Target? { targets.first { $0.name == name } }

  /// The target organ that a source lies in: the organ of its name, and the alveoli for the lungs.
  package func own(_ source: String) -> String? {
    [source, Self.ownTarget[source]].compactMap(\.self).lazy.map(Self.key).compactMap { key in
      targets.first { Self.key($0.name) == key }?.name
    }.first
  }

  private static let ownTarget = ["Lungs": "AI", "Lung-Tis": "AI"]

  /// Whether two words mean one organ.
  package static func areOne(_ a: String, _ b: String) -> Bool { key(a) == key(b) }

  /// Whether a source is the whole body.
  package static func isWholeBody(_ source: String) -> Bool { key(source) == "totalbody" }

  /// A source as the table spells it, however the user does.
  /// - Throws: a usage `Problem` that lists the sources of the table.
  package func source(called word: String, at place: String) throws(Problem) -> String {
    let key = Self.key(word)
    if let found = sources.first(where: { Self.key($0) == key }) { return found }
    throw Problem(
      .usage, what: "“\(word)” is not a source organ of the table \(name)", at: place,
      why: "there is no S coefficient for it", remedy: "it has: \(sources.joined(separator: ", "))")
  }

  /// A target as the table spells it, however the user does; the lungs are the alveoli.
  /// - Throws: a usage `Problem` that lists the targets of the table.
  package func target(called word: String, at place: String) throws(Problem) -> Target {
    let key = Self.key(word)
    let source = sources.first { Self.key($0) == key }
    guard
      let found = targets.first(where: { Self.key($0.name) == key }) ?? source.flatMap(own).flatMap(target)
    else {
      throw Problem(
        .usage, what: "“\(word)” is not a target organ of the table \(self.name)", at: place,
        remedy: "it has: \(targets.map(\.name).joined(separator: ", "))")
    }
    return found
  }

  /// Letters and digits alone, in lower case, abbreviations written out: `Kidney` and `kidneys` are one, and `R-marrow`,
  /// `Red Mar.` and `red marrow`.
  static func key(_ word: String) -> String {
    let plain = word.lowercased().filter { $0.isLetter || $0.isNumber }
    let single = plain.hasSuffix("s") ? String(plain.dropLast()) : plain
    return spellings[single] ?? single
  }

  /// Abbreviations of ICRP Publication 133 and of OLINDA/EXM, and words of the clinic.
  private static let spellings = [
    "rmarrow": "redmarrow", "redmar": "redmarrow", "marrow": "redmarrow", "bonemarrow": "redmarrow",
    "htwall": "heartwall", "hrtwall": "heartwall", "totbody": "totalbody", "wholebody": "totalbody",
    "sgland": "salivarygland", "salivary": "salivarygland", "ubwall": "bladderwall",
    "urinarybladderwall": "bladderwall", "gbwall": "gallbladderwall", "stwall": "stomachwall",
    "siwall": "smallintestine", "oesophagu": "esophagu", "ubcont": "bladdercontent",
    "gbcont": "gallbladdercontent",
  ]
}
