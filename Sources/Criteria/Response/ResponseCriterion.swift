/// A response criterion, by the one spelling that pages, tables and the registry use.
public struct ResponseCriterion: RawRepresentable, Sendable, Hashable, CaseIterable, Codable {
  public let rawValue: String

  /// `nil` for a word that names no criterion.
  public init?(rawValue: String) {
    guard Self.models.contains(where: { $0.word == rawValue }) else { return nil }
    self.rawValue = rawValue
  }

  init(_ model: any CourseCriterion.Type) { rawValue = model.word }

  /// All criteria in the order in which they are printed.
  static let models: [any CourseCriterion.Type] = [
    RECIST11.self, MRECIST.self, WHO1979.self, ChoiCriterion.self, EORTC1999.self, PERCIST10.self,
  ]

  /// The criteria that are judged side by side.
  public static let allCases = models.map { ResponseCriterion($0) }

  public static let recist = ResponseCriterion(RECIST11.self)
  public static let mRECIST = ResponseCriterion(MRECIST.self)
  public static let who = ResponseCriterion(WHO1979.self)
  public static let choi = ResponseCriterion(ChoiCriterion.self)
  public static let eortc = ResponseCriterion(EORTC1999.self)
  public static let percist = ResponseCriterion(PERCIST10.self)

  /// Whether it judges in the words of metabolic criteria (CMR, PMR, SMD, PMD).
  package var isMetabolic: Bool { Self.models.first { $0.word == rawValue }!.isMetabolic }
}
