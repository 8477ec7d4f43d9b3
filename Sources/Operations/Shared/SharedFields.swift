import Arguments
import Diagnostics
import Documents
import Foundation
import Quantities
import Studies
import Workflow

// Fields that several operations share. Each is declared here once, and means the same everywhere.

extension DataEdition: ChoiceValue {}
extension ToxicityJob.Edition: ChoiceValue {}

/// The case file and its work folder.
struct StudyFields: SharedFields {
  var caseFile = FilePath("")
  var output: FilePath?

  static var fields: [Field<Self>] {
    Field.word(\.caseFile, "CASE", "case file (JSON5); hepatica init writes a first one", .input)
    Field.option(
      \.output, "output", "o", "FOLDER", "work folder", .output, fallback: "“results” next to the case file",
      completes: .folders)
  }

  func folder(in context: Context) -> URL { OutputFolder.url(output, "results", beside: caseFile, context) }

  /// The case, ready to go.
  func journey(_ context: Context, adjust: (inout Case) throws -> Void = { _ in }) throws -> Journey {
    let stated = try CaseFile.read(context.url(caseFile))
    var therapy = stated
    try adjust(&therapy)
    return try Journey(
      therapy, as: stated, folder: WorkFolder(folder(in: context)), progress: context.progress)
  }
}

enum OutputFolder {
  /// The folder that was named, or the usual one next to the input.
  static func url(_ output: FilePath?, _ usual: String, beside input: FilePath, _ context: Context) -> URL {
    context.url(output) ?? context.url(input).deletingLastPathComponent().appending(path: usual)
  }
}

/// Decay data.
struct DataFields: SharedFields {
  var data = DataEdition.evaluated
  static var fields: [Field<Self>] {
    Field.option(\.data, "data", nil, "EDITION", "edition of the decay data")
  }
}

/// Names of the labels of a label image.
struct LabelFields: SharedFields {
  var labels: [Assignment] = []
  static var fields: [Field<Self>] {
    Field.options(
      \.labels, "label", nil, "N=NAME", "name of a label number in a label image", aliases: ["name"])
  }

  /// - Throws: a usage `Problem` for a label that is not a number.
  func names() throws(Problem) -> [Int: String] {
    var names: [Int: String] = [:]
    for label in labels {
      guard let number = Int(label.name) else {
        throw Problem(
          .usage, what: "“\(label.word)” is not N=NAME", at: "--label", remedy: "for example 1=Liver")
      }
      names[number] = label.value
    }
    return names
  }
}

/// How to go on with input that is not all as it should be, and how much to explain.
struct ReadingFields: SharedFields {
  var explain = false
  var keepGoing = false

  static var fields: [Field<Self>] {
    Field.flag(\.explain, "explain", nil, "inputs, limits and reasons of each result")
    Field.flag(\.keepGoing, "keep-going", "k", "leave out what cannot be read, and list it")
  }
}

/// How numbers are written in tables.
struct DecimalFields: SharedFields {
  var decimalComma = false
  static var fields: [Field<Self>] {
    Field.flag(\.decimalComma, "decimal-comma", nil, "decimal comma: numbers are written as 12,5")
  }
}

/// Which laboratory values count, and by which edition they are graded.
struct GradingFields: SharedFields {
  var criteria = ToxicityJob.Edition.five
  var limits: FilePath?
  var baselineMonths = 1
  var monthsAfter = 3
  var treatmentDayAfter = false
  var composites: [Assignment] = []

  static var fields: [Field<Self>] {
    Field.option(\.criteria, "criteria", nil, "EDITION", "edition of CTCAE")
    Field.option(
      \.limits, "limits", "l", "FILE", "JSON5 of limits of normal by laboratory, sex, age and date", .input)
    Field.option(
      \.baselineMonths, "baseline-months", nil, "N", "baseline window before cycle 1, months",
      in: .within(0...120))
    Field.option(
      \.monthsAfter, "months-after", nil, "N", "months after the last cycle that count", in: .within(0...120))
    Field.flag(
      \.treatmentDayAfter, "treatment-day-after", nil,
      "blood of the first treatment day was drawn after administration")
    Field.options(
      \.composites, "composite", nil, "NAME=TERMS",
      "the worst of several laboratory terms as one, such as cytopenia=WBC,ANC,PLT,HGB")
  }

  /// Codes of terms by the name of their composite.
  /// - Throws: a usage `Problem` for a name that is given twice, or without terms.
  func composed() throws(Problem) -> [String: [String]] {
    var composed: [String: [String]] = [:]
    for composite in composites {
      let codes = composite.value.split(separator: ",").map {
        $0.trimmingCharacters(in: .whitespaces).uppercased()
      }
      guard !codes.isEmpty, composed.updateValue(codes, forKey: composite.name) == nil else {
        throw Problem(
          .usage, what: "the composite “\(composite.name)” has no terms or is given twice", at: "--composite",
          remedy: "write for example cytopenia=WBC,ANC,PLT,HGB")
      }
    }
    return composed
  }
}
