import Diagnostics
import Files
import Foundation

/// What somebody decided on a registration, and on which.
struct AlignmentReview: Codable {
  var timePoint: String
  var accepted: Bool
  var by: String?
  var time: String?
  var note: String?
  /// How far off it looked, DICOM LPS; a refusal states it, and it moves nothing.
  var nudge_mm: [Double]?
  /// SHA-256 of the alignment.json that was looked at.
  var alignment: String?

  private static func file(_ home: CaseFolder) -> URL { home.url.appending(path: "alignment-reviews.json") }

  /// - Throws: `Problem` for a file that cannot be read: no refusal vanishes unsaid.
  private static func all(_ home: CaseFolder) throws(Problem) -> [AlignmentReview] {
    guard let data = FileManager.default.contents(atPath: file(home).path) else { return [] }
    do { return try JSONDecoder().decode([AlignmentReview].self, from: data) } catch {
      throw Problem(
        .dataRejected, what: "the reviews of the registration cannot be read", at: "alignment-reviews.json",
        remedy: "bring the file back from a backup")
    }
  }

  /// Those of the registration of now.
  static func current(_ home: CaseFolder) throws(Problem) -> [AlignmentReview] {
    guard let now = digest(home) else { return [] }
    return try all(home).filter { $0.alignment == now }
  }

  /// Time points whose registration was refused last.
  static func refused(_ home: CaseFolder) throws(Problem) -> [AlignmentReview] {
    var last: [String: AlignmentReview] = [:]
    for review in try current(home) { last[review.timePoint] = review }
    return last.values.filter { !$0.accepted }.sorted { $0.timePoint < $1.timePoint }
  }

  private static func digest(_ home: CaseFolder) -> String? {
    try? sha256(file: home.results.appending(path: "alignment.json").path)
  }

  /// - Returns: it as it was kept.
  /// - Throws: `Refusal` 404 before the time points are registered, 422 for an acceptance of something else than was computed.
  func add(to home: CaseFolder) throws -> AlignmentReview {
    guard let now = Self.digest(home) else {
      throw Refusal(404, "the time points are not registered yet", at: home.id)
    }
    guard !accepted || (nudge_mm ?? []).allSatisfy({ $0 == 0 }) else {
      throw Refusal(
        422, "a registration is accepted as it was computed", at: "nudge_mm",
        why: "a run reads no nudge, and its doses would be those without it",
        remedy: "set the nudge to zero and accept, or refuse the registration with it")
    }
    var new = self
    new.alignment = now
    try writeAtomically(try prettyJSON(Self.all(home) + [new]), to: Self.file(home), over: .state)
    return new
  }
}
