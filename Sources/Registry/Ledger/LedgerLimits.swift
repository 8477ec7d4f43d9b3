import Diagnostics
import Files
import Foundation
import Quantities
import Stages

/// Doses to the normal liver with which a ledger is compared: published references, and a department's own limits.
public enum LedgerLimits {
  /// The published references that come with the program.
  public static let cited: [DoseLimit.On<LiverPart>] = try! read(
    String(decoding: PackageResources.liver_references_csv, as: UTF8.self), at: "liver_references.csv")

  /// A department's limits: a CSV file with the columns quantity, lobe, gray, kind, meaning, source.
  ///
  /// - Throws: `Problem` or `Problems` with the rows that are faulty.
  public static func read(_ url: URL) throws -> [DoseLimit.On<LiverPart>] {
    try read(readText(url.path, called: "table of limits"), at: url.path)
  }

  private static func read(_ text: String, at place: String) throws -> [DoseLimit.On<LiverPart>] {
    let table = try TableFile(Data(text.utf8), path: place)
    var limits: [DoseLimit.On<LiverPart>] = [], problems: [Problem] = []
    for n in 0..<table.count {
      let fields = table.fields(n)
      let cell = { (name: String) in
        table.header.firstIndex(of: name).flatMap { $0 < fields.count ? fields[$0] : nil } ?? ""
      }
      guard let quantity = DoseLimit.Quantity(rawValue: cell("quantity")), let gray = Double(cell("gray")),
        gray > 0,
        let lobe = LiverPart(rawValue: cell("lobe")), let sense = DoseLimit.Sense(rawValue: cell("kind")),
        sense != .atLeast,
        !cell("source").isEmpty
      else {
        problems.append(
          Problem(
            .dataRejected, what: "this is not a limit", at: "\(place): row \(table.number(n))",
            remedy:
              "quantity is “absorbed dose” or “BED”, lobe right, left or whole, kind reference or limit, and the source is named"
          ))
        continue
      }
      limits.append(
        DoseLimit.On(
          lobe,
          DoseLimit(
            AbsorbedDose(gray), of: quantity, sense, scope: .cumulative, meaning: cell("meaning"),
            source: cell("source"))))
    }
    if !problems.isEmpty { throw Problems(problems) }
    return limits
  }
}
