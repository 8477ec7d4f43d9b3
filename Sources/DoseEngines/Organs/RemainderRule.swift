import Diagnostics

/// How the S coefficients of the remainder of the body follow from those of a table.
package enum RemainderRule: Sendable {
  /// Mean over the solid tissues that are not sources of their own, by mass, g.
  case solidTissues([String: Double])
  /// MIRD's subtraction from the source of this name, the whole body, with its mass, g (Stabin et al. 2001, J Nucl Med 42:492):
  /// S(T←RB) = [S(T←TB)·m_TB − Σ S(T←h)·m_h] / (m_TB − Σ m_h).
  case subtraction(wholeBody: String, mass: Double)
  /// The table has no remainder.
  case none

  /// Tissues of the skeleton in which peptides are not taken up: without them the marrow gets a third of the dose of the
  /// remainder.
  static let skeleton: Set<String> = ["C-bone-V", "T-bone-V", "Y-marrow", "Teeth-V"]
}

/// Coefficients of the remainder of the body for the named sources of one case.
package struct RemainderOfBody: Sendable {
  /// By target, mGy/(MBq·s).
  package var values: [String: Double]
  /// Mass over which the activity is spread, g.
  package var mass: Double
  /// What it is, in words for the result.
  package var meaning: String

  /// - Parameters:
  ///   - named: sources that have an activity of their own.
  ///   - withSkeleton: whether bone mineral, yellow marrow and teeth take part.
  /// - Throws: a usage `Problem` where the table has no remainder.
  package init(_ table: OrganCoefficients, named: Set<String>, withSkeleton: Bool) throws(Problem) {
    switch table.remainder {
    case .solidTissues(let all):
      self = RemainderOfBody.mean(
        table,
        all.filter { name, _ in
          !named.contains(name) && !(named.contains("Lungs") && name == "Lung-Tis")
            && (withSkeleton || !RemainderRule.skeleton.contains(name))
        })
      meaning += withSkeleton ? "" : ", without bone mineral, yellow marrow and teeth"
    case .subtraction(let body, let mass):
      guard withSkeleton else { throw RemainderOfBody.noTissues(table) }
      self = try RemainderOfBody.subtracted(table, named, body, mass)
    case .none: throw RemainderOfBody.absent(table)
    }
  }

  private init(values: [String: Double], mass: Double, meaning: String) {
    (self.values, self.mass, self.meaning) = (values, mass, meaning)
  }

  private static func mean(_ table: OrganCoefficients, _ tissues: [String: Double]) -> RemainderOfBody {
    let list = tissues.sorted { $0.key < $1.key }
    let mass = list.reduce(0) { $0 + $1.value }
    let values = table.targets.map { target in
      (target.name, list.reduce(0) { $0 + $1.value * (target.values[$1.key] ?? 0) } / mass)
    }
    return RemainderOfBody(
      values: Dictionary(uniqueKeysWithValues: values), mass: mass,
      meaning: "mean over the \(list.count) solid tissues that are not sources themselves, by mass")
  }

  private static func subtracted(
    _ table: OrganCoefficients, _ named: Set<String>, _ body: String, _ bodyMass: Double
  ) throws(Problem) -> RemainderOfBody {
    var masses: [String: Double] = [:]
    for name in named {
      guard let mass = table.own(name).flatMap(table.target)?.mass else { throw unknownMass(name, table) }
      masses[name] = mass
    }
    let rest = bodyMass - masses.values.reduce(0, +)
    guard rest > 0 else { throw absent(table) }
    let values = table.targets.map { target in
      let whole = (target.values[body] ?? 0) * bodyMass
      let parts = masses.sorted { $0.key < $1.key }.reduce(0) { $0 + (target.values[$1.key] ?? 0) * $1.value }
      return (target.name, max(0, whole - parts) / rest)
    }
    return RemainderOfBody(
      values: Dictionary(uniqueKeysWithValues: values), mass: rest,
      meaning: "source \(body) without the named sources (MIRD’s subtraction)")
  }

  private static func unknownMass(_ name: String, _ table: OrganCoefficients) -> Problem {
    Problem(
      .dataRejected, what: "the table \(table.name) has no mass of \(name)", at: "remainder",
      why: "its part must be subtracted from the whole body", remedy: "add a column mass_g to the table")
  }

  private static func noTissues(_ table: OrganCoefficients) -> Problem {
    Problem(
      .usage, what: "the table \(table.name) has no tissues of the skeleton to leave out", at: "remainder",
      why: "its remainder comes from the whole body by subtraction", remedy: "use the table of the program")
  }

  private static func absent(_ table: OrganCoefficients) -> Problem {
    Problem(
      .dataRejected, what: "the table \(table.name) has no remainder of the body", at: "remainder",
      why: "it needs a source for the whole body, with its mass",
      remedy: "add the source Total-body and its mass, or leave the remainder out and state it")
  }
}
