import Checks
import Diagnostics
import Files
import Foundation
import Quantities
import Stages
import Volumes

/// Reads the case file (JSON5). Every problem of the file is reported at once, each with its line.
public enum CaseFile {
  private static let document = UserDocument(
    name: "case file", remedy: "hepatica init FOLDER writes a first one")

  /// - Throws: `Problems` with kinds `inputMissing` and `dataRejected`.
  public static func read(_ url: URL) throws -> Case {
    try parse(document.text(of: url), at: url)
  }

  /// - Parameter url: names the document in messages; relative paths in the file start at its folder.
  /// - Throws: `Problems` with kind `dataRejected`.
  public static func parse(_ text: String, at url: URL) throws -> Case {
    let folder = url.deletingLastPathComponent()
    return try document.parse(text, at: url) { readCase(&$0, folder: folder, sha256: sha256(text.utf8)) }
  }
}

private func readCase(_ r: inout FieldReader, folder: URL, sha256: String) -> Case? {
  let patient = r.requiredObject("patient", "pseudonym, weight", readPatient)
  let therapy = r.requiredObject("therapy", "kind, nuclide, cycle", readTherapy)
  let administrations = r.objects("administrations", readAdministration)
  let timePoints = r.objects("timePoints") { readTimePoint(&$0, folder) }
  let reference = r.text("reference")
  let calibration = r.optional("calibration") { v throws(Problem) in try readCalibration(v, folder) }
  let structures = numbered(r.objects("structures") { readStructures(&$0, folder) })
  let entry = r.object("enter") { readEntry(&$0, folder) }
  let materials = r.object("materials") { readMaterials(&$0, folder) }
  let options = r.object("options") { readOptions(&$0, folder) } ?? Options()
  let limits = r.objects("limits", readLimit)
  let decided = r.objects("decided", readDecision)
  let registered = r.objects("registered", readRegistrationDecision)
  let previous = r.optional("previous") { v throws(Problem) in try paths(v, folder) } ?? []
  refuseRepeated(previous, &r)
  let plan = r.optional("plan") { v throws(Problem) in try existing(v, folder) }
  contradictions(&r, administrations, timePoints, reference, entry)
  refuseStrangers(
    registered.map(\.0.timePoint), timePoints.map(\.name),
    reference.isEmpty ? timePoints.first?.name : reference, &r)
  if case .dose? = entry?.map, options.doseGrid != nil {
    r.reject(.dataRejected, "an entered dose stays on its grid", "remove “doseGrid”")
  }
  guard let patient, let therapy else { return nil }
  var therapyCase = Case(
    patient: patient, therapy: therapy, administrations: administrations, timePoints: timePoints,
    reference: reference.isEmpty ? timePoints.first?.name ?? "" : reference,
    calibration: calibration ?? .none,
    structures: structures, entry: entry, materials: materials, options: options, limits: limits,
    previous: previous, plan: plan, sha256: sha256
  )
  therapyCase.decided = decided
  (therapyCase.accepted, therapyCase.moves) = (registered.map(\.0), registered.compactMap(\.1))
  return therapyCase
}

/// What no single line can show.
private func contradictions(
  _ r: inout FieldReader, _ administrations: [Administration], _ timePoints: [TimePoint], _ reference: String,
  _ entry: Entry?
) {
  let names = timePoints.map(\.name)
  refuseCollisions(names, &r)
  if !reference.isEmpty, !names.contains(reference) {
    r.reject(
      .dataRejected, "reference “\(reference)” is not a time point",
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

/// A registration is decided on once, and only one that there is.
private func refuseStrangers(
  _ decided: [String], _ names: [String], _ reference: String?, _ r: inout FieldReader
) {
  var seen: Set<String> = []
  for name in decided {
    if !names.contains(name) {
      r.reject(
        .dataRejected, "registered: “\(name)” is not a time point",
        "time points: \(names.joined(separator: ", "))")
    } else if name == reference {
      r.reject(
        .dataRejected, "registered: “\(name)” is the reference, onto which the others are registered",
        "remove its line under “registered”")
    } else if !seen.insert(name).inserted {
      r.reject(
        .dataRejected, "registered: “\(name)” is decided on twice", "keep the line that holds")
    }
  }
}

/// Files of results carry the time point's name with blanks and signs replaced, and some file systems take capital and
/// small letters for the same: two names that would meet in one file are refused.
private func refuseCollisions(_ names: [String], _ r: inout FieldReader) {
  let meeting = Dictionary(grouping: names) { safeFileName($0).lowercased() }.values
    .filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  for same in meeting {
    let all = same.map { "“\($0)”" }.joined(separator: " and ")
    r.reject(
      .dataRejected,
      Set(same).count == 1
        ? "\(same.count) time points have the same name, \(all)"
        : "the time points \(all) have names that give the same file name",
      "their results would overwrite each other: give each its own name, such as “24 h”")
  }
}

private func refuseRepeated(_ previous: [URL], _ r: inout FieldReader) {
  let same = Dictionary(grouping: previous) { $0.standardizedFileURL.resolvingSymlinksInPath().path }
  for (path, all) in same.sorted(by: { $0.key < $1.key }) where all.count > 1 {
    r.reject(
      .dataRejected, "“previous” names \(URL(filePath: path).lastPathComponent) \(all.count) times",
      "an earlier cycle counts once: name each summary once")
  }
}
