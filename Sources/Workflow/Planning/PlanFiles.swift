import Files
import Foundation
import Reporting

/// The files of a plan: page, paper, JSON and CSV, each whole or not at all.
struct PlanFiles {
  let record: PlanRecord
  let page: Page

  init(_ record: PlanRecord, _ plan: Plan, _ views: [PlanView]) {
    self.record = record
    page = PlanPage(record, plan, views).page
  }

  func write(to folder: URL) throws -> [URL] {
    var files = try page.write(to: folder, name: "plan")
    let json = folder.appending(path: "plan.json"), csv = folder.appending(path: "plan.csv")
    try writeAtomically(prettyJSON(record), to: json)
    try writeAtomically(PlanCSV(record).text, to: csv)
    files += [json, csv]
    return files
  }
}
