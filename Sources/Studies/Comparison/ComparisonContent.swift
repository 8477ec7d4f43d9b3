import Foundation
import Quantities
import Reporting
import Stages

/// What a comparison of two maps says.
package struct ComparisonContent {
  let record: Comparison.Record
  /// Names of the two files.
  let evaluated, reference: String
  let findings: [Finding]

  package var content: StudyContent {
    StudyContent(
      "comparison", kind: "Comparison of two maps", header: header,
      sections: [.findings(findings), summary, gamma, regions], record: record)
  }

  private var header: ReportHeader {
    .technical(
      "\(evaluated) against \(reference)",
      made: "\(record.meanDifference) \(record.rootMeanSquare)",
      needsReview: findings.needDecision)
  }

  private var summary: StudyContent.Section {
    .init(
      "differences", "Differences",
      [
        .facts([
          ("Evaluated", evaluated), ("Reference", reference),
          (
            "Voxels compared",
            "\(record.voxels), above \(percent(record.cutoff)) of the maximum of the reference"
          ),
          ("Mean difference", "\(rounded(record.meanDifference)) \(record.unit)"),
          ("Root mean square", "\(rounded(record.rootMeanSquare)) \(record.unit)"),
          ("Largest difference", "\(rounded(record.largest)) \(record.unit)"),
        ]), .paragraph("The comparison is made on the grid of the reference.").only(.page),
      ])
  }

  private var gamma: StudyContent.Section {
    guard let criteria = record.gammaCriteria, let pass = record.gammaPassRate else {
      return .init("gamma", "Gamma index", [])
    }
    return .init(
      "gamma", "Gamma index",
      [
        .facts([
          ("Criteria", criteria), ("Voxels that pass", percent(pass)),
          ("Mean gamma", record.gammaMean.map { rounded($0) }),
          ("Method", "Low et al., Med Phys 1998;25:656 (doi:10.1118/1.598248)"),
        ])
      ])
  }

  private var regions: StudyContent.Section {
    guard !record.regions.isEmpty else {
      return .init("regions", "Regions", [.empty("No structures were given.")])
    }
    return .init(
      "regions", "Regions", [.table(Self.form(record.unit).table("Means of regions", record.regions))])
  }

  static func form(_ unit: String) -> TableForm<Comparison.Record.Region> {
    TableForm(
      "comparison", file: "comparison.csv",
      [
        .init("region", "Region", share: 2, means: "structure, told apart by file and number") {
          .text($0.name)
        },
        .init("reference", "Reference", unit: unit, .number, means: "mean of the reference in the region") {
          .value($0.reference)
        },
        .init("evaluated", "Evaluated", unit: unit, .number, means: "mean of the evaluated map in the region")
        {
          .value($0.evaluated)
        },
        .init(
          "difference_percent", "Difference", unit: "%", .number,
          means: "evaluated less reference, over the reference"
        ) { $0.relativeDifference.map { .percentage($0) } ?? .absent },
      ])
  }
}
