import Diagnostics
import Documents
import Foundation
import Intake
import Quantities
import Reporting
import Stages
import Volumes
import Workflow

/// A burden measurement as a page with its pictures.
package struct BurdenPage {
  package let measured: BurdenMeasurement
  private var record: BurdenRecord { measured.record }

  package init(_ measured: BurdenMeasurement) { self.measured = measured }

  package var page: Page {
    Page(
      kind: "Liver tumour burden", header: header,
      sections: [findings, burden, pictures, lesions, reference, readers, methods])
  }

  private var header: ReportHeader {
    ReportHeader(
      pseudonym: record.pseudonym, therapy: "Liver tumour burden",
      reportUID: ObjectUID.derived(from: "burden \(record.inputSHA256) \(Version.current)"),
      softwareVersion: record.program, gitHash: record.commit, parameterFileHash: record.inputSHA256,
      created: .now,
      state: record.review.isEmpty ? .draft : .needsReview)
  }

  private var findings: Page.Section {
    .init(
      "findings", "Findings",
      record.review.isEmpty ? [.empty("No findings.")] : record.review.map { .note(.attention, $0) })
  }

  private var burden: Page.Section {
    let table = PageTable(
      "Tumour over liver",
      [
        .init("Tumour by", share: 1.5), .init("In", share: 0.9), .init("Tumour", unit: "mL", number: true),
        .init("Liver", unit: "mL", number: true), .init("Burden", unit: "%", number: true, share: 1.1),
        .init("Band", unit: "%", share: 0.7), .init("Limits crossed", share: 2),
      ],
      record.rows.map { r in
        let crossed = r.flags.filter(\.isCrossed).map { String($0.text.prefix { $0 != ":" }) }.joined(
          separator: ", ")
        return [
          .text(r.method), .text(r.region), .number(r.tumourMl, significant: 4),
          .number(r.liverMl, significant: 4),
          .number(r.percent.value, u: r.percent.u), .text(r.band),
          crossed.isEmpty ? .text("none") : .flag(.attention, crossed),
        ]
      },
      notes: ["Limits differ between protocols on purpose; each is strict. Rules: \(record.rulesSource)."]
        + (record.rows.first?.flags.map { "\($0.text)." } ?? []))
    let figure = BurdenFigure(
      rows: record.rows.map {
        .init(name: "\($0.method), \($0.region)", percent: $0.percent.value, uncertainty: $0.percent.u)
      })
    return .init(
      "burden", "Burden",
      [.figures([figure.drawing], caption: "Bands at 25, 50 and 75 %; bars: u (k = 1)."), .table(table)])
  }

  // MARK: Pictures

  private var pictures: Page.Section {
    var blocks: [PageBlock] = []
    if let ground = anatomy {
      blocks += PageBlock.slices(ground, title: "Contours on \(ground.referenceName)")
    }
    if let pet {
      blocks += PageBlock.slices(pet, title: "Contours and the sphere in normal liver on the PET")
    }
    if let pet, let centre = measured.normal?.sphere.centre {
      var atSphere = pet
      atSphere.focus = centre
      blocks += PageBlock.slices(atSphere, title: "The same through the centre of the sphere")
    }
    return .init("pictures", "Pictures", blocks.isEmpty ? [.empty("No image was given.")] : blocks)
  }

  private var structures: StructureSet? {
    let scene = measured.scene
    var all = [scene.liver]
    let shown = scene.lesions.isEmpty ? [] : scene.lesions.count > 6 ? [] : scene.lesions
    all += shown
    if shown.isEmpty, let union = try? union(measured.lesions.map(\.region)), !union.isEmpty {
      all.append(Structure(program: "tumour", role: .tumour, region: union))
    }
    if let majority = measured.majority, shown.isEmpty {
      all.append(Structure(program: "majority of readers", role: .other, region: majority))
    }
    if let normal = measured.normal {
      let sphere = normal.sphere.occupancy(on: scene.grid, .fractions)
      all.append(Structure(program: "normal-liver sphere", role: .other, region: sphere))
    }
    return try? StructureSet(all)
  }

  private func union(_ regions: [Occupancy]) throws -> Occupancy {
    try regions.reduce(Occupancy(Volume<Bool>(grid: measured.scene.grid, repeating: false))) {
      try $0.union($1)
    }
  }

  private var anatomy: ImageMaterial? {
    guard let series = measured.scene.anatomy else { return nil }
    let moved = series.values.grid.moved(by: measured.scene.toGrid)
    guard let volume = try? Volume(grid: moved, voxels: series.values.voxels) else { return nil }
    let isCT = series.unit == .hounsfield
    return ImageMaterial(
      reference: volume, referenceName: isCT ? "CT" : series.modality, referenceUnit: isCT ? "HU" : "",
      window: isCT ? .liver : range(volume), structures: structures, focus: focus)
  }

  private var pet: ImageMaterial? {
    guard let suv = measured.scene.suv else { return nil }
    let top = record.lesions.compactMap(\.suvMax).max() ?? record.sphere.map { 4 * $0.suvMax } ?? 10
    return ImageMaterial(
      reference: suv, referenceName: "PET", referenceUnit: "SUV",
      window: GreyWindow(width: max(top, 1), level: max(top, 1) / 2, source: "SUV 0 to the hottest lesion"),
      structures: structures, focus: focus)
  }

  /// The largest lesion, else the liver.
  private var focus: Vector3 {
    let largest = measured.lesions.max { $0.region.millilitres < $1.region.millilitres }
    let region = largest?.region ?? measured.majority ?? measured.scene.liver.region
    return (region.isEmpty ? measured.scene.liver.region : region).centreOfMass
  }

  /// 1st to 99th percentile.
  private func range(_ volume: Volume<Float>) -> GreyWindow {
    let sorted = stride(from: 0, to: volume.voxels.count, by: max(1, volume.voxels.count / 20_000)).map {
      volume.voxels[$0]
    }
    .filter(\.isFinite).sorted()
    guard let low = sorted.dropFirst(sorted.count / 100).first,
      let high = sorted.dropLast(sorted.count / 100).last, high > low
    else { return GreyWindow(width: 1, level: 0.5, source: "flat image") }
    return GreyWindow(
      width: Double(high - low), level: Double(high + low) / 2, source: "1st to 99th percentile of the image")
  }

  // MARK: Tables

  private var lesions: Page.Section {
    let table = PageTable(
      "Lesions",
      [
        .init("Lesion", share: 1.5), .init("Lobe", share: 0.8),
        .init("Volume", unit: "mL", number: true, share: 1.1),
        .init("SUVmax", number: true), .init("SUVmean", number: true), .init("SUVpeak", number: true),
        .init("> 2 × normal", share: 0.9), .init("T/N", number: true, share: 0.8),
        .init("Krenning, visual", number: true, share: 0.9),
        .init("Krenning, quantitative", number: true, share: 1.1),
      ],
      record.lesions.prefix(60).map { l in
        [
          .text(l.name), .text(l.lobe ?? "–"), .number(l.ml.value, u: l.ml.u), .number(l.suvMax),
          .number(l.suvMean),
          .number(l.suvPeak), .text(l.isConfirmed.map { $0 ? "yes" : "no" } ?? "–"),
          .number(l.tumourToNormal),
          .fixed(l.krenningVisual.map(Double.init), 0), .fixed(l.krenningQuantitative.map(Double.init), 0),
        ]
      }, notes: why)
    return .init("lesions", "Lesions and receptor expression", record.lesions.isEmpty ? [] : [.table(table)])
  }

  private var why: [String] {
    let gaps = Set(record.lesions.filter { $0.krenningQuantitative == nil }.map(\.krenningWhy)).sorted()
    let differ = record.lesions.filter { l in
      l.krenningVisual.flatMap { v in l.krenningQuantitative.map { $0 != v } } ?? false
    }.map(\.name)
    return gaps.map { "Quantitative score not possible, \($0)." }
      + (differ.isEmpty ? [] : ["Visual and quantitative score differ: \(differ.joined(separator: ", "))."])
      + (record.lesions.count > 60 ? ["All \(record.lesions.count) lesions are in burden.csv."] : [])
  }

  private var reference: Page.Section {
    guard let s = record.sphere else { return .init("reference", "Normal liver", []) }
    let names = record.ratios.first?.values.keys.sorted() ?? []
    let ratios = PageTable(
      "Tumour-to-normal ratio: lesion mean over mean of the sphere",
      [.init("In"), .init("Lesions", number: true, share: 0.7)] + names.map { .init($0, number: true) },
      record.ratios.map { r in
        [.text(r.region), .fixed(Double(r.lesions), 0)] + names.map { .number(r.values[$0]) }
      })
    return .init(
      "reference", "Normal liver and references",
      [
        .facts(
          [
            ("Sphere", "diameter \(rounded(s.diameterMm)) mm, \(s.voxels) voxels"),
            ("Centre", s.centreMm.map { rounded($0) }.joined(separator: ", ") + " mm (LPS)"),
            ("SUVmax", rounded(s.suvMax)),
            ("SUVmean", "\(rounded(s.suvMean)), SD of voxels \(rounded(s.suvSD))"),
            ("Placement", s.notes.joined(separator: " ")),
          ]
            + record.references.map { ("SUVmean, \($0.name)", $0.suvMean.map(rounded) ?? "not drawn") }
            + [
              (
                "Threshold",
                record.thresholdMethod.map { m in "\(m) = SUV \(rounded(record.thresholdSUV ?? .nan))" }
              )
            ])
      ] + (record.ratios.isEmpty ? [] : [.table(ratios)]))
  }

  private var readers: Page.Section {
    guard let r = record.readers else { return .init("readers", "Agreement of readers", []) }
    let dice = PageTable(
      "Dice coefficients", [.init("Reader"), .init("with", share: 1.2), .init("Dice", number: true)],
      r.dice.map { [.text($0.first), .text($0.second), .fixed($0.dice, 3)] }
        + r.names.map { [.text($0), .text("majority"), .fixed(r.diceWithMajority[$0], 3)] })
    let votes = r.names.map { "\($0): \(r.veryHighVotes[$0] == true ? "yes" : "no")" }.joined(separator: ", ")
    return .init(
      "readers", "Agreement of readers",
      [
        .facts([
          (
            "Fleiss' kappa",
            r.fleissKappa.map { "\(rounded($0)) over \(r.voxels) liver voxels" }
              ?? "not defined: all voxels rated the same"
          ),
          (
            "Burden",
            "\(rounded(r.meanPercent)) ± \(rounded(r.standardDeviationPercent)) % (mean, SD of readers)"
          ),
          (
            "More than 75 %",
            "\(votes); majority \(r.veryHighMajority ? "yes" : "no"), \(r.isUnanimous ? "unanimous" : "not unanimous")"
          ),
          ("Bands", r.sameBand ? "all readers in the same band" : "readers in different bands"),
        ]), .table(dice),
      ])
  }

  private var methods: Page.Section {
    .init(
      "methods", "Methods and provenance",
      [
        .list(record.methods),
        .facts([
          ("Grid", record.voxelMm.map { rounded($0) }.joined(separator: " × ") + " mm"),
          ("SUV", record.suvMethod),
          ("Registration", record.registration),
          ("Input file, SHA-256", record.inputSHA256.isEmpty ? nil : record.inputSHA256),
          ("Software", "\(record.program) · \(record.commit)"),
        ]),
        .signatures([
          Signature(meaning: "Measured"), Signature(meaning: "Independently checked"),
          Signature(meaning: "Reviewed for the research record (physician)"),
        ]),
      ])
  }
}
