/// How images and files name a radionuclide: its row in `nuclides.csv`.
///
/// It holds what is needed to recognise and write the nuclide, also of those whose dose cannot be computed; half-life
/// and emissions belong to `Nuclide`.
package struct NuclideEntry: Sendable, Hashable {
  /// A coded concept without its meaning.
  package struct Code: Sendable, Hashable {
    package let value: String
    /// `SCT`, `DCM`, `NCIt`, or `SRT` for codes of earlier editions of DICOM.
    package let scheme: String
  }

  /// In the form `Lu-177`.
  package let name: String
  /// Whether an image is of single photons, whatever modality its file claims.
  package let isSinglePhoton: Bool
  /// Kind of therapy that a new case file proposes, `TARE` or `PRRT`; `nil` where none is usual.
  package let therapy: String?
  /// All codes that are read; the first is the one that is written.
  package let codes: [Code]

  /// All rows, by rising mass number.
  package static let all: [NuclideEntry] = DataFile(PackageResources.nuclides_csv).rows.dropFirst().map(
    NuclideEntry.init)

  /// The row of a nuclide; `nil` if it has none.
  package static func named(_ name: String) -> NuclideEntry? { byName[name] }

  /// The nuclide of a code value; schemes are not compared, for scanners spell them in several ways and no value stands
  /// for two nuclides.
  package static func coded(_ value: String) -> NuclideEntry? { byCode[value] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  private static let byCode = Dictionary(
    uniqueKeysWithValues: all.flatMap { entry in entry.codes.map { ($0.value, entry) } })
}

extension NuclideEntry {
  fileprivate init(_ cells: [String]) {
    precondition(cells.count == 4, "nuclides.csv: four cells in \(cells)")
    let imaging = ["": false, "photon": true][cells[1]]
    precondition(imaging != nil && ["", "TARE", "PRRT"].contains(cells[2]), "nuclides.csv: \(cells)")
    (name, isSinglePhoton, therapy) = (cells[0], imaging!, cells[2].isEmpty ? nil : cells[2])
    codes = cells[3].split(separator: " ").map { pair in
      let parts = pair.split(separator: "|")
      precondition(parts.count == 2, "nuclides.csv: value|scheme in \(pair)")
      return Code(value: String(parts[0]), scheme: String(parts[1]))
    }
  }
}
