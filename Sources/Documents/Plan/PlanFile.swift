import Checks
import Diagnostics
import Files
import Foundation
import Planning
import Quantities
import Stages

/// Reads the plan file (JSON5). Every problem of the file is reported at once, each with its line.
public enum PlanFile {
  private static let document = UserDocument(
    name: "plan file", remedy: "hepatica plan --template FILE writes a first one")

  /// - Throws: `Problems` with kinds `inputMissing` and `dataRejected`.
  public static func read(_ url: URL) throws -> Plan {
    try parse(document.text(of: url), at: url)
  }

  /// The pseudonym of a plan file, read before the rest: whose record is to be asked.
  /// - Throws: `Problem` for a file that has none.
  package static func pseudonym(_ url: URL) throws -> String {
    let root = try JSON5.parse(document.text(of: url), document: url.lastPathComponent).object()
    return try root.required("patient", "pseudonym, weight, height").object().required(
      "pseudonym", "pseudonym"
    )
    .string()
  }

  /// - Parameter known: what the patient's record knows, for what the file leaves out.
  /// - Throws: `Problems` with kinds `inputMissing` and `dataRejected`.
  package static func read(_ url: URL, known: PlanKnowledge?) throws -> Plan {
    try parse(document.text(of: url), at: url, known: known)
  }

  /// - Parameter url: names the document in messages; relative paths in the file start at its folder.
  /// - Throws: `Problems` with kind `dataRejected`.
  public static func parse(_ text: String, at url: URL) throws -> Plan {
    try parse(text, at: url, known: nil)
  }

  package static func parse(_ text: String, at url: URL, known: PlanKnowledge?) throws -> Plan {
    let folder = url.deletingLastPathComponent()
    return try document.parse(text, at: url) { readPlan(&$0, folder, sha256(text.utf8), known) }
  }
}

private func readPlan(
  _ r: inout FieldReader, _ folder: URL, _ sha256: String, _ known: PlanKnowledge?
) -> Plan? {
  let patient = r.requiredObject("patient", "pseudonym, weight, height", readPatient)
  let site = r.text("site"), indication = r.text("indication")
  let physician = r.text("physician"), physicist = r.text("physicist")
  let decided = r.objects("decided", readDecision)
  let tare = r.object("tare") { readRadioembolisation(&$0, folder, known) }
  let prrt = r.object("prrt") { readPRRT(&$0, folder) }
  if r.object["tare"] == nil, r.object["prrt"] == nil {
    r.reject(.inputMissing, "there is neither “tare” nor “prrt” to plan", "describe one of them")
  }
  guard let patient else { return nil }
  if let known, patient.pseudonym.lowercased() != known.patient.lowercased() {
    r.reject(
      .dataRejected, "the plan is of another patient than the one of the registry",
      "give --patient with the pseudonym of the plan")
  }
  var plan = Plan(
    patient: patient, site: site, indication: indication, physician: physician, physicist: physicist,
    radioembolisation: tare, prrt: prrt, sha256: sha256)
  plan.decided = decided
  return plan
}

extension JSON5Value {
  /// The number as it was written, for thresholds that compare decimals.
  package func exact() throws(Problem) -> ExactDecimal {
    let text = try numberText()
    guard let value = ExactDecimal(text) else { throw rejected("\(text) cannot be kept as an exact decimal") }
    return value
  }

  /// A number above zero.
  package func positive(below top: Double = 1e12) throws(Problem) -> Double {
    let value = try number()
    guard value > 0, value <= top else {
      throw rejected("\(value) is not above zero and up to \(top)", remedy: "check value and unit")
    }
    return value
  }

  package func words() throws(Problem) -> [String] {
    var all: [String] = []
    for element in try array() { all.append(try element.string()) }
    return all
  }

  func textByName() throws(Problem) -> [String: String] {
    var all: [String: String] = [:]
    for member in try object().members { all[member.name] = try member.value.string() }
    return all
  }
}

/// A number with `value` and, where it was evaluated, `u` (k = 1); or the number alone.
func readMeasured<Unit>(
  _ value: JSON5Value, in range: ClosedRange<Double>, scale: Double = 1
) throws(Problem) -> Uncertain<Unit> {
  guard case .object = value.content else { return Uncertain(Quantity(try value.number(in: range) * scale)) }
  var reader = FieldReader(try value.object())
  let number = reader.required("value", "the number itself") { v throws(Problem) in try v.number(in: range) }
  let u = reader.number("u", 0...range.upperBound)
  if let first = reader.finish().first { throw first }
  return Uncertain(Quantity((number ?? 0) * scale), standardUncertainty: u.map { Quantity($0 * scale) })
}
