import Arguments
import Studies
import Workflow

public struct InspectOperation: Operation {
  var paths: [FilePath] = []
  public init() {}

  public static let about = About(
    "inspect", .images, "what is in these files?", takes: "any files",
    gives: "what they are: series, geometry, units, times, problems",
    "Shows every series with geometry, unit, times and problems, before anything is computed.",
    examples: [.init("hepatica inspect /data/p01", "everything below a folder")])

  public static var fields: [Field<Self>] {
    Field.words(\.paths, "PATH", "files or folders", .input, key: "paths")
  }

  public func run(_ context: Context) throws -> Outcome {
    try Inspection.run(paths.map { context.path($0) }, progress: context.progress)
  }
}
