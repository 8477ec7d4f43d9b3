import Fixtures
@testable import Quantification
import Quantities
import Stages
import Testing
import Volumes

struct Row: CustomTestStringConvertible, Sendable {
  let cells: [String: String]
  var testDescription: String { cells["id"] ?? "?" }
  func number(_ column: String) -> Double? { cells.number(column) }
  func numbers(_ column: String) -> [Double] { cells.numbers(column) }
  static func all(_ file: String) throws -> [Row] { try Fixtures.vectors(file).map(Row.init) }
}

func cube(_ n: Int, spacing: Double = 4) throws -> Grid {
  try Grid(size: GridSize(n, n, n), spacing: Vector3(repeating: spacing))
}

let lutetium = Quantity<Second>.hours(159.528)
let noon = DateTime(iso8601: "2026-03-02T12:00:00")!

extension Volume where Element == Float {
  init(_ grid: Grid, _ value: (Int, Int, Int) -> Float) {
    self.init(grid: grid, repeating: 0)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j { for i in 0..<grid.size.i { self[i, j, k] = value(i, j, k) } }
    }
  }
}
