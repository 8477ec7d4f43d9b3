import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Studies
@testable import Workflow
/// The voxel method from files: the image spreads the activity, whatever engine makes the dose.
@Suite struct VoxelPlanTests {
  /// The oracle's 49.67 J/GBq is not the energy of the program's decay data: both differ by one factor everywhere.
  @Test(arguments: try PhantomFiles.all())
  func doseOfAGigabecquerel(_ phantom: PhantomFiles) throws {
    try JourneyTests.inFolder { folder in
      try phantom.write(to: folder)
      let p = phantom.parameters, e = phantom.expected
      let text = """
        { hepatica: 1, patient: { pseudonym: "V" },
          tare: {
            microspheres: "resin", energyConstant: "literature", densityGPerMl: \(p.density_g_ml),
            lungs: { shuntFraction: \(p.lsf) }, limits: [{ region: "normalLiver", gray: 40, source: "test" }],
            injections: [{ name: "liver", perfusedStructure: "Liver", prescribe: \(p.activity_gbq) }],
            images: {
              spect: { path: "pet.nii.gz", role: "emission", unit: "counts", nuclide: "Tc-99m",
                start: "2026-01-05T10:00:00", decay: "none", confirmGeometry: true },
              structures: [\(phantom.structure("liver", "Liver", "liver")), \(phantom.structure("union", "T", "tumour"))],
              engine: "local",
            },
          } }
        """
      let plan = try PlanFile.parse(text, at: folder.appending(path: "plan.json5"))
      let tare = try #require(try PlanTask.record(plan, work: folder) { _, _ in }.radioembolisation)
      let injection = try #require(tare.injections.first)
      let voxel = try #require(injection.models.last { $0.isOfVoxels }?.dosesGy)
      let (tumour, normal) = (
        try #require(voxel.tumour?.value), try #require(voxel.perfusedNormalLiver?.value)
      )
      #expect(agree(tumour / normal, e.dose_tumour.mean / e.dose_normal.mean, relative: 1e-5))
      #expect(agree(tumour, e.dose_tumour.mean, relative: 0.015))
      #expect(agree(try #require(voxel.lungs?.value), e.dose_lung_1kg))
      // The partition model with measured volumes and ratio gives the same means, with the oracle's constant exactly.
      let partition = try #require(injection.models.first { $0.model == "partition" }?.dosesGy)
      #expect(agree(try #require(partition.tumour?.value), e.dose_tumour.mean, relative: 1e-5))
      #expect(agree(try #require(partition.perfusedNormalLiver?.value), e.dose_normal.mean, relative: 1e-5))
      let solved = try #require(injection.proposals.first { $0.method == "voxel" })
      #expect(agree(solved.activityGBq, 40 / normal * p.activity_gbq, relative: 1e-9))
      #expect(
        FileManager.default.fileExists(
          atPath: folder.appending(path: "voxel/dose-of-1-GBq_liver.nii.gz").path))
    }
  }
}
