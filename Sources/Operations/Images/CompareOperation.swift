import Arguments
import Foundation
import Studies
import Workflow

public struct CompareOperation: Operation {
  var evaluated = FilePath("")
  var reference = FilePath("")
  var structures: FilePath?
  var percent = 3.0
  var distance = 3.0
  var local = false
  var cutoff = 0.1
  var map: FilePath?
  var output: FilePath?
  public init() {}

  public static let about = About(
    "compare", .engines, "two doses or two activities", takes: "two doses or two activities",
    gives: "differences, gamma index, map, page and PDF",
    """
    Mean difference, differences per region and the gamma index (Low et al. 1998, doi:10.1118/1.598248). The grids \
    may differ; the comparison is made on the grid of the reference.
    """,
    writes: ["comparison.html", "comparison.pdf", "comparison.json", "comparison.csv"],
    examples: [
      .init(
        "hepatica compare kernel.nii.gz monte-carlo.nii.gz --percent 2 --distance 2", "2 % / 2 mm, global"),
      .init("hepatica compare a.dcm b.dcm -s rs.dcm -m difference.nii.gz", "per structure, with a map"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.evaluated, "EVALUATED", "NIfTI, MetaImage, RT Dose, or a folder with one series", .input)
    Field.word(\.reference, "REFERENCE", "reference map", .input)
    Field.option(\.structures, "structures", "s", "FILE", "RTSTRUCT, SEG or label image", .input)
    Field.option(\.percent, "percent", nil, "P", "dose criterion, percent", in: .aboveZero)
    Field.option(\.distance, "distance", nil, "MM", "distance criterion, mm", in: .aboveZero)
    Field.flag(\.local, "local", nil, "dose criterion relative to the local dose, not to the maximum")
    Field.option(
      \.cutoff, "cutoff", nil, "F", "exclude voxels below this fraction of the maximum", in: .within(0...1))
    Field.option(
      \.map, "map", "m", "FILE", "write the difference as NIfTI, the gamma index next to it", .output)
    Field.option(
      \.output, "output", "o", "FOLDER", "page, PDF, tables and JSON", .output, completes: .folders)
  }

  public func outputFolder(in context: Context) -> URL? { context.url(output) }

  public func outputFiles(in context: Context) -> [URL] {
    context.url(map).map { [$0, Comparison.gammaMap(beside: $0)] } ?? []
  }

  public func run(_ context: Context) throws -> Outcome {
    var criteria = Comparison.Criteria()
    (criteria.percent, criteria.millimetres) = (percent, distance)
    (criteria.isLocal, criteria.cutoff) = (local, cutoff)
    return try Comparison.run(
      context.url(evaluated), with: context.url(reference), structures: context.url(structures),
      criteria: criteria, map: context.url(map), to: context.url(output), progress: context.progress)
  }
}
