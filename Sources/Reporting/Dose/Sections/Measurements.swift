import Quantities
import Stages
import Volumes

extension DoseReport {
  var instruments: [ContentBlock] {
    content.instruments.flatMap { i -> [ContentBlock] in
      let factor = i.calibrationFactor.map { f in
        let number = DisplayUnit.one.text(f).text
        return (number.contains("±") ? "(\(number)) " : number + " ") + i.calibrationUnit
          + (f.standardUncertainty == nil ? " (u \(Format.notEvaluated))" : "")
      }
      let facts = Block.facts(
        known(
          ("Scanner", i.scanner), ("Collimator", i.collimator), ("Energy windows", i.energyWindows),
          ("Calibration factor", factor), ("Calibrated", i.calibrationDate.map(Format.time)),
          ("Calibration geometry", i.calibrationGeometry), ("Dead time", i.deadTime),
          ("Quality control", i.qualityControl)))
      guard let curve = RecoveryFigure(instrument: i).drawing else { return [ContentBlock(facts)] }
      return [
        .columns([
          (0.5, [ContentBlock(facts)]),
          (0.5, [.figures([curve], caption: "Recovery coefficients ± u")]),
        ])
      ]
    }
  }

  var acquisitions: [ContentBlock] {
    guard !content.acquisitions.isEmpty else { return [] }
    let table = TableForm<AcquisitionRecord>.acquisitions.shown(
      "Acquisitions, times after administration", content.acquisitions,
      notes: [
        "p.i.: after the start of the administration, at the instant to which the activities refer. In field: activity "
          + "in the image over the administered activity less physical decay; excretion and activity outside the field lower it."
      ], keepsEmpty: false)
    let methods = content.acquisitions.filter { !$0.reconstruction.isEmpty }
    return [.table(table)]
      + (methods.isEmpty ? [] : [.heading("Reconstruction"), ContentBlock(.facts(grouped(methods)))])
  }

  /// Images with the same reconstruction share a line.
  private func grouped(_ records: [AcquisitionRecord]) -> [Fact] {
    var order: [String] = []
    for r in records where !order.contains(r.reconstruction) { order.append(r.reconstruction) }
    return order.map { text in
      Fact(records.filter { $0.reconstruction == text }.map(\.id).joined(separator: ", "), text)
    }
  }

  var registrations: [ContentBlock] {
    let records = content.registrations
    guard !records.isEmpty else { return [] }
    let table = TableForm<Registration>.registrations.shown(
      "Rigid registrations onto the reference", records.map(\.registration))
    return [
      .table(table), .drawn { review }.only(.screen), .drawn { compactReview }.only(.paper),
    ]
  }

  private var checkerboards: [(names: String, drawings: [Drawing])] {
    content.registrations.map { record in
      let r = record.registration
      return (
        "\(r.fixed) and \(r.moving)", RegistrationFigure(record: record, material: content.images).drawings
      )
    }.filter { !$0.drawings.isEmpty }
  }

  private var review: [Block] {
    checkerboards.map {
      .figures($0.drawings, perRow: 2, caption: "Checkerboard of \($0.names) after registration")
    }
  }

  /// All of them side by side.
  private var compactReview: [Block] {
    let all = checkerboards
    guard !all.isEmpty else { return [] }
    let names = all.map(\.names).joined(separator: "; ")
    return [
      .figures(
        all.flatMap(\.drawings), perRow: 4,
        caption: "Checkerboards after registration, in this order: \(names). Large: report.html.")
    ]
  }

  var volumes: [ContentBlock] {
    guard !structures.isEmpty else { return [] }
    let table = TableForm<StructureRecord>.structures.shown(
      "Volumes of interest", structures, notes: [Document.coverage], keepsEmpty: false)
    return [.table(table)] + fit
  }
}
