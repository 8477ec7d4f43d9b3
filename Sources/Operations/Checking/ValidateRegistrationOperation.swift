import Arguments
import Demonstrations
import Diagnostics
import Files
import Foundation
import Studies

public struct ValidateRegistrationOperation: Operation {
  var output: FilePath?
  var seed = 1
  public init() {}

  public static let about = About(
    "validate registration", .examples, "deformable registration against known deformations",
    takes: "nothing", gives: "a table per deformation; `registration.json` with --output",
    """
    Deforms the digital patient in known ways (breathing, the liver shifted by 15 mm, a lesion shrunk to half), registers it \
    rigidly and deformably, and prints by how much targets in liver and lesion are missed, what that does to the dose of a \
    lesion of 20 mL, and the registration's own measures.
    """,
    writes: ["registration.json"],
    examples: [.init("hepatica validate registration", "targets within half a voxel, dose within 3 %")])

  public static var fields: [Field<Self>] {
    Field.option(
      \.output, "output", "o", "FOLDER", "where registration.json goes", .output, completes: .folders)
    Field.option(\.seed, "seed", nil, "N", "which noise and motion is drawn", in: .within(0...1e15))
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistrationValidation.run(context.url(output), seed: UInt64(seed), progress: context.progress)
  }
}
