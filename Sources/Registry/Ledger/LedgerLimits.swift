import Diagnostics
import Files
import Foundation
import Quantities
import Stages

/// Doses to the normal liver with which a ledger is compared: published references, and a department's own limits.
public enum LedgerLimits {
  /// The published references that come with the program.
  public static let cited: [LedgerLimit] = try! read(
    String(decoding: PackageResources.liver_references_csv, as: UTF8.self), at: "liver_references.csv")

  /// A department's limits: a CSV file with the columns quantity, lobe, gray, kind, meaning, source, and
  /// where the number was made for one therapy or product alone, therapy and product.
  ///
  /// - Throws: `Problem` or `Problems` with the rows that are faulty.
  public static func read(_ url: URL) throws -> [LedgerLimit] {
    try read(readText(url.path, called: "table of limits"), at: url.path)
  }

  private static func read(_ text: String, at place: String) throws -> [LedgerLimit] {
    let table = try TableFile(Data(text.utf8), path: place)
    var limits: [LedgerLimit] = [], problems: [Problem] = []
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
        LedgerLimit(
          DoseLimit.On(
            lobe,
            DoseLimit(
              AbsorbedDose(gray), of: quantity, sense, scope: .cumulative, meaning: cell("meaning"),
              source: cell("source"))),
          therapy: cell("therapy").isEmpty ? nil : cell("therapy"),
          product: cell("product").isEmpty ? nil : cell("product")))
    }
    if !problems.isEmpty { throw Problems(problems) }
    return limits
  }
}
