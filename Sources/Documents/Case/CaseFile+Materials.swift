import Checks
import Diagnostics
import Files
import Foundation
import Nuclides

/// Where mass density and tissue come from, if not from the reference CT by the default conversion.
public enum MaterialChoice: Sendable, Equatable {
  /// A site's own table of CT numbers.
  case table(URL, location: String)
  /// Named structures; no CT is needed.
  case structures(StructureMaterials)
}

/// What fills each structure, named and versioned for report and provenance.
public struct StructureMaterials: Sendable, Equatable {
  public struct Filling: Sendable, Equatable {
    public var structure: String
    public var tissue: ReferenceTissue
  }
  public var name: String
  public var edition: String
  public var source: String
  /// In the order of the file: later ones lie on top.
  public var fillings: [Filling]
  public var outside: ReferenceTissue
  public var location: String

  package var title: String { "\(name), edition \(edition)" + (source.isEmpty ? "" : " (\(source))") }
}

func readMaterials(_ r: inout FieldReader, _ folder: URL) -> MaterialChoice? {
  let table = r.optional("ctTable") { v throws(Problem) in
    MaterialChoice.table(try existing(v, folder), location: v.location)
  }
  let fillings = r.optional("structures") { v throws(Problem) in try readFillings(v) }
  let outside = r.optional("outside") { v throws(Problem) in try readTissue(v) }
  let name = r.text("name"), edition = r.text("edition"), source = r.text("source")
  if (r.object["ctTable"] == nil) == (r.object["structures"] == nil) {
    r.reject(.dataRejected, "materials come either from “ctTable” or from “structures”")
  }
  if r.object["structures"] != nil, name.isEmpty || edition.isEmpty {
    r.reject(
      .inputMissing, "materials by structures need “name” and “edition”",
      "the report states the basis of the dose, for example name: \"MR liver protocol\", edition: \"1\"")
  }
  if let table { return table }
  return fillings.map {
    .structures(
      StructureMaterials(
        name: name, edition: edition, source: source, fillings: $0,
        outside: outside ?? ReferenceTissue.named("air")!, location: r.object.location))
  }
}

private func readFillings(_ value: JSON5Value) throws(Problem) -> [StructureMaterials.Filling] {
  var all: [StructureMaterials.Filling] = []
  for member in try value.object().members {
    all.append(.init(structure: member.name, tissue: try readTissue(member.value)))
  }
  if all.isEmpty { throw value.rejected("no structure is filled with anything") }
  return all
}

/// A tissue by name, by name with a density, or by its elements.
private func readTissue(_ value: JSON5Value) throws(Problem) -> ReferenceTissue {
  if case .string = value.content { return try known(value.string(), value) }
  var r = FieldReader(try value.object())
  let density = r.number("density", .materialDensity)
  let name = r.text("tissue"), source = r.text("source")
  let elements = r.optional("percent") { v throws(Problem) in try readElements(v) }
  if let first = r.finish().first { throw first }
  guard let elements else {
    let tissue = try known(name, value)
    return density.map { tissue.with(density: $0) } ?? tissue
  }
  guard let density, !name.isEmpty else {
    throw value.rejected("a tissue by its elements needs “tissue” (its name) and “density” in g/mL")
  }
  if ReferenceTissue.named(name) != nil {
    throw value.rejected(
      "“\(name)” is known already", why: "two compositions would have one name", remedy: "choose another name"
    )
  }
  return ReferenceTissue(
    name: name, density: density, percent: elements, source: source.isEmpty ? "given by the user" : source)
}

private func readElements(_ value: JSON5Value) throws(Problem) -> [Int: Double] {
  var cells: [String] = []
  for member in try value.object().members { cells.append("\(member.name) \(try member.value.number())") }
  return try ReferenceTissue.elements(cells, at: value.location)
}

private func known(_ name: String, _ value: JSON5Value) throws(Problem) -> ReferenceTissue {
  if let tissue = ReferenceTissue.named(name) { return tissue }
  throw value.rejected(
    "no tissue is called “\(name)”", why: "its density and elements decide the dose",
    remedy:
      "take one of \(ReferenceTissue.library.map(\.name).joined(separator: ", ")), or give tissue, density and percent"
  )
}
