import Registry

extension LaboratoryRow {
  private static let columns: [LaboratoryColumn] = [
    .patient, .sampled, .test, .value, .unit, .lower, .upper, .laboratory, .status, .sample, .method,
    .rangeKind,
  ]

  /// The header under which ``readingFields`` are read by the rules of every laboratory table.
  static let readingHeader = columns.map { $0 == .sampled ? "date" : $0.rawValue } + ["confirmed"]

  /// The row as one of a laboratory table; a value outside the measuring range has its sign.
  var readingFields: [String] {
    Self.columns.map { ($0 == .value ? text(.comparator) : "") + self[$0].printed }
      + [text(.given).lowercased().contains("confirmed") ? "yes" : ""]
  }
}
