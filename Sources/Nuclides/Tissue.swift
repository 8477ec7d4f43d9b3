/// Tissue classes of a material map; raw values are the names that reports print.
///
/// Reference densities, g/mL: ICRU Report 44 (1989), appendix A.
public enum Tissue: String, Sendable, Hashable, Codable, CaseIterable {
  case air
  case lung
  case adipose
  case softTissue = "soft tissue"
  case bone

  /// Mass density of the reference tissue, g/mL.
  public var referenceDensity: Double {
    switch self {
    case .air: 0.001205
    case .lung: 0.26
    case .adipose: 0.95
    case .softTissue: 1.06
    case .bone: 1.92
    }
  }
}
