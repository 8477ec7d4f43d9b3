import Alignment
import Checks
import Diagnostics
import Files
import Foundation
import Phantoms
import Quantities
import Reporting
import Stages
import Studies
import Volumes
import Workflow

/// Deformable registration of the digital patient, whose deformation is known.
public enum RegistrationValidation {
  /// Voxels of the images, mm; half of it is what targets may be missed by.
  static let spacing = 4.0
  /// Accepted relative deviation of the dose of the lesion.
  static let doseTolerance = 0.03

  /// How one deformation came out. Lengths in mm.
  package struct Row: Sendable, Codable {
    var deformation: String
    /// Root mean square distance between where targets are said to lie and where they lie.
    var liverRigid, liverDeformable, lesionRigid, lesionDeformable: Double
    /// Largest of the deformable registration, in the lesion.
    var lesionLargest: Double
    /// Relative deviation of the dose of the 20 mL lesion.
    var doseRigid, doseDeformable: Double
    var isUsed: Bool
    var quality: DeformationQuality
  }

  /// - Parameters:
  ///   - folder: gets `registration.json`; `nil` writes nothing.
  ///   - seed: of noise, motion and sampling.
  /// - Throws: `Problem` if the folder cannot be written or a step fails; `.interrupted` if the task was cancelled.
  public static func run(_ folder: URL?, seed: UInt64, progress: @escaping ProgressHandler) throws -> Outcome
  {
    let rows = try PatientDeformation.all.enumerated().map { n, deformation in
      progress(Double(n) / Double(PatientDeformation.all.count), deformation.name)
      return try row(deformation, seed: seed)
    }
    if let folder {
      try createFolder(folder)
      try writeAtomically(
        prettyJSON(Versioned("deformations", rows)), to: folder.appending(path: "registration.json"))
    }
    return try Outcome(
      text: table(rows) + "\n" + note(seed), content: Versioned("deformations", rows),
      findings: rows.flatMap(findings))
  }

  /// - Parameter samples: of the descent; fewer are faster and less exact.
  package static func row(_ deformation: PatientDeformation, seed: UInt64, samples: Int = 200_000) throws
    -> Row
  {
    let scene = RegistrationScene(deformation, seed: seed, spacing: spacing)
    let rigid = try Alignment.registerRigid(
      fixed: scene.fixed, moving: scene.moving, options: RegistrationOptions(runs: 1, seed: seed))
    let found = try Alignment.registerDeformable(
      fixed: scene.fixed, moving: scene.moving, from: rigid.transform,
      options: DeformableOptions(finestSpacing: spacing, samples: samples, seed: seed))
    let stiff = SpatialMap(rigid.transform)
    let lesion = scene.errors(found.map, in: "Lesion 1")
    return Row(
      deformation: deformation.name, liverRigid: rms(scene.errors(stiff, in: "Liver")),
      liverDeformable: rms(scene.errors(found.map, in: "Liver")),
      lesionRigid: rms(scene.errors(stiff, in: "Lesion 1")), lesionDeformable: rms(lesion),
      lesionLargest: lesion.max() ?? 0, doseRigid: scene.doseDeviation(stiff),
      doseDeformable: scene.doseDeviation(found.map), isUsed: found.deformation != nil, quality: found.quality
    )
  }

  private static func rms(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(max(1, values.count))).squareRoot()
  }

  private static func findings(_ row: Row) -> [Finding] {
    let missed = [row.liverDeformable, row.lesionDeformable].filter { $0 > spacing / 2 }.map {
      ProgramNote.registrationMisses(by: $0, limit: spacing / 2)
    }
    let dose = abs(row.doseDeformable) > doseTolerance ? [ProgramNote.deviates(row.doseDeformable)] : []
    return (missed + dose).map { Finding($0, at: row.deformation) }
  }

  private static func table(_ rows: [Row]) -> String {
    let lengths = [
      "liver, rigid", "liver", "lesion, rigid", "lesion", "lesion, largest", "inverse consistency",
    ]
    let columns: [StudyTable.Column] =
      [.init("deformation")] + lengths.map { StudyTable.Column($0, unit: "mm", .number) }
      + ["dose, rigid", "dose"].map { StudyTable.Column($0, unit: "%", .number) }
      + [.init("Jacobian"), .init("information"), .init("used")]
    let cells = rows.map { r -> [StudyTable.Cell] in
      [.text(r.deformation)]
        + [
          r.liverRigid, r.liverDeformable, r.lesionRigid, r.lesionDeformable, r.lesionLargest,
          r.quality.inverseConsistency,
        ].map { .decimals($0, 2) } + [r.doseRigid, r.doseDeformable].map { .decimals(100 * $0, 2) } + [
          .text("\(number(r.quality.smallestJacobian))–\(number(r.quality.largestJacobian))"),
          .text("\(number(r.quality.informationBefore)) → \(number(r.quality.informationAfter))"),
          .text(r.isUsed ? "yes" : "no"),
        ]
    }
    return StudyTable(
      "registration", file: nil, caption: "Deformable registration", columns: columns, rows: cells
    ).text
  }

  private static func number(_ value: Double) -> String { value.printed(decimals: 2) }

  private static func note(_ seed: UInt64) -> String {
    "Target registration errors, root mean square over \(RegistrationScene.targets) points of each region; voxels of \(Int(spacing)) mm: "
      + "\(number(spacing / 2)) mm are accepted. Dose of a lesion of 20 mL from images at 4, 24, 96 and 168 h, all but the "
      + "reference at 24 h deformed and moved: 3 % are accepted. Seed \(seed)."
  }
}
