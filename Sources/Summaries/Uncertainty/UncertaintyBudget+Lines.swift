import Stages

extension UncertaintyBudget {
  /// The budget whose `contributions` these printed lines are.
  ///
  /// Source and sign of the terms that `UncertaintyChain` writes are known by name; any other line is its own,
  /// independent source. Covariance lines are not read but follow from the terms again.
  public init(contributions: [UncertaintyContribution]) {
    self.init(
      contributions.filter { !$0.name.hasPrefix(Self.covarianceLine) && $0.relative >= 0 }.map { line in
        let known = UncertaintyChain.termSources[line.name]
        return Term(
          line.name, relative: line.relative, sign: Self.sign(of: line, known?.sign ?? 1),
          source: known?.source,
          basis: line.basis)
      })
  }

  static let covarianceLine = "covariance of the "

  /// A negative slope in the basis of a volume term (`= −0.1`) turns its sign.
  private static func sign(of line: UncertaintyContribution, _ usual: Double) -> Double {
    line.basis.contains("= -") ? -usual : usual
  }
}
