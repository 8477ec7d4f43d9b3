import CXraylib
import Diagnostics
import Quantities

/// A tissue by name: its usual density and what it is made of.
public struct ReferenceTissue: Sendable, Hashable {
  public let name: String
  /// Mass density, g/mL.
  public let density: Double
  /// Mass by atomic number, percent; empty for the classes of `Tissue`, whose composition the engines know.
  public let percent: [Int: Double]
  public let source: String

  public init(name: String, density: Double, percent: [Int: Double] = [:], source: String) {
    (self.name, self.density, self.percent, self.source) = (name, density, percent, source)
  }

  /// This tissue with another density, g/mL.
  public func with(density: Double) -> ReferenceTissue {
    ReferenceTissue(name: name, density: density, percent: percent, source: source)
  }
}

extension ReferenceTissue {
  /// Classes of `Tissue` and organs of ICRU Report 46.
  public static let library: [ReferenceTissue] =
    Tissue.allCases.map {
      ReferenceTissue(name: $0.rawValue, density: $0.referenceDensity, source: "ICRU Report 44")
    }
    + DataFile(PackageResources.tissues_icru_csv).rows.map { row in
      ReferenceTissue(
        name: row[0], density: Double(row[1])!, percent: try! elements(row.dropFirst(2)),
        source: "ICRU Report 46")
    }

  /// By name, as `liver` or `soft tissue`; spaces and case do not matter.
  public static func named(_ name: String) -> ReferenceTissue? {
    func plain(_ text: String) -> String { text.lowercased().filter { !$0.isWhitespace } }
    return library.first { plain($0.name) == plain(name) }
  }

  /// How far the percentages of a composition may be from 100.
  static let tolerance = 0.5

  /// Percent of the mass by atomic number from cells such as `H 10.2`.
  /// - Throws: `Problem` (data rejected) for an unknown element, a percentage that is none, an element given twice, or
  ///   a sum that is not 100 within 0.5.
  public static func elements(_ cells: some Sequence<String>, at location: String = "composition")
    throws(Problem) -> [Int: Double]
  {
    var all: [Int: Double] = [:]
    for cell in cells {
      let parts = cell.split(separator: " ")
      guard parts.count == 2, let percent = Double(parts[1]), percent > 0, percent <= 100,
        let number = atomicNumber(String(parts[0])), all[number] == nil
      else {
        throw composition(
          "“\(cell)” is not an element with its percentage by mass, or is given twice", location)
      }
      all[number] = percent
    }
    let sum = all.values.reduce(0, +)
    guard abs(sum - 100) <= tolerance else {
      throw composition(
        "the elements add up to \(sum.printedShort(decimals: 2)) % of the mass, not 100 %", location)
    }
    return all
  }

  /// Elements that xraylib and the stopping powers know: 1 … 92.
  private static func atomicNumber(_ symbol: String) -> Int? {
    guard let first = symbol.first, first.isUppercase, symbol.count <= 2 else { return nil }
    let number = Int(SymbolToAtomicNumber(symbol, nil))
    return (1...92).contains(number) ? number : nil
  }

  private static func composition(_ what: String, _ location: String) -> Problem {
    Problem(
      .dataRejected, what: what, at: location,
      why: "the elements decide how particles are stopped and scattered",
      remedy: "write each element once with its percentage, for example H 10.2, C 14.3, O 75.5")
  }
}
