import Arguments
import Diagnostics
import Documents
import Files
import Foundation

/// Which points of a region's curve do not count, with the reason: what `options.leaveOut` of the case file states.
struct CurveChange: Decodable {
  var region: String
  /// Names of time points; none takes all of them up again.
  var exclude: [String]
  var reason: String?

  /// The case file with the points of this region, and those of the others as they were.
  /// - Throws: `Refusal` 422 for an exclusion without a reason.
  func applied(to text: String, of therapy: Case) throws -> String {
    let reason = (reason ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    guard exclude.isEmpty || !reason.isEmpty else {
      throw Refusal(
        422, "a point is left out for a reason", at: "reason", why: "the report states it",
        remedy: "say why the point does not count")
    }
    let others = therapy.options.leftOut.filter { $0.region != region }.map {
      Self.entry($0.region, $0.timePoint, $0.reason)
    }
    let own = exclude.map { Self.entry(region, $0, reason) }
    let list = "[" + (others + own).joined(separator: ", ") + "]"
    let document = try JSON5Text(text)
    let changed =
      document["options"] == nil
      ? document.setting("options", to: "{ leaveOut: \(list) }")
      : document.setting("options.leaveOut", to: list)
    guard let changed else { throw Refusal(422, "the case file cannot be edited", at: "options") }
    return changed
  }

  private static func entry(_ region: String, _ point: String, _ reason: String) -> String {
    let (region, point, reason) = (
      JSON.text(region).printed, JSON.text(point).printed, JSON.text(reason).printed
    )
    return "{ region: \(region), timePoint: \(point), reason: \(reason) }"
  }
}
