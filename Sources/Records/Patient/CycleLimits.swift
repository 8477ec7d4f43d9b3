import Criteria
import Quantities
import Registry

/// What a protocol asks of one intra-arterial administration, held against its record. What is not recorded is unknown,
/// and is named; what the protocol does not limit is not judged.
///
/// The limits are constants of a rule document: `cycleActivityFrom` and `cycleActivityTo` (GBq), `cycleInfusionFrom` …
/// (min), `cycleCheckFrom` … (h after the activity), `cycleAminoAcidsFrom` … (min before it).
package struct CycleLimits: Sendable {
  package struct Judgement: Sendable, Hashable {
    package var what, value, limits: String
    /// `nil`: not recorded.
    package var isKept: Bool?
  }
  let activity, minutes, checkHours, aminoAcidMinutes: ClosedRange<Double>?
  /// The protocol with its limits, for the caption of a table.
  package let source: String

  package init(_ rules: RuleDocument) {
    func range(_ name: String) -> ClosedRange<Double>? {
      guard let from = rules.constants["cycle\(name)From"]?.value.doubleValue,
        let to = rules.constants["cycle\(name)To"]?.value.doubleValue, from <= to
      else { return nil }
      return from...to
    }
    (activity, minutes) = (range("Activity"), range("Infusion"))
    (checkHours, aminoAcidMinutes) = (range("Check"), range("AminoAcids"))
    let limits = [
      (activity, "", "GBq"), (minutes, "in ", "min"), (checkHours, "image at ", "h"),
      (aminoAcidMinutes, "amino acids ", "min before"),
    ].compactMap { range, before, unit in range.map { before + Self.words($0, unit) } }
    source =
      "\(rules.source.name) \(rules.source.edition)"
      + (limits.isEmpty ? ", which limits nothing of a cycle" : ": \(limits.joined(separator: ", "))")
  }

  /// The protocol whose cycles are judged where none is named.
  package static let usual = "tata-ia-prrt"

  /// Of an intra-arterial cycle of Lu-177; nothing of others.
  package func judge(_ administration: AdministrationRow, _ procedure: ProcedureRow?) -> [Judgement] {
    guard administration.text(.nuclide) == "Lu-177", administration.text(.route) != "intravenous" else {
      return []
    }
    var all = [
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

  private static func short(_ x: Double) -> String {
    ((x * 100).rounded() / 100).printedExactly
  }
}
