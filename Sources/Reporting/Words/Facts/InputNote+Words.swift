import Checks
import Diagnostics

extension InputNote: Worded {
  package var wording: Wording {
    switch self {
    case .faults(let count):
      Wording("\(counted(count, "problem")) of the input: what they concern was left out")
    case .fault(let problem): Wording(problem.description)
    case .unexplained(let count, let kind):
      Wording(
        "\(count) \(kind.rawValue) of the files are neither read nor left out with a reason: report this")
    case .columnMisspelt(let column, let likely):
      Wording(
        "the column “\(column)” is none that is known, and “\(likely)” is not there: is it misspelt? (--columns renames a column)"
      )
    case .unassessable(let count, let all):
      Wording("\(count) of \(counted(all, "patient")) cannot be assessed: something is unknown")
    case .beyondDictionary(let count, let field, let row):
      Wording(
        "\(counted(count, "value")) of \(field) \(count == 1 ? "lies" : "lie") beyond the range of the data dictionary, the first in row \(row): check them"
      )
    case .baseline(let note): note.wording
    case .analysis(let note): note.wording
    case .withoutMajority(let patients):
      Wording(
        "the readers have no majority for the best RECIST 1.1 response of \(patients.joined(separator: ", "))"
      )
    case .templateOpen: Wording("fill in what no image states")
    }
  }
}
