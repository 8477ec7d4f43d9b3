extension LesionRule {
  /// The lesions that count: strictly longer than the limit, the longest first, equal ones by name.
  public func select(_ lesions: [(name: String, millimetres: Double)]) -> [String] {
    lesions.filter { $0.millimetres > longerThanMillimetres }
      .sorted { ($1.millimetres, $0.name) < ($0.millimetres, $1.name) }.prefix(maximum).map(\.name)
  }
}
