import Stages

/// A limit or published reference of normal liver, and what it was made for: a number of resin says nothing about PRRT.
@dynamicMemberLookup public struct LedgerLimit: Sendable, Hashable {
  public var limit: DoseLimit.On<LiverPart>
  /// The therapy that the number was made for; `nil` for the sum over all.
  public var therapy: String?
  /// The product that it was made for, such as resin; `nil` for any.
  public var product: String?

  public init(_ limit: DoseLimit.On<LiverPart>, therapy: String? = nil, product: String? = nil) {
    (self.limit, self.therapy, self.product) = (limit, therapy, product)
  }

  public subscript<T>(dynamicMember path: KeyPath<DoseLimit.On<LiverPart>, T>) -> T { limit[keyPath: path] }

  /// Whether a dose is of the kind that the number was made for. A product that nobody stated is not excluded.
  func isMade(for entry: LedgerEntry) -> Bool {
    if let therapy, entry.therapy != therapy { return false }
    guard let product, !entry.product.isEmpty else { return true }
    return Self.isSame(product, entry.product)
  }

  private static func isSame(_ product: String, _ other: String) -> Bool {
    let names = [
      "resin": ["resin", "sir"], "glass": ["glass", "therasphere"], "holmium": ["holm", "quirem"],
    ]
    return (names[product] ?? [product]).contains { other.lowercased().contains($0) }
  }
}
