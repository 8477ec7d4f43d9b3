/// A lobe of the liver; the word is that of case files, reports and the registry.
public enum Lobe: String, Sendable, Hashable, CaseIterable, Codable {
  case right, left

  public var other: Lobe { self == .right ? .left : .right }
}
