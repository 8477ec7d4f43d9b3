import Diagnostics
import Files
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Phantoms
import Quantities
@testable import Registry
import Stages
@testable import Trials
import Volumes

@testable import Documents
@testable import Studies
@testable import Workflow

/// A registry with a locked trial, and cases of digital patients whose truth is known.
final class TrialBench {
  static let author = try! Author(who: "tester", why: "test")
  let folder: URL
  let trial: String
  var place: String { folder.appending(path: "r.sqlite").path }
  private var key: URL { folder.appending(path: "lists.key") }

  /// - Parameter edit: changes the template before it is locked.
  init(_ template: ProtocolTemplate = .lutia, edit: (String) -> String = { $0 }) throws {
    folder = try Fixtures.temporaryFolder()
    let file = folder.appending(path: "protocol.json5")
    try writeAtomically(edit(template.text), to: file)
    trial = try ProtocolFile.read(file).plan.name
    _ = try RegistryTask.initialise(place)
    _ = try RegistryTask.add(place, "sites", ["id=S1", "name=Site 1"], by: Self.author)
    _ = try TrialDesk.lock(file, in: place, keyFile: key, by: Self.author)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var registry: Registry { get throws { try Registry.open(Location(place)) } }

  /// Adds and allocates a patient. - Returns: the treated lobe of a within-patient trial.
  @discardableResult func enrol(_ patient: String, centre: String = "1") throws -> Lobe? {
    _ = try RegistryTask.add(
      place, "patients", ["id=\(patient)", "site=S1", "consented=2025-12-01"], by: Self.author)
    let request = TrialRequest(
      place: place, trial: trial, subject: patient, levels: ["centre": centre], keyFile: key)
    _ = try TrialDesk.allocate(request, reveal: true, by: Self.author)
    let arm = try registry.allocation(trial, "production", patient)?.text(.arm)
    return arm == "R" ? .right : arm == "L" ? .left : nil
  }

  func request(_ file: URL) -> TrialMeasureRequest {
    TrialMeasureRequest(place: place, trial: trial, caseFile: file)
  }

  func measure(_ file: URL, _ change: (inout TrialMeasureRequest) -> Void = { _ in }) throws -> Outcome {
    var request = request(file)
    change(&request)
    return try TrialMeasurement.run(request, by: Self.author) { _, _ in }
  }

  func values(_ patient: String) throws -> [Row] {
    try registry.rows("measurements", where: ["patient": .text(patient)])
  }

  // MARK: Cases

  /// Small images of the trunk from liver to kidneys, without noise and blurring.
  static var options: DigitalPatient.Options {
    var options = DigitalPatient.Options()
    (options.spectSize, options.ctSize) = (GridSize(80, 54, 70), GridSize(96, 64, 100))
    options.ctSpacing = Vector3(3.9, 3.9, 3)
    options.resolution = Length(0)
    (options.countNoise, options.ctNoise, options.texture, options.motion) = (false, 0, false, false)
    return options
  }

  /// A cycle as an activity image in Bq/mL with label images. - Returns: its case file.
  func cycle(
    _ name: String, _ cycle: Int, _ patient: DigitalPatient, route: String, unit: String = "Bq/mL"
  ) throws -> URL {
    let home = folder.appending(path: "\(name)-\(cycle)")
    try createFolder(home)
    let point = patient.timePoints[patient.reference], grid = patient.spectGrid(at: point)
    let perCount = 1 / (patient.options.sensitivity * 1e-6 * point.duration.value * grid.voxelVolume.value)
    try ImageFiles.write(
      patient.spectCounts(at: point).map { $0 * Float(perCount) },
      home.appending(path: "activity.nii.gz").path)
    var organs = Volume<UInt16>(grid: grid, repeating: 0), lesions = organs
    var names = (organs: [String](), lesions: [String]())
    for structure in patient.structures where structure.role != .body && structure.role != .liver {
      let isLesion = structure.role == .tumour
      let label = UInt16((isLesion ? names.lesions : names.organs).count + 1)
      let entry = "\"\(structure.name)\""
      if isLesion { names.lesions.append(entry) } else { names.organs.append(entry) }
      patient.region(structure, on: grid, at: point).forEach { offset, part in
        guard part >= 0.5 else { return }
        if isLesion { lesions.voxels[offset] = label } else { organs.voxels[offset] = label }
      }
    }
    try ImageFiles.write(organs, home.appending(path: "organs.nii.gz").path)
    try ImageFiles.write(lesions, home.appending(path: "lesions.nii.gz").path)
    func labels(_ names: [String]) -> String {
      names.enumerated().map { "\"\($0.offset + 1)\": \($0.element)" }.joined(separator: ", ")
    }
    let roles = patient.structures.filter { $0.role != .tumour && $0.role != .body && $0.role != .liver }
    let day = CalendarDay(iso8601: "2026-01-05")!.adding(days: 56 * (cycle - 1))
    let middle = DateTime(iso8601: "\(day)T09:00:00")!.advanced(by: point.start + point.duration / 2)
    let text = """
      {
        hepatica: 1, patient: { pseudonym: "\(name)", weightKg: 70 },
        therapy: { kind: "PRRT", product: "Lu-177-DOTATATE", nuclide: "Lu-177", cycle: \(cycle) },
        administrations: [{ start: "\(day)T09:00:00", activityGBq: 7.4, route: "\(route)" }],
        enter: { activity: [{ time: "\(middle)", path: "activity.nii.gz", unit: "\(unit)" }] },
        structures: [
          { path: "organs.nii.gz", names: { \(labels(names.organs)) },
            roles: { \(roles.map(Self.stated).joined(separator: ", ")) } },
          { path: "lesions.nii.gz", names: { \(labels(names.lesions)) },
            roles: { \(names.lesions.map { "\($0): \"tumour\"" }.joined(separator: ", ")) } },
        ],
      }
      """
    let file = home.appending(path: "case.json5")
    try writeAtomically(text, to: file)
    return file
  }

  /// A structure's role as a case file states it, with the side of a lobe.
  private static func stated(_ structure: PatientStructure) -> String {
    let role = "\"\(structure.role.rawValue)\""
    let value = structure.side.map { "{ role: \(role), side: \"\($0.rawValue)\" }" } ?? role
    return "\"\(structure.name)\": \(value)"
  }

  /// One problem or several that `body` must throw.
  static func problem(_ body: () throws -> Void) -> [Problem] {
    do { try body() } catch let problem as Problem { return [problem] } catch let problems as Problems {
      return problems.all
    } catch { return [Problem(.internalError, what: "\(error)")] }
    return []
  }
}
