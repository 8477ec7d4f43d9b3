import DICOM
import Diagnostics
import Files
import Foundation

/// Makes research copies of all DICOM objects below a folder.
///
/// Headers are read twice: first to learn what names each patient in any of his objects, then to write. Files are sorted by pseudonym,
/// study and series; nothing of an original path stays.
public struct FolderDeidentification: Sendable {
  let source, output, keyFile: URL
  let key: IdentityKey
  /// Whether captures of screens and other objects whose pixels may show text are copied too.
  let withCaptures: Bool

  /// - Throws: `Problem` if the output lies inside the source or the other way round, or the key lies inside either.
  public init(_ source: URL, to output: URL, keyFile: URL, withCaptures: Bool = false) throws(Problem) {
    (self.source, self.output, self.keyFile, self.withCaptures) = (source, output, keyFile, withCaptures)
    try Self.checkApart(source, output, "the research copies", "choose a folder outside that of the images")
    try Self.checkApart(output, keyFile, "the key", "keep the key where the research copies never go")
    try Self.checkApart(source, keyFile, "the key", "keep the key where images are not handed on from")
    key = try IdentityKey.open(keyFile)
  }

  private static func checkApart(_ folder: URL, _ other: URL, _ what: String, _ remedy: String)
    throws(Problem)
  {
    let outer = folder.standardizedFileURL.resolvingSymlinksInPath().path + "/"
    let inner = other.standardizedFileURL.resolvingSymlinksInPath().path + "/"
    guard inner.hasPrefix(outer) || (what == "the research copies" && outer.hasPrefix(inner)) else { return }
    throw Problem(
      .usage, what: "\(what) would lie in one folder with the images", at: other.path,
      why: "who is handed the one must not be handed the other", remedy: remedy)
  }

  /// - Throws: `Problem` if the folder is not there, or a copy cannot be written.
  public func run(_ progress: ProgressHandler = { _, _ in }) throws -> DeidentificationReport {
    let files = try Self.files(below: source)
    var report = DeidentificationReport()
    let objects = try sort(files, &report, progress)
    for (n, object) in objects.enumerated() {
      try Surroundings.current.cancellation.check()
      try copy(object, &report)
      progress(0.3 + 0.7 * Double(n + 1) / Double(objects.count), "research copies")
    }
    try keepTable(of: objects)
    report.patients = Set(objects.map(\.patient)).count
    return report
  }

  private func keepTable(of objects: [Object]) throws(Problem) {
    var table = try SubjectTable(beside: keyFile)
    for object in objects { table.add(object.deidentifier.subject, patient: object.patient) }
    try table.write()
  }

  /// One object that will be copied.
  struct Object {
    var path, patient: String
    var deidentifier: Deidentifier
  }

  private func sort(_ files: [String], _ report: inout DeidentificationReport, _ progress: ProgressHandler)
    throws
    -> [Object]
  {
    var known: [String: KnownIdentifiers] = [:]
    var found: [(path: String, patient: String)] = []
    for (n, path) in files.enumerated() {
      try Surroundings.current.cancellation.check()
      progress(0.3 * Double(n + 1) / Double(files.count), "headers")
      guard let head = head(path, &report) else { continue }
      let patient = PatientIdentity(head)
      if !patient.isKnown { report.unnamed += 1 }
      known[patient.text, default: KnownIdentifiers()].add(head)
      found.append((path, patient.text))
    }
    return found.map { path, patient in
      Object(
        path: path, patient: patient,
        deidentifier: Deidentifier(key, key.subject(patient), known: known[patient]!))
    }
  }

  /// The header of an object that may be copied; of all others the report says why they are left out.
  private func head(_ path: String, _ report: inout DeidentificationReport) -> DataSet? {
    do throws(Problem) {
      let head = try DataSet.read(path, stopBeforePixels: true)
      let risk = PixelRisk(head)
      if let reason = risk.refusal ?? (withCaptures ? nil : risk.capture) {
        report.leftOut.append(.init(path: relative(path), reason: reason))
        return nil
      }
      if let capture = risk.capture { report.toLookAt.append(.init(path: relative(path), reason: capture)) }
      return head
    } catch {
      report.leftOut.append(.init(path: relative(path), reason: error.what))
      return nil
    }
  }

  private func relative(_ path: String) -> String {
    let root = source.standardizedFileURL.path + "/"
    return path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
  }

  private func copy(_ object: Object, _ report: inout DeidentificationReport) throws {
    let source = try DataSet.read(object.path)
    let (target, tally) = try object.deidentifier.cleaned(source)
    let parts =
      [object.deidentifier.subject.pseudonym]
      + [Tag.studyInstanceUID, .seriesInstanceUID].map {
        safeFileName(target.string($0) ?? "none")
      }
    let folder = parts.reduce(output) { $0.appending(path: $1) }
    try createFolder(folder)
    let url = folder.appending(path: safeFileName(target.string(.sopInstanceUID) ?? "none") + ".dcm")
    try target.write(to: url.path, syntax: Self.syntax(source))
    report.objects += 1
    report.studies.insert(parts[1])
    report.tally = report.tally + tally
  }

  /// Native pixels are written in explicit little endian; compressed ones stay as they are.
  private static func syntax(_ source: DataSet) -> String {
    let isNative = source.nativePixelLength != nil || !source.contains(.pixelData)
    return isNative ? TransferSyntax.explicitLittleEndian.rawValue : source.transferSyntax
  }

  private static func files(below folder: URL) throws(Problem) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw Problem(.inputMissing, what: "there is no such folder", at: folder.path, remedy: "check the path")
    }
    let walker = FileManager.default.enumerator(
      at: folder.standardizedFileURL, includingPropertiesForKeys: [.isRegularFileKey], options: [])
    var found: [String] = []
    while let url = walker?.nextObject() as? URL {
      if (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true {
        found.append(url.path)
      }
    }
    return found.sorted()
  }
}
