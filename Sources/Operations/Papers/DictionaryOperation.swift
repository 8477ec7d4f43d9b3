import Arguments
import Studies
import Workflow

public struct ManualDictionaryOperation: Operation {
  var csv = false
  public init() {}

  public static let about = About(
    "manual dictionary", .program, "every column of every table that is written", takes: "–",
    gives: "meaning, unit, kind of uncertainty, corrections",
    """
    For each CSV file: what a column means, its unit, what the uncertainty next to it is, and whether calibration and \
    recovery are in it. Made of the declarations that the files themselves are made of.
    """,
    examples: [
      .init("hepatica manual dictionary", "for reading"),
      .init("hepatica manual dictionary --csv", "for a spreadsheet"),
    ])

  public static var fields: [Field<Self>] { Field.flag(\.csv, "csv", nil, "as CSV") }

  public func run(_ context: Context) throws -> Outcome { try DictionaryTask.run(csv: csv) }
}
