import Criteria
import Foundation
import Quantities
import Registry

/// What a protocol asks of one intra-arterial administration, held against its record. What is not recorded is unknown,
/// and is named; what the protocol does not limit is not judged.
///
/// The limits are constants of a rule document: `cycleActivityFrom` and `cycleActivityTo` (GBq), `cycleInfusionFrom` …
/// (min), `cycleCheckFrom` … (h after the activity), `cycleAminoAcidsFrom` … (min before it), `cycleMaaFrom` … (MBq of the
/// work-up), `cycleShareFrom` … (net activity, % of the prescribed one).
package struct CycleLimits: Sendable {
  package struct Judgement: Sendable, Hashable {
    package var what, value, limits: String
    /// `nil`: not recorded.
    package var isKept: Bool?
  }
  let activity, minutes, checkHours, aminoAcidMinutes, maa, share: ClosedRange<Double>?
  /// Limits of microspheres, where the others are those of a radiopharmaceutical; one or none.
  private let spheres: [CycleLimits]
  /// The protocol with its limits, for the caption of a table.
  package let source: String

  /// - Parameter microspheres: rules for these, where `rules` are made for a radiopharmaceutical.
  package init(_ rules: RuleDocument, microspheres: RuleDocument? = nil) {
    spheres = microspheres.map { [CycleLimits($0)] } ?? []
    func range(_ name: String) -> ClosedRange<Double>? {
      guard let from = rules.constants["cycle\(name)From"]?.value.doubleValue,
        let to = rules.constants["cycle\(name)To"]?.value.doubleValue, from <= to
      else { return nil }
      return from...to
    }
    (activity, minutes) = (range("Activity"), range("Infusion"))
    (checkHours, aminoAcidMinutes) = (range("Check"), range("AminoAcids"))
    (maa, share) = (range("Maa"), range("Share"))
    let limits = [
      (activity, "", "GBq"), (minutes, "in ", "min"), (checkHours, "image at ", "h"),
      (aminoAcidMinutes, "amino acids ", "min before"), (maa, "MAA ", "MBq"),
      (share, "net ", "% of the prescribed"),
    ].compactMap { range, before, unit in range.map { before + Self.words($0, unit) } }
    source =
      "\(rules.source.name) \(rules.source.edition)"
      + (limits.isEmpty ? ", which limits nothing of a cycle" : ": \(limits.joined(separator: ", "))")
  }

  /// The protocol whose cycles are judged where none is named.
  package static let usual = "tata-ia-prrt"

  /// The usual protocol with that of microspheres; another by its name or path alone.
  /// - Throws: `Problem` if the rules cannot be read.
  package static func named(_ rules: String = usual) throws -> CycleLimits {
    let library = try RuleLibrary()
    return CycleLimits(
      try library.document(rules), microspheres: rules == usual ? try library.rules("tare") : nil)
  }

  private static let microspheres: Set<String> = ["Y-90", "Ho-166"]

  /// Those that are made for this administration.
  package func limits(of administration: AdministrationRow) -> CycleLimits {
    Self.microspheres.contains(administration.text(.nuclide)) ? spheres.first ?? self : self
  }

  /// Of an intra-arterial cycle of Lu-177, or of microspheres; nothing of others.
  package func judge(_ administration: AdministrationRow, _ procedure: ProcedureRow?) -> [Judgement] {
    let isSpheres = Self.microspheres.contains(administration.text(.nuclide))
    if isSpheres, let own = spheres.first { return own.judge(administration, procedure) }
    guard isSpheres || administration.text(.nuclide) == "Lu-177", administration.text(.route) != "intravenous"
    else { return [] }
    let net = Self.net(administration, procedure)
    let prescribed = administration[.prescribedGbq].number
    var all = [
      judge("MAA of the work-up", procedure?[.maaMbq].number, "MBq", maa),
      judge(
        "net activity of the prescribed one", net.flatMap { net in prescribed.map { 100 * net / $0 } }, "%",
        share,
        tolerance: 0.05),
      judge("net activity", Self.net(administration, procedure), "GBq", activity, tolerance: 0.005),
      judge("infusion", procedure?[.infusionMin].number, "min", minutes),
      judge("image of the distribution after", procedure?[.checkedH].number, "h", checkHours),
    ]
    if let lead = Self.aminoAcidLead(administration, procedure) {
      all.append(judge("amino acids before the activity", lead, "min", aminoAcidMinutes))
    }
    return all.compactMap(\.self)
  }

  /// Administered, else drawn less what remained.
  package static func net(_ administration: AdministrationRow, _ procedure: ProcedureRow?) -> Double? {
    if let activity = administration[.activityGbq].number { return activity }
    guard let drawn = procedure?[.drawnGbq].number, let residual = procedure?[.residualGbq].number else {
      return nil
    }
    return drawn - residual
  }

  /// Lysine and arginine alone must be what both are together; `nil` where one of the three is not recorded.
  package static func aminoAcids(_ procedure: ProcedureRow?) -> Judgement? {
    guard let both = procedure?[.aminoAcidsG].number, let lysine = procedure?[.lysineG].number,
      let arginine = procedure?[.arginineG].number
    else { return nil }
    let sum = lysine + arginine
    return Judgement(
      what: "lysine and arginine", value: "\(short(lysine)) + \(short(arginine)) g",
      limits: "\(short(both)) g together",
      isKept: abs(sum - both) <= 0.005 * Swift.max(both, 1))
  }

  /// The artery that was infused against the one that a trial allocated.
  package static func artery(_ administration: AdministrationRow, allocated: String?) -> Judgement? {
    guard let allocated else { return nil }
    let route = administration.text(.route)
    return Judgement(
      what: "artery", value: route.isEmpty ? "not recorded" : route, limits: "allocated: \(allocated)",
      isKept: route.isEmpty ? nil : route == allocated)
  }

  /// The lesions of the territory against those that the cone-beam CT showed to be supplied.
  /// - Parameter lesions: names and lobes of the patient's lesions in the liver.
  package static func territory(
    _ administration: AdministrationRow, _ procedure: ProcedureRow?, _ lesions: [(name: String, lobe: String)]
  ) -> Judgement? {
    guard let stated = procedure?.text(.suppliedLesions), !stated.isEmpty else { return nil }
    let named = stated.split(separator: ";").map { (word: Substring) in
      word.trimmingCharacters(in: .whitespaces).lowercased()
    }
    let supplied = Set(stated == "none" ? [] : named)
    let lobe = ["right", "left"].first { administration.text(.route).hasPrefix($0) }
    let expected = lesions.filter { lobe != nil && $0.lobe == lobe }.map(\.name)
    let open = expected.filter { !supplied.contains($0.lowercased()) }
    let foreign = supplied.filter { name in !lesions.contains { $0.name.lowercased() == name } }.sorted()
    let words = open.map { "\($0) not supplied" } + foreign.map { "\($0) is not a lesion of the record" }
    return Judgement(
      what: "lesions of the territory",
      value: words.isEmpty ? "\(supplied.count) supplied" : words.joined(separator: "; "),
      limits: lobe.map { "lesions of the \($0) lobe: \(expected.count)" } ?? "lesions of the record",
      isKept: words.isEmpty)
  }

  private static func aminoAcidLead(_ administration: AdministrationRow, _ procedure: ProcedureRow?)
    -> Double?
  {
    guard let given = DateTime(iso8601: administration.text(.started)),
      let amino = DateTime(iso8601: procedure?.text(.aminoAcidsStarted) ?? "")
    else { return nil }
    return given.since(amino).value / 60
  }

  /// - Parameter tolerance: of the last printed digit, in the unit.
  private func judge(
    _ what: String, _ value: Double?, _ unit: String, _ range: ClosedRange<Double>?, tolerance: Double = 0
  ) -> Judgement? {
    guard let range else { return nil }
    let limits = Self.words(range, unit)
    guard let value else { return Judgement(what: what, value: "not recorded", limits: limits, isKept: nil) }
    let isKept = value >= range.lowerBound - tolerance && value <= range.upperBound + tolerance
    return Judgement(what: what, value: "\(Self.short(value)) \(unit)", limits: limits, isKept: isKept)
  }

  private static func words(_ range: ClosedRange<Double>, _ unit: String) -> String {
    "\(short(range.lowerBound)) to \(short(range.upperBound)) \(unit)"
  }

  private static func short(_ x: Double) -> String { x.printedShort(decimals: 2) }
}
