import Checks
import Documents
import Intake
import Quantification
import Quantities
import Stages

extension Journey {
  /// Times of the images against each other and against the case file.
  func checkTimes(_ sheet: inout GeometrySheet) throws {
    guard let given = therapy.administrations.first?.start else { return }
    var starts: [(name: String, start: DateTime)] = []
    for point in therapy.timePoints {
      let entry = try library.find(point.emission, as: "the emission image of \(point.name)", \.isEmission).1
      guard let start = point.emission.answers.start ?? entry.start else { continue }
      starts.append((point.name, start))
      sheet.check(.lateImage, start.since(given).inHours, at: point.name)
      if let stated = entry.acquisition?.administered, therapy.administrations.count == 1 {
        sheet.check(.injectionTime, abs(stated.since(given).value) / 60, at: point.name)
      }
      if let ct = point.ct, let own = try library.find(ct, as: "the CT of \(point.name)", \.isCT).1.start {
        starts.append(("CT of \(point.name)", own))
      }
    }
    checkAges(starts, &sheet)
  }

  /// Tumour and liver change between images that lie far apart: the first against the last.
  private func checkAges(_ starts: [(name: String, start: DateTime)], _ sheet: inout GeometrySheet) {
    let sorted = starts.sorted { $0.start < $1.start }
    guard let first = sorted.first, let last = sorted.last, sorted.count > 1 else { return }
    sheet.check(
      .imageAge, last.start.since(first.start).inHours / 24, at: "\(first.name) and \(last.name)")
  }
}
