import Diagnostics
import Files
import Foundation
import Quantities
import Stages
import Volumes

/// Reads the case file (JSON5). Every problem of the file is reported at once, each with its line.
public enum CaseFile {
  /// - Throws: `Problems` with kinds `inputMissing` and `dataRejected`.
  public static func read(_ url: URL) throws -> Case {
    let text: String
    do { text = try String(contentsOf: url, encoding: .utf8) } catch {
      throw Problem(
        .inputMissing, what: "the case file cannot be read as UTF-8 text", at: url.path,
        remedy: "hepatica init FOLDER writes a first one")
    }
    return try parse(text, at: url)
  }

  /// - Parameter url: names the document in messages; relative paths in the file start at its folder.
  public static func parse(_ text: String, at url: URL) throws -> Case {
    let root = try JSON5.parse(text, document: url.lastPathComponent).object()
    var reader = FieldReader(root)
    let folder = url.deletingLastPathComponent()
    let result = readCase(&reader, folder: folder, sha256: sha256(text.utf8))
    let problems = reader.finish()
    guard problems.isEmpty, let result else { throw Problems(problems) }
    return result
  }
}

private func readCase(_ r: inout FieldReader, folder: URL, sha256: String) -> Case? {
  let version = r.required("hepatica", "version of the case file's format: 1") { v throws(Problem) in
    try v.integer()
  }
  if let version, version != 1 {
    r.reject(.dataRejected, "format \(version) is not known to this program (1 is)")
  }
  let patient = r.requiredObject("patient", "pseudonym, weight", readPatient)
  let therapy = r.requiredObject("therapy", "kind, nuclide, cycle", readTherapy)
  let administrations = r.objects("administrations", readAdministration)
  let timePoints = r.objects("timePoints") { readTimePoint(&$0, folder) }
  let reference = r.text("reference")
  let calibration = r.optional("calibration") { v throws(Problem) in try readCalibration(v, folder) }
  let structures = r.objects("structures") { readStructures(&$0, folder) }
  let entry = r.object("enter") { readEntry(&$0, folder) }
  let options = r.object("options") { readOptions(&$0, folder) } ?? Options()
  let limits = r.objects("limits", readLimit)
  let previous = r.optional("previous") { v throws(Problem) in try paths(v, folder) } ?? []
  contradictions(&r, administrations, timePoints, reference, entry)
  guard let patient, let therapy else { return nil }
  return Case(
    patient: patient, therapy: therapy, administrations: administrations, timePoints: timePoints,
    reference: reference.isEmpty ? timePoints.first?.name ?? "" : reference,
    calibration: calibration ?? .none,
    structures: structures, entry: entry, options: options, limits: limits, previous: previous, sha256: sha256
  )
}

/// What no single line can show.
private func contradictions(
  _ r: inout FieldReader, _ administrations: [Administration], _ timePoints: [TimePoint], _ reference: String,
  _ entry: Entry?
) {
  let names = timePoints.map(\.name)
  if Set(names).count != names.count { r.reject(.dataRejected, "two time points have the same name") }
  if !reference.isEmpty, !names.contains(reference) {
    r.reject(
      .dataRejected, "reference “\(reference)” is no time point",
      "time points: \(names.joined(separator: ", "))")
  }
  if r.object["timePoints"] == nil, entry == nil {
    r.reject(
      .inputMissing, "there are neither “timePoints” nor something to “enter”",
      "name the emission image of each time point")
  }
  if r.object["administrations"] == nil, r.object["timePoints"] != nil {
    r.reject(
      .inputMissing, "“administrations” is missing: without its time there is no time axis",
      "add start and activity")
  }
}
