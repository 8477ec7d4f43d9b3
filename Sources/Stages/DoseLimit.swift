import Quantities

/// A dose with which another is compared, and who states it. Case, plan, report, ledger and tables of tolerance speak of this one
/// noun; where it holds is said by `DoseLimit.On`.
public struct DoseLimit: Sendable, Hashable {
  /// What is limited, Gy.
  public enum Quantity: String, Sendable, Hashable, CaseIterable {
    case absorbedDose = "absorbed dose", bed = "BED"
  }
  /// On which side the dose should be.
  public enum Sense: String, Sendable, Hashable {
    /// Crossing it is a warning.
    case notAbove = "limit"
    case atLeast = "goal"
    /// Seen in a published cohort: being above it is reported, not judged.
    case reference
  }
  /// Which treatments count together.
  public enum Scope: String, Sendable, Hashable { case single, cumulative }

  public var quantity: Quantity
  public var value: AbsorbedDose
  public var sense: Sense
  /// `nil`: the treatments that the dose itself is of.
  public var scope: Scope?
  /// When it applies or what it means, e.g. `with risk factors`; empty: always.
  public var meaning: String
  public var source: String

  public init(
    _ value: AbsorbedDose, of quantity: Quantity = .absorbedDose, _ sense: Sense = .notAbove,
    scope: Scope? = nil, meaning: String = "", source: String
  ) {
    (self.value, self.quantity, self.sense, self.scope) = (value, quantity, sense, scope)
    (self.meaning, self.source) = (meaning, source)
  }

  /// Whether `dose` is above it; equality is not, within the noise of binary arithmetic.
  public func isExceeded(by dose: AbsorbedDose) -> Bool { dose.value.clearlyExceeds(value.value) }
}

extension DoseLimit {
  /// A limit and where it holds: the role of a structure, a part of the liver, a region of a plan, the word of a case file.
  @dynamicMemberLookup public struct On<Place: Sendable & Hashable>: Sendable, Hashable {
    public var place: Place
    public var limit: DoseLimit
    public init(_ place: Place, _ limit: DoseLimit) { (self.place, self.limit) = (place, limit) }
    public subscript<T>(dynamicMember path: KeyPath<DoseLimit, T>) -> T { limit[keyPath: path] }
  }
}

extension DoseLimit.Quantity {
  /// The name of a region’s number on cards and in tables of the report.
  public var ofRegion: String { self == .bed ? "BED" : "mean absorbed dose" }
}
