import DICOM
import Foundation
import Nuclides

/// Turns a coded radionuclide (0054,0300) into the form `Lu-177`.
enum RadionuclideCode {
  /// The nuclide of an item of the Radiopharmaceutical Information Sequence; `nil` where it names none that is
  /// known, or where code and meaning name different ones.
  static func nuclide(of radiopharmaceutical: DataSet) -> String? {
    let named = radiopharmaceutical.items(.radionuclideCodeSequence).map(coded)
    guard let first = named.first, named.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  private static func coded(_ item: DataSet) -> String? {
    let coded = item.string(.codeValue).flatMap { NuclideEntry.coded($0)?.name }
    let meant = item.string(.codeMeaning).flatMap(parse)
    if let coded, let meant, coded != meant { return nil }
    return coded ?? meant
  }

  /// `^99m^Technetium`, `99mTc`, `Tc-99m`, `Lu 177`, `18F`, `F^18^[^18^Fluorine]` → `Tc-99m`, …; `nil` otherwise.
  static func parse(_ text: String) -> String? {
    let plain = text.filter { $0 != "^" && $0 != "-" && $0 != " " }
    if let m = plain.wholeMatch(of: /(\d{1,3}m?)([A-Za-z]+)/) { return name(m.2, m.1) }
    if let m = plain.wholeMatch(of: /([A-Za-z]+)(\d{1,3}m?)(?:\[.*\])?/) { return name(m.1, m.2) }
    return nil
  }

  /// The code that is written, with a meaning such as `^177^Lutetium`; `nil` for a nuclide without one.
  static func code(_ nuclide: String) -> Code? {
    guard let first = NuclideEntry.named(nuclide)?.codes.first,
      let dash = nuclide.firstIndex(of: "-"),
      let element = elements.first(where: { $0.value == nuclide[..<dash] })
    else { return nil }
    return Code(first.value, first.scheme, "^\(nuclide[dash...].dropFirst())^\(element.key.capitalized)")
  }

  private static func name(_ element: Substring, _ mass: Substring) -> String? {
    if let symbol = elements[element.lowercased()] { return "\(symbol)-\(mass)" }
    let symbol = element.prefix(1).uppercased() + element.dropFirst().lowercased()
    return elements.values.contains(symbol) ? "\(symbol)-\(mass)" : nil
  }
}
