/// Adult reference computational phantoms (ICRP Publication 110); raw values are the words of the command line.
public enum ReferencePhantom: String, Sendable, Hashable, Codable, CaseIterable {
  case male = "AM"
  case female = "AF"

  package var name: String { self == .male ? "adult male" : "adult female" }
  /// Mass of the whole body, g (ICRP Publication 89).
  package var bodyMass: Double { self == .male ? 73_000 : 60_000 }
}
