import Phantoms
import Testing

@testable import Demonstrations

@Suite("validate registration") struct RegistrationValidationTests {
  @Test("targets are met within half a voxel and the dose within 3 %", arguments: [0, 1, 2])
  func row(_ n: Int) throws {
    let row = try RegistrationValidation.row(PatientDeformation.all[n], seed: 1, samples: 30_000)
    let half = RegistrationValidation.spacing / 2
    #expect(row.isUsed && row.quality.foldedFraction == 0)
    #expect(row.liverDeformable <= half && row.lesionDeformable <= half)
    #expect(row.lesionDeformable < row.lesionRigid)
    #expect(abs(row.doseDeformable) <= RegistrationValidation.doseTolerance)
  }
}
