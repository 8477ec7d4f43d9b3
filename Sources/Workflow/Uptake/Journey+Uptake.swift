import Diagnostics
import Documents
import Intake
import Quantification
import Quantities
import Stages
import Volumes

// What a trial takes of a case on its way: activities, structures, curves.

extension Journey {
  /// Activities and regions: of the results folder where they are true, else from the images; with all that they rest on.
  package func activitiesAndRegions() throws -> (
    images: Quantified, anatomy: Anatomy, evidence: [(role: String, sha256: String)]
  ) {
    guard !isEntered else {
      throw Problem(
        .inputMissing, what: "the case enters time-integrated activity or dose, not an activity image",
        at: "enter",
        why: "uptake is measured on activity", remedy: "name the emission images as timePoints")
    }
    let passage = try Passage(self, .mend)
    let images = try passage.quantified()
    return (images, try anatomy(images), try evidence(passage))
  }

  private func evidence(_ passage: Passage) throws -> [(role: String, sha256: String)] {
    let inputs = try passage.evidence()
    func all(_ word: String, _ holds: (String) -> Bool) -> [(role: String, sha256: String)] {
      inputs.filter { holds($0.role) }.map { (role: word, sha256: $0.sha256) }
    }
    let images = Set(therapy.timePoints.map(\.emissionRole))
    return [(role: "case", sha256: therapy.sha256)]
      + all("image") { images.contains($0) || $0 == "activity" }
      + all("structures") { $0 == "structures" } + all("calibration") { $0 == "calibration file" }
  }

  /// Longest diameters of the lesions, on the grid of the reference CT where there is one and all structures
  /// come from files, else on the grid of the activity.
  package func lesionDiameters(
    _ study: AlignedStudy, _ structures: StructureSet
  ) throws -> (millimetres: [RegionID: Double], onCT: Bool) {
    let drawn = therapy.structures.allSatisfy { if case .file = $0 { true } else { false } }
    var fine = study
    var set = structures
    let onCT = drawn && fine.ct != nil
    if let ct = fine.ct, drawn {
      fine.grid = ct.values.grid
      set = try self.structures(fine, activity: nil).set
    }
    let lesions = set.all(.tumour)
    let diameters: [RegionID: Double] = try lesions.reduce(into: [:]) {
      $0[$1.id] = try LesionDiameters($1.region, named: $1.name).long
    }
    return (diameters, onCT)
  }
}
