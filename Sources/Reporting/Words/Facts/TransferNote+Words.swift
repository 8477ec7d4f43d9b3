import Checks
import Diagnostics

extension TransferNote: Worded {
  package var wording: Wording {
    switch self {
    case .lobeWithoutSide(let label):
      Wording(
        "the report does not state the side of the lobe “\(label)”: its dose is kept, but is in no sum of a lobe; state side in "
          + "the case file and run it again")
    case .regionRemoved(let name):
      Wording("“\(name)” of an earlier report of this administration was removed")
    case .unknownTests(let counts):
      Wording(
        "the registry keeps no test of these names or codes: "
          + counts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", "))
    case .columnsUnused(let file, let columns, let isOfMap):
      Wording(
        "columns of \(file) that \(isOfMap ? "the map does not use" : "are not used"): "
          + columns.joined(separator: ", "))
    }
  }
}
