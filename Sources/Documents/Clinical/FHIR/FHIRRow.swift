import Files

/// A row of a registry of ours, which its export carries whole in addition to what FHIR knows of it.
package struct FHIRRow: Sendable {
  package let table: String
  /// By name of the column, as text.
  package let texts: [String: String]
  package let place: String

  /// How such rows are counted where a command has no use for them.
  package static let kind = "rows of a registry other than laboratory results"
  private static let own = "urn:hepatica:"
  private static let laboratory = "laboratory"

  /// Columns of ours in addition to what FHIR has a place for; `nil` without, or of several tables.
  static func columns(_ content: JSON5Value) -> (table: String, texts: [String: String])? {
    let columns = (content["extension"]?.elements ?? []).compactMap { part -> [String]? in
      guard let url = part["url"]?.text, url.hasPrefix(Self.own), let text = part["valueString"]?.text,
        let hash = url.firstIndex(of: "#")
      else { return nil }
      return [String(url[..<hash].dropFirst(Self.own.count)), String(url[url.index(after: hash)...]), text]
    }
    guard let table = columns.first?[0], columns.allSatisfy({ $0[0] == table }) else { return nil }
    return (table, Dictionary(columns.map { ($0[1], $0[2]) }, uniquingKeysWith: { first, _ in first }))
  }

  /// `nil` for a resource without columns of ours, and for a laboratory result, which FHIR has a place for.
  init?(_ resource: FHIRResource, in file: String) {
    guard let (table, columns) = Self.columns(resource.content), table != Self.laboratory else { return nil }
    self.table = table
    var texts = columns
    texts["id"] = FHIRResource.identifiers(resource.content).first { $0.system == Self.own + table }?.value
    self.texts = texts
    place = "\(file): resource \(resource.number)"
  }
}
