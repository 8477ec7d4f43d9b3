import Foundation
import Quantities
import Reporting
import Stages

/// What a measurement of uptake says.
package struct UptakeContent {
  let record: UptakeRecord
  let findings: [Finding]

  package var content: StudyContent {
    StudyContent(
      "uptake", kind: "Standardised uptake", header: header,
      sections: [.findings(findings), regions, thresholds, normalLiver, methods], record: record)
  }

  private var header: ReportHeader {
    .technical(
      record.image, made: record.imageSha256, needsReview: findings.needDecision)
  }

  private var regions: StudyContent.Section {
    .init("regions", "Regions", [.table(Self.regionForm.table("Uptake of regions", record.regions))])
  }

  static let regionForm = TableForm<UptakeRecord.Region>(
    "uptake", file: "uptake.csv",
    [
      .init("region", "Region", share: 1.6, means: "structure, told apart by file and number") {
        .text($0.region)
      },
      .init("mL", "Volume", unit: "mL", .number, means: "volume of the region") { .number($0.volumeMl) },
      .init("SUVmean", "SUV mean", unit: "g/mL", .number, means: "mean SUV, voxels by the fraction inside") {
        .number($0.mean)
      },
      .init("SUV_SD", "SD of voxels", unit: "g/mL", .number, means: "standard deviation of the SUV of voxels")
      {
        .number($0.standardDeviation)
      },
      .init("SUVmin", unit: "g/mL", .number, means: "smallest SUV of a voxel") { .number($0.minimum) },
      .init("SUVmax", "SUV max", unit: "g/mL", .number, means: "largest SUV of a voxel") {
        .number($0.maximum)
      },
      .init(
        "SUVpeak", "SUV peak", unit: "g/mL", .number,
        means: "mean SUV of the 1 mL sphere with the largest mean"
      ) {
        .number($0.peak)
      },
      .init("SULmean", "SUL mean", unit: "g/mL", .number, means: "mean by lean body mass") {
        .value($0.leanMean)
      },
      .init("SULpeak", "SUL peak", unit: "g/mL", .number, means: "peak by lean body mass") {
        .value($0.leanPeak)
      },
      .init(
        "mean_to_normal_liver", "Mean / normal liver", .number,
        means: "mean over the mean of the sphere in normal liver"
      ) { .value($0.meanOverNormalLiver) },
    ])

  private var thresholds: StudyContent.Section {
    let rows = record.regions.flatMap { region in
      region.thresholds.map { (region: region.region, part: $0) }
    }
    return .init(
      "thresholds", "Thresholds",
      rows.isEmpty ? [] : [.table(Self.thresholdForm.table("Parts of regions that reach a threshold", rows))])
  }

  static let thresholdForm = TableForm<(region: String, part: UptakeRecord.Part)>(
    "thresholds", file: "thresholds.csv",
    [
      .init("region", "Region", share: 1.6, means: "structure, told apart by file and number") {
        .text($0.region)
      },
      .init("threshold", "Threshold", means: "as it was asked for") { .text($0.part.threshold) },
      .init("level", "Level", unit: "g/mL", .number, means: "SUV that a voxel must reach") {
        .number($0.part.level)
      },
      .init("mL", "Volume", unit: "mL", .number, means: "volume that reaches it") {
        .number($0.part.volumeMl)
      },
      .init("SUVmean", "SUV mean", unit: "g/mL", .number, means: "mean SUV of that part") {
        .value($0.part.mean)
      },
    ])

  private var normalLiver: StudyContent.Section {
    guard let normal = record.normalLiver else { return .init("reference", "Normal liver", []) }
    return .init(
      "reference", "Normal liver",
      [
        .facts([
          (
            "Sphere",
            "diameter \(rounded(normal.diameterMm)) mm at (\(normal.centreMm.map { rounded($0) }.joined(separator: ", "))) mm LPS"
          ),
          ("SUV mean", "\(rounded(normal.mean)) g/mL"), ("SUV max", "\(rounded(normal.maximum)) g/mL"),
          ("Placement", normal.notes.joined(separator: " ")),
        ])
      ])
  }

  private var methods: StudyContent.Section {
    .init(
      "methods", "Methods and provenance",
      [
        .list(record.steps),
        .facts([("Image", record.image), ("SHA-256 of its first file", record.imageSha256)]),
      ])
  }
}
