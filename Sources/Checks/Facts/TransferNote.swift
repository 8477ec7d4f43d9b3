import Stages

/// What an import left out, or changed on the way.
package enum TransferNote: FindingFact {
  /// The label of a lobe whose side the report does not state.
  case lobeWithoutSide(String)
  /// A region of an earlier report of the same administration.
  case regionRemoved(String)
  /// Tests that the registry has no word for, and how many values each has.
  case unknownTests([String: Int])
  case columnsUnused(file: String, columns: [String], isOfMap: Bool)

  package var code: Finding.Code { Finding.Code("registry.transfer") }
}
