import Quantities
import Stages
import Volumes

extension DocumentBuilder {
  var instruments: [Block] {
    content.instruments.flatMap { i -> [Block] in
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
      guard let curve = RecoveryFigure(instrument: i).drawing else { return [facts] }
      return [
        .columns([
          (0.5, [facts]),
          (0.5, [.figures([curve], perRow: 1, caption: "Recovery coefficients ± u")]),
        ])
      ]
    }
  }

  var acquisitions: [Block] {
    guard !content.acquisitions.isEmpty else { return [] }
    let rows = content.acquisitions.map { a in
      Table.Row([
        .text(a.id), .text(a.modality), .plain(a.afterAdministration, .hour),
        .text(a.start.map(Format.time) ?? "–"), .plain(a.duration, .minute), .text(matrix(a)),
        .text(decay(a.decay)), .quantity(a.countsConserved, .percent),
      ])
    }
    let table = Table(
      caption: "Acquisitions, times after administration",
      columns: [
        .init("Image", share: 1.2), .init("Modality", share: 0.8),
        .init("Time p.i.", unit: "h", .number, share: 0.75),
        .init("Start", share: 1.5), .init("Duration", unit: "min", .number, share: 0.75),
        .init("Matrix, voxel", share: 1.5),
        .init("Decay state", share: 1.5), .init("In field", unit: "%", .number, share: 0.8),
      ], rows: rows,
      notes: [
        "p.i.: after the start of the administration, at the instant to which the activities refer. In field: activity "
          + "in the image over the administered activity less physical decay; excretion and activity outside the field lower it."
      ]
    ).withoutEmptyColumns
    let methods = content.acquisitions.filter { !$0.reconstruction.isEmpty }
    return [.table(table)]
      + (methods.isEmpty ? [] : [.heading("Reconstruction"), .facts(grouped(methods))])
  }

  /// Images with the same reconstruction share a line.
  private func grouped(_ records: [AcquisitionRecord]) -> [Fact] {
    var order: [String] = []
    for r in records where !order.contains(r.reconstruction) { order.append(r.reconstruction) }
    return order.map { text in
      Fact(records.filter { $0.reconstruction == text }.map(\.id).joined(separator: ", "), text)
    }
  }

  private func matrix(_ a: AcquisitionRecord) -> String {
    let size = a.matrix.map { "\($0.i) × \($0.j) × \($0.k)" }
    let voxel = a.voxel.map { v in
      [v.x, v.y, v.z].map { Format.number($0).text }.joined(separator: " × ") + " mm"
    }
    return [size, voxel].compactMap { $0 }.joined(separator: ", ")
  }

  private func decay(_ state: DecayState?) -> String {
    switch state {
    case .reference(let time): "corrected to " + Format.time(time)
    case .uncorrected: "not corrected: mean over the acquisition"
    case nil: "not recorded"
    }
  }

  var registrations: [Block] {
    guard !content.registrations.isEmpty else { return [] }
    let rows = content.registrations.map { record -> Table.Row in
      let r = record.registration
      let shift = r.transform.translation
      return Table.Row([
        .text("\(r.moving) → \(r.fixed)"), .text(r.method),
        .number(Format.number(shift.norm), sort: shift.norm),
        .number(
          Format.number(angle(r.transform.rotation), significant: 2),
          sort: angle(r.transform.rotation)),
        .plain(r.residual?.value, significant: 2), .text(r.residualMeaning),
      ])
    }
    let table = Table(
      caption: "Rigid registrations onto the reference",
      columns: [
        .init("Images", share: 1.4), .init("Method", share: 2),
        .init("Shift", unit: "mm", .number, share: 0.7),
        .init("Rotation", unit: "°", .number, share: 0.7),
        .init("Residual", unit: "mm", .number, share: 0.75),
        .init("Meaning of the residual", share: 1.7),
      ], rows: rows)
    return [.table(table)] + (isPaper ? compactReview : review)
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

  /// Angle of a rotation matrix, degrees.
  private func angle(_ m: Matrix3) -> Double {
    let trace = m.columns.x.x + m.columns.y.y + m.columns.z.z
    return acosDegrees(min(1, max(-1, (trace - 1) / 2)))
  }

  var volumes: [Block] {
    guard !structures.isEmpty else { return [] }
    let rows = structures.map { s in
      Table.Row([
        .text(s.name), .text(s.role.words), .quantity(s.volume, .millilitre),
        .plain(s.contourVolume, .millilitre),
        s.volumesAgree.map { $0 ? .text("agree") : .flag(.attention, "differ > 2 %") }
          ?? .text("not compared"),
        .plain(s.density, .gramPerMillilitre), .quantity(s.mass, .gram), .text(s.method),
      ])
    }
    return [
      .table(
        Table(
          caption: "Volumes of interest",
          columns: [
            .init("Structure", share: 1.4), .init("Role", share: 0.95),
            .init("Volume", unit: "mL", .number, share: 1.1),
            .init("By contours", unit: "mL", .number, share: 0.8), .init("Check", share: 0.9),
            .init("Density", unit: "g/mL", .number, share: 0.7),
            .init("Mass", unit: "g", .number, share: 1.1),
            .init("Method", share: 1.9),
          ], rows: rows, notes: [Document.coverage]
        ).withoutEmptyColumns)
    ] + (interactive ? fit : [])
  }
}

extension StructureRole {
  /// The role as a reader knows it.
  package var words: String {
    switch self {
    case .liverLobe: "liver lobe"
    case .perfusedVolume: "perfused volume"
    default: rawValue
    }
  }
}
