import Arguments
import Foundation
import Studies
import Workflow

public struct KernelOperation: Operation {
  enum Medium: String, Sendable, CaseIterable, ChoiceValue { case water, tissue, lung, bone, all }

  var nuclide = ""
  var medium = Medium.water
  var spacing: Double?
  var histories = 2_000_000
  var output: FilePath?
  var fresh = false
  var data = DataFields()
  var machine = MachineFields()
  public init() {}

  public static let about = About(
    "kernel", .engines, "simulate dose-point kernels", takes: "nothing",
    gives: "a simulated dose-point kernel, voxel S values, page and PDF",
    """
    Simulates the energy around a point source of a nuclide in water, tissue, lung or bone, and keeps the kernel \
    (~/.cache/hepatica/kernels, or $XDG_CACHE_HOME). The kernel engine uses that in water for nuclides without a \
    tabulated kernel, and any that the case file names under options.kernel.
    """,
    writes: ["*_v*.json", "kernel.html", "kernel.pdf", "kernel.json", "voxel-s-values.csv"],
    examples: [
      .init("hepatica kernel Ho-166 --spacing 3", "in water, with voxel S values at 3 mm"),
      .init("hepatica kernel Y-90 --medium all -o kernels", "four media, copied"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.nuclide, "NUCLIDE", "for example Ho-166")
    Field.option(\.medium, "medium", "m", "NAME", "water, tissue, lung, bone or all")
    Field.option(
      \.spacing, "spacing", "s", "MM", "print voxel S values for cubic voxels of this edge", in: .aboveZero)
    Field.option(\.histories, "histories", "n", "N", "decays to simulate", in: .within(1...1e12))
    Field.option(
      \.output, "output", "o", "FOLDER", "copy the kernels here, with page, PDF, table and JSON", .output,
      completes: .folders)
    Field.flag(\.fresh, "fresh", nil, "simulate even if the kernel is kept already")
    \.data
    \.machine
  }

  public func run(_ context: Context) throws -> Outcome {
    var request = KernelTask.Request(nuclide: nuclide)
    request.edition = data.data
    request.media = medium == .all ? KernelMedium.allCases : [KernelMedium(rawValue: medium.rawValue)!]
    (request.spacing, request.histories, request.isFresh) = (spacing, histories, fresh)
    request.seed = machine.seed.map { UInt64($0) } ?? request.seed
    request.threads = machine.threads
    request.folder = context.url(output)
    return try KernelTask.run(request, progress: context.progress)
  }
}
