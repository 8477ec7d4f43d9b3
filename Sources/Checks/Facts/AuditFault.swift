/// What is wrong with a registry's audit record, its tables or its database.
package enum AuditFault: Sendable, Hashable {
  // The database.
  /// As SQLite's own check of the file prints it.
  case damaged(String)
  case missingReference(table: String, to: String)
  case schema(SchemaFault)
  /// Values of another storage class than their column's.
  case storedOtherwise(Int, table: String, column: String, storage: String)
  // The chain of records.
  /// A record, and the one that follows in its place.
  case recordMissing(Int, next: Int)
  /// It does not continue the record before it.
  case chainBroken(Int)
  /// - Parameter isKeyed: records are sealed with the department's key, so that it may have been made without.
  case recordChanged(Int, isKeyed: Bool)
  /// What it replaces is not what its row was.
  case rowBroken(Int)
  case anchor(AnchorFault)
  /// The record is not the one whose head was kept elsewhere: the registry was put back to an earlier state.
  case putBack(Int)
  // The tables.
  case registryRow
  case rowWithoutRecord(table: String)
  case rowDiffers(table: String)
  case rowMissing(table: String)

  /// What the schema holds that no migration made, or lacks.
  package struct SchemaFault: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case altered, foreign, missing }
    package var kind: Kind
    /// `table`, `column`, `constraint`, `index`, `view`, `trigger`, `rule`; empty where it is not known.
    package var object: String
    package var name: String
    /// The table that a trigger or rule acts on.
    package var table: String?

    package init(_ kind: Kind, _ object: String, _ name: String, on table: String? = nil) {
      (self.kind, self.object, self.name, self.table) = (kind, object, name, table)
    }
  }

  /// What is wrong with the anchor, the file next to the registry that states where its record ends.
  package enum AnchorFault: Sendable, Hashable {
    case missing(file: String)
    case ofAnotherRegistry, sealedOtherwise, createdOtherwise
    /// Records that were cut off after the last one that is left.
    case cutOff(Int, after: Int)
    /// The record that was the last one has another hash.
    case replaced(Int)
  }

  /// Whether the record itself is whole, and only what is kept next to it does not fit: a person may accept it.
  package var isOfAnchor: Bool {
    switch self {
    case .anchor, .putBack: true
    default: false
    }
  }
}
