import Diagnostics
import Files
import Quantities

/// Published dose–response figures, to be shown and never to decide.
public struct DoseReferences: Sendable {
  public enum Sense: String, Sendable, Hashable, CaseIterable {
    case atLeast, below
    /// The mean of a group.
    case mean
  }
  public enum Region: String, Sendable, Hashable, CaseIterable { case tumour, normalLiver }

  public struct Entry: Sendable, Hashable {
    public var region: Region
    public var dose: AbsorbedDose
    public var sense: Sense
    public var text: String
    /// What it was made for; `nil`: not stated.
    public var microspheres: Microspheres?
    /// Microspheres, disease and number of patients.
    public var setting: String
    public var citation: String
  }

  public let edition: String
  public let version: Int
  public let entries: [Entry]

  /// The figures that come with the program.
  ///
  /// - Throws: `Problem` if they are faulty, which the tests of this room exclude.
  public init() throws(Problem) {
    try self.init(
      parsing: String(decoding: PackageResources.dose_references_json5, as: UTF8.self),
      document: "dose-references.json5")
  }

  /// A site's own figures in the same form.
  ///
  /// - Throws: `Problem` with line and reason.
  public init(parsing text: String, document: String) throws(Problem) {
    let root = try JSON5.parse(text, document: document).object()
    edition = try root.required("edition", "edition of the data").string()
    version = try root.required("version", "whole number, raised with each change").integer()
    var entries: [Entry] = []
    for value in try root.required("entries", "list of figures").array() {
      entries.append(try Entry(value.object()))
    }
    self.entries = entries
  }
}

extension DoseReferences.Entry {
  init(_ object: JSON5Object) throws(Problem) {
    let region = try object.required("region", "tumour or normalLiver")
    let sense = try object.required("sense", "atLeast, below or mean")
    guard let known = DoseReferences.Region(rawValue: try region.string()) else {
      throw region.rejected("the region is not tumour or normalLiver")
    }
    guard let direction = DoseReferences.Sense(rawValue: try sense.string()) else {
      throw sense.rejected("the sense is not atLeast, below or mean")
    }
    self.region = known
    self.sense = direction
    dose = AbsorbedDose(try object.positive("dose", "Gy"))
    text = try object.required("text", "what the figure means").string()
    let made = try object["microspheres"]?.string()
    microspheres = made.flatMap { Microspheres(rawValue: $0) }
    setting = try object.required("setting", "microspheres, disease, patients").string()
    citation = try object.required("citation", "who published it").string()
  }
}
