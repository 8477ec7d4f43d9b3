/// A key by which the case file says about an image what its file does not.
public enum CaseKey: String, Sendable, Hashable, Codable, CaseIterable {
  case role, unit, nuclide, start, durationSeconds, projections, decay, positronFraction
  case confirmGeometry, position, directions, allowGaps
}
