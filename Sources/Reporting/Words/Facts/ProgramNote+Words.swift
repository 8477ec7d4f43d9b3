import Checks
import Diagnostics
import Quantities

extension ProgramNote: Worded {
  package var wording: Wording { Wording(ofTruth ?? ofExchange) }

  private var ofTruth: String? {
    switch self {
    case .deviates(let part): "deviates by \(percent(part))"
    case .pointsOutside(let count, let tolerance):
      "\(counted(count, "point")) outside \((100 * tolerance).printedShort(decimals: 2)) %"
    case .kinetics(let bias, let coverage):
      "bias \((100 * bias).printed(decimals: 2)) %, coverage \((100 * coverage).printed(decimals: 2)) %"
    case .coverage(let quantity, let fraction):
      "\(quantity): 95 % intervals hold the truth in \(percent(fraction)) of the repetitions"
    case .trialFailed(let seen, let expected): "\(seen), expected \(expected)"
    case .manualTables: "its tables are not those of the program"
    case .statementsFalse(let count): "\(counted(count, "statement", "does", "do")) not hold"
    case .statementsUnread(let count):
      "\(counted(count, "cell", "looks like a statement and was", "look like statements and were")) not read"
    default: nil
    }
  }

  private var ofExchange: String {
    switch self {
    case .archive(let note): note.wording.what
    case .commitment(let note): note.wording.what
    case .copies(let note): note.wording.what
    case .nothingSent: "the archive sent nothing"
    case .conflicting(let names):
      "\(counted(names.count, "object", "has", "have")) the identity of one that is there, and other contents; they are kept apart: "
        + names.joined(separator: ", ")
    case .storedWith(let warning, let objects): "\(counted(objects, "object")) stored with a \(warning)"
    case .withoutCommitment: "DICOMweb offers no storage commitment; STOW-RS confirmed each object"
    case .serviceRemarks(let count):
      "the service remarks on \(counted(count, "resource")); see its own log for what they are"
    default: ""
    }
  }
}
