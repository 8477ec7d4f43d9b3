import Stages

extension UncertaintyBudget {
  /// The budget whose `contributions` these are; covariances are not read but follow from the terms again.
  ///
  /// `nil` without terms, and for those of version 0.1, which do not state whose error each is.
  public init?(contributions: [UncertaintyContribution]) {
    let terms = contributions.filter { $0.isCovariance != true }
    let known = terms.compactMap(Term.init)
    guard !known.isEmpty, known.count == terms.count else { return nil }
    self.init(known)
  }
}

extension UncertaintyBudget.Term {
  fileprivate init?(_ line: UncertaintyContribution) {
    guard let source = line.source, let sign = line.sign, line.relative >= 0 else { return nil }
    self.init(
      line.name, relative: line.relative, sign: Double(sign), source: source,
      effect: line.effect ?? .activity, basis: line.basis)
  }
}
