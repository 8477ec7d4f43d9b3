import Checks
import Diagnostics
import Documents
import DoseEngines
import Foundation
import Nuclides
import Quantities
import Reporting
import Stages
import Workflow

/// Mean organ doses by S coefficients of a reference phantom, and compared with the voxel dose of a case.
public enum OrganStudy {
  /// From entered activities alone.
  /// - Parameter folder: where page, PDF, tables and JSON go; `nil` writes none.
  /// - Throws: `Problem` for organs that the table does not have, and for what is missing to compute a dose.
  public static func run(_ request: OrganRequest, to folder: URL? = nil) throws -> Outcome {
    guard let name = request.nuclide else {
      throw Problem(
        .usage, what: "there is neither a case nor a nuclide", remedy: "name a case file, or give --nuclide")
    }
    let nuclide = try Nuclide.named(name)
    return try answer(OrganScene(request, nuclide, case: nil), folder)
  }

  /// With the regions of a case: sources, masses and voxel doses of its table.
  /// - Throws: as above, and where the results of the case are not there or not true any more.
  public static func run(_ request: OrganRequest, of journey: Journey, to folder: URL? = nil) throws
    -> Outcome
  {
    if let stated = request.nuclide, try Nuclide.named(stated).name != journey.nuclide.name {
      throw Problem(
        .usage, what: "the case is of \(journey.nuclide.name), not of \(stated)", at: "--nuclide",
        remedy: "leave the nuclide out")
    }
    return try answer(OrganScene(request, journey.nuclide, case: journey.trueSummary()), folder)
  }

  private static func answer(_ scene: OrganScene, _ folder: URL?) throws -> Outcome {
    let answer = try scene.answer()
    let gaps = try scene.engine().gaps.map { gap in
      Finding(OrganNote.coefficientMissing(source: gap.source), at: gap.target)
    }
    let findings = scene.findings + answer.masses(scene) + gaps
    return try OrganContent(answer: answer, findings: findings).content.outcome(
      to: folder, findings: findings)
  }
}

extension OrganAnswer {
  /// Masses that are far from those of the phantom.
  fileprivate func masses(_ scene: OrganScene) -> [Finding] {
    organs.compactMap { row in
      guard let reference = row.referenceMass, let mass = row.patientMass,
        !(0.5...2).contains(reference / mass), scene.wholeOrgans.contains(row.organ)
      else { return nil }
      return Finding(OrganNote.massFar(mass, reference: reference), at: row.organ)
    }
  }
}

extension Journey {
  /// The table of regions of the work folder, if it is true.
  fileprivate func trueSummary() throws -> DoseSummary {
    let passage = try Passage(self, .read)
    guard try passage.holdsAll(to: .summarise) else { return try passage.summarised().summary }
    return try readRecord(DoseSummary.self, folder.summary)
  }
}
