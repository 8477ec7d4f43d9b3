import Checks
import Diagnostics

extension AuditFault: Worded {
  package var wording: Wording { Wording(ofRecord ?? ofTables) }

  private var ofRecord: String? {
    switch self {
    case .recordMissing(let number, let next): "record \(number) is missing; record \(next) follows"
    case .chainBroken(let number): "record \(number) does not continue the one before it"
    case .recordChanged(let number, let isKeyed):
      "record \(number) was changed" + (isKeyed ? ", or made without the key" : "")
    case .rowBroken(let number): "record \(number) does not continue its row"
    case .anchor(let fault): "anchor: \(fault.words)"
    case .putBack(let number):
      "put back to an earlier state: record \(number) is not the one whose head was kept elsewhere"
    default: nil
    }
  }

  private var ofTables: String {
    switch self {
    case .damaged(let text): "the database file is damaged: \(text)"
    case .missingReference(let table, let other): "\(table) names a row of \(other) that is missing"
    case .schema(let fault): "schema: \(fault.words)"
    case .storedOtherwise(let count, let table, let column, let storage):
      "table \(table): \(counted(count, "value")) of “\(column)” not stored as \(storage)"
    case .registryRow: "table registry: it does not hold this registry's row alone"
    case .rowWithoutRecord(let table): "table \(table): a row has no record"
    case .rowDiffers(let table): "table \(table): a row differs from its record"
    case .rowMissing(let table): "table \(table): a recorded row is missing"
    default: ""
    }
  }
}

extension AuditFault.AnchorFault {
  fileprivate var words: String {
    switch self {
    case .missing(let file): "it is missing (\(file)); records may have been cut off at the end"
    case .ofAnotherRegistry: "it belongs to another registry"
    case .sealedOtherwise: "it was not written with the department's key"
    case .createdOtherwise: "the registry states another day of creation"
    case .cutOff(let count, let last):
      "\(counted(count, "record", "was", "were")) cut off after record \(last)"
    case .replaced(let number):
      "record \(number) was the last one and its hash was another; the end was replaced or added to"
    }
  }
}

extension AuditFault.SchemaFault {
  fileprivate var words: String {
    let place = table.map { " on “\($0)”" } ?? ""
    let what = object.isEmpty ? "“\(name)”\(place)" : "the \(object) “\(name)”\(place)"
    return switch kind {
    case .altered: "\(what) is not what Hepatica made"
    case .foreign: "\(what) is foreign"
    case .missing: "\(what) is missing"
    }
  }
}
