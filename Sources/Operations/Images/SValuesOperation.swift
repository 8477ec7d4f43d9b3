import Arguments
import Diagnostics
import Documents
import Foundation
import Studies
import Workflow

public struct SValuesOperation: Operation {
  var nuclide = ""
  var spheres = "10,1000"
  var regions: FilePath?
  var ct: FilePath?
  var sources: [String] = []
  var spacing: Double?
  var kernel: FilePath?
  var output: FilePath?
  var data = DataFields()
  var stop = StopFields()
  var machine = MachineFields()
  public init() {}

  public static let about = About(
    "svalues", .engines, "mean dose per decay of spheres and regions",
    takes: "nothing, or regions and a CT", gives: "S values of spheres or regions, page and PDF",
    """
    S values (MIRD Pamphlet No. 21): of spheres from the point kernel, of your own regions by Monte Carlo in water \
    or in the tissue of a CT, from each source region to all regions.
    """,
    writes: ["svalues.html", "svalues.pdf", "svalues.json", "svalues.csv"],
    examples: [
      .init("hepatica svalues Lu-177 --spheres 1,10,100,1000", "spheres of water"),
      .init(
        "hepatica svalues Y-90 -r organs.nii.gz --ct CT --source Liver", "from the liver to all regions"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.nuclide, "NUCLIDE", "for example Lu-177")
    Field.option(\.spheres, "spheres", nil, "G,G,…", "masses of spheres, g")
    Field.option(\.regions, "regions", "r", "FILE", "label image, RTSTRUCT or SEG", .input)
    Field.option(\.ct, "ct", nil, "PATH", "CT that gives density and tissue", .input)
    Field.options(\.sources, "source", nil, "NAME", "source region; all without it")
    Field.option(\.spacing, "spacing", "s", "MM", "edge of the voxels", in: .aboveZero)
    Field.option(\.kernel, "kernel", "k", "FILE", "point kernel for the spheres", .input)
    Field.option(
      \.output, "output", "o", "FOLDER", "page, PDF, tables and JSON", .output, completes: .folders)
    \.data
    \.stop
    \.machine
  }

  public func run(_ context: Context) throws -> Outcome {
    guard let regions = context.url(regions) else {
      return try SValues.spheres(
        nuclide, edition: data.data, masses: masses(), kernel: context.url(kernel),
        to: context.url(output))
    }
    var simulation = MonteCarloOptions()
    stop.apply(to: &simulation)
    machine.apply(to: &simulation)
    return try SValues.regions(
      nuclide, edition: data.data, structures: regions, ct: context.url(ct), spacing: spacing,
      sources: sources, simulation: simulation, to: context.url(output), progress: context.progress)
  }

  private func masses() throws(Problem) -> [Double] {
    let numbers = spheres.split(separator: ",").map { Double($0) }
    let masses = numbers.compactMap(\.self).filter { $0 > 0 && $0.isFinite }
    guard !masses.isEmpty, masses.count == numbers.count else {
      throw Problem(
        .usage, what: "“\(spheres)” is not a list of masses", at: "--spheres",
        remedy: "write grams with commas, for example 1,10,100")
    }
    return masses
  }
}
