import Checks
import Stages

/// The geometry sheet: each check once, whatever the number of structures. All rows one by one are in report.json.
extension DoseReport {
  var fit: [ContentBlock] {
    guard !content.geometry.isEmpty else { return [] }
    var order: [GeometryCheck] = []
    var places: [GeometryCheck: Int] = [:]
    for row in content.geometry {
      let check = GeometryCheck(row)
      if places[check] == nil {
        places[check] = order.count
        order.append(check)
      }
      order[places[check]!].rows.append(row)
    }
    let table = TableForm<GeometryCheck>.checks.shown(
      "How structures fit to each other, to the CT and to the counts", order)
    return [ContentBlock.table(table).only(.screen)]
  }
}

/// One check of the sheet with all structures that it was made for.
struct GeometryCheck: Hashable {
  let code: Finding.Code
  let usual: String
  var rows: [GeometrySheet.Row] = []

  init(_ row: GeometrySheet.Row) { (code, usual) = (row.code, row.usual) }

  static func == (a: Self, b: Self) -> Bool { a.code == b.code && a.usual == b.usual }
  func hash(into hasher: inout Hasher) {
    hasher.combine(code)
    hasher.combine(usual)
  }

  var subject: String {
    let names = rows.map(\.place).filter { !$0.isEmpty }
    guard names.count > 4 else { return names.joined(separator: "; ") }
    return "\(names[0]) and \(names.count - 1) more"
  }

  var range: String {
    let values = rows.map(\.value)
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    let ends = [low, high].map { Format.number($0, significant: 3).text }
    let unit = rows[0].unit.isEmpty ? "" : " \(rows[0].unit)"
    return (ends[0] == ends[1] ? ends[0] : ends.joined(separator: " … ")) + unit
  }

  var verdict: StudyTable.Cell {
    let told = rows.compactMap(\.finding)
    guard let gravest = told.map(\.rank).max() else { return .text("✓ usual") }
    let words = told.count == rows.count ? "look" : "look: \(told.count) of \(rows.count)"
    return .flag(gravest >= .decision ? .attention : .information, words)
  }
}
