import Foundation

/// Where test data lie. Each folder can be replaced through the environment, so that other files of the same
/// shape can be run.
public enum Fixtures {
  public static let here = URL(filePath: #filePath).deletingLastPathComponent()
  /// The checkout.
  public static let repository = here.appending(path: "../..").standardizedFileURL

  /// Clinical rule vectors; `HEPATICA_VECTORS`.
  public static let vectors = folder("HEPATICA_VECTORS", default: "clinical/vectors")
  /// Statistics data and oracles; `HEPATICA_STATISTICS`.
  public static let statistics = folder("HEPATICA_STATISTICS", default: "clinical/statistics")
  /// Reference numbers for the dose engines; `HEPATICA_PHYSICS`.
  public static let physics = folder("HEPATICA_PHYSICS", default: "physics")
  /// Real images, never part of the repository; `HEPATICA_DATA`, else `../shared/data` beside the checkout.
  public static let data: URL? = {
    let beside = here.appending(path: "../../../shared/data").standardizedFileURL
    let url = ProcessInfo.processInfo.environment["HEPATICA_DATA"].map { URL(filePath: $0) } ?? beside
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }()

  static func folder(_ variable: String, default path: String) -> URL {
    ProcessInfo.processInfo.environment[variable].map { URL(filePath: $0) } ?? here.appending(path: path)
  }

  /// A CSV file with header as rows of column name to text. A missing file throws, so its test fails.
  public static func table(_ file: URL) throws -> [[String: String]] {
    let lines = try CSV.parse(String(contentsOf: file, encoding: .utf8))
      .filter { !($0.count == 1 && $0[0].isEmpty) && !$0[0].hasPrefix("#") }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { row in
      Dictionary(zip(header, row), uniquingKeysWith: { first, _ in first })
    }
  }

  /// A vector file by name, e.g. `tac_fits`.
  public static func vectors(_ name: String) throws -> [[String: String]] {
    try table(vectors.appending(path: name + ".csv"))
  }

  /// A fresh empty folder that the caller removes.
  public static func temporaryFolder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "hepatica-test-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }
}

/// RFC 4180, small and strict enough for fixtures.
enum CSV {
  static func parse(_ text: String) -> [[String]] {
    var rows: [[String]] = [], row: [String] = [], field = "", quoted = false
    let characters = Array(text.unicodeScalars.filter { $0 != "\r" })
    var n = 0
    while n < characters.count {
      let c = characters[n]
      if quoted {
        if c == "\"", n + 1 < characters.count, characters[n + 1] == "\"" {
          field.unicodeScalars.append(c); n += 1
        } else if c == "\"" {
          quoted = false
        } else {
          field.unicodeScalars.append(c)
        }
      } else if c == "\"" {
        quoted = true
      } else if c == "," {
        row.append(field); field = ""
      } else if c == "\n" {
        row.append(field); rows.append(row); row = []; field = ""
      } else {
        field.unicodeScalars.append(c)
      }
      n += 1
    }
    if !field.isEmpty || !row.isEmpty { row.append(field); rows.append(row) }
    return rows
  }
}

extension [String: String] {
  /// A number in a column; `nil` for an empty or absent cell.
  public func number(_ column: String) -> Double? { self[column].flatMap { Double($0) } }
  /// Space-separated numbers in a column.
  public func numbers(_ column: String) -> [Double] {
    (self[column] ?? "").split(separator: " ").compactMap { Double($0) }
  }
  public func flag(_ column: String) -> Bool { self[column] == "yes" }
}

/// True if `a` agrees with `b` within a relative tolerance (absolute near zero).
public func agree(_ a: Double, _ b: Double, relative: Double = 1e-6, absolute: Double = 1e-12) -> Bool {
  abs(a - b) <= max(absolute, relative * abs(b))
}
