import Checks
import Diagnostics
import Files
import Foundation
import Quantities
import Stages
import Volumes

/// Reads the burden file (JSON5). Every problem of the file is reported at once, each with its line.
public enum BurdenFile {
  private static let document = UserDocument(
    name: "burden file", remedy: "hepatica burden --template FILE writes a first one")

  /// - Throws: `Problems` with kinds `inputMissing` and `dataRejected`.
  public static func read(_ url: URL) throws -> Burden {
    try parse(document.text(of: url), at: url)
  }

  /// - Parameter url: names the document in messages; relative paths in the file start at its folder.
  /// - Throws: `Problems` with kind `dataRejected`.
  public static func parse(_ text: String, at url: URL) throws -> Burden {
    let folder = url.deletingLastPathComponent()
    return try document.parse(text, at: url) { readBurden(&$0, folder, sha256(text.utf8)) }
  }
}

private func readBurden(_ r: inout FieldReader, _ folder: URL, _ sha256: String) -> Burden? {
  let pseudonym = r.requiredObject("patient", "pseudonym") { p in
    p.required("pseudonym", "how the report names the patient") { v throws(Problem) in try v.string() }
  }
  let anatomy = r.object("anatomy") { readImage(&$0, folder) }
  let pet = r.object("pet") { readPET(&$0, folder) }
  let structures = readFiles(&r, "structures", folder)
  let readers = r.objects("readers") { readReader(&$0, folder) }
  let threshold = r.object("threshold", readLesionThreshold)
  let enhancement = r.object("enhancement") { e in
    e.required("atLeast", "from which value of the anatomy liver is enhancing tumour") { v throws(Problem) in
      try v.number(.thresholdAnatomy)
    }
  }
  let around = r.optional("drawnAround") { v throws(Problem) in try readAround(v) } ?? .none
  let confirms = r.flag("confirm", default: true)
  let sphere = r.object("sphere", readSphere)
  let visual = r.optional("visualKrenning") { v throws(Problem) in try readScores(v) } ?? [:]
  let bloodPool = r.optional("bloodPool") { v throws(Problem) in try v.string() }
  let resolution = r.number("resolutionMm", .resolution) ?? 0
  let decided = r.objects("decided", readDecision)
  if r.object["structures"] == nil { r.reject(.inputMissing, "“structures” with the liver are missing") }
  if threshold != nil, pet == nil { r.reject(.inputMissing, "a threshold needs a “pet”") }
  if enhancement != nil, anatomy == nil {
    r.reject(.inputMissing, "a threshold of enhancement needs an “anatomy”")
  }
  if readers.count == 1 {
    r.reject(.inputMissing, "one reader alone cannot agree", "name at least two, or leave “readers” out")
  }
  let names = readers.map(\.name)
  if Set(names).count != names.count { r.reject(.dataRejected, "two readers have the same name") }
  guard let pseudonym else { return nil }
  var burden = Burden(
    pseudonym: pseudonym, anatomy: anatomy, pet: pet, structures: structures, readers: readers,
    threshold: threshold, around: around, confirms: confirms, sphereDiameter: sphere?.diameter ?? Length(30),
    sphereCentre: sphere?.centre, visual: visual, bloodPool: bloodPool, resolution: Length(resolution),
    sha256: sha256)
  (burden.enhancement, burden.decided) = (enhancement, decided)
  return burden
}

private func readFiles(_ r: inout FieldReader, _ key: String, _ folder: URL) -> [StructureFile] {
  let sources = r.objects(key) { readStructures(&$0, folder) }
  return sources.compactMap { source in
    if case .file(let file) = source { return file }
    r.reject(
      .dataRejected, "structures of a burden come from files",
      "a threshold on the PET belongs under “threshold”")
    return nil
  }
}

private func readReader(_ r: inout FieldReader, _ folder: URL) -> Burden.Reader? {
  let name = r.required("name", "which reader") { v throws(Problem) in try v.string() }
  let structures = readFiles(&r, "structures", folder)
  if structures.isEmpty { r.reject(.inputMissing, "the reader has no structures") }
  return name.map { Burden.Reader(name: $0, structures: structures) }
}

private func readPET(_ r: inout FieldReader, _ folder: URL) -> PETInput? {
  let image = r.requiredObject("image", "the PET") { readImage(&$0, folder) }
  let ct = r.object("ct") { readImage(&$0, folder) }
  let weight = r.number("weightKg", .bodyWeight)
  let injected = r.number("injectedMBq", .fileInjected)
  let injection = r.dateTime("injection")
  let registered = r.flag("registered", default: false)
  return image.map {
    PETInput(
      image: $0, ct: ct, weightKilograms: weight, injected: injected.map { .megabecquerels($0) },
      injection: injection,
      isRegistered: registered)
  }
}

private func readLesionThreshold(_ r: inout FieldReader) -> Burden.LesionThreshold? {
  let absolute = r.number("suv", .thresholdUptake), times = r.number("timesNormal", .thresholdRatio)
  if (absolute == nil) == (times == nil) {
    r.reject(.dataRejected, "a threshold is either “suv” or “timesNormal”")
    return nil
  }
  return absolute.map { .absolute($0) } ?? times.map { .timesNormal($0) }
}

/// `true`: all lesions; or their names.
private func readAround(_ value: JSON5Value) throws(Problem) -> Burden.Around {
  if case .bool(let all) = value.content { return all ? .all : .none }
  return .named(Set(try value.words()))
}

private func readSphere(_ r: inout FieldReader) -> (diameter: Length, centre: Vector3?)? {
  let diameter = r.number("diameterMm", .sphereDiameter) ?? 30
  let centre = r.optional("centre") { v throws(Problem) -> Vector3 in
    let n = try v.numbers()
    guard n.count == 3 else { throw v.rejected("three numbers are expected: x, y, z in mm") }
    return Vector3(n[0], n[1], n[2])
  }
  return (Length(diameter), centre)
}

private func readScores(_ value: JSON5Value) throws(Problem) -> [String: Int] {
  var scores: [String: Int] = [:]
  for member in try value.object().members {
    let score = try member.value.integer()
    guard (0...4).contains(score) else { throw member.value.rejected("a Krenning score is 0, 1, 2, 3 or 4") }
    scores[member.name] = score
  }
  return scores
}
