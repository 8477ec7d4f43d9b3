import Documents
import Files
import Foundation
import Reporting
import Workflow

/// The files of a plan: page, paper, JSON and CSV, each whole or not at all.
package struct PlanFiles {
  package let record: PlanRecord
  package let page: Page

  package init(_ record: PlanRecord, _ plan: Plan, _ views: [PlanView]) {
    self.record = record
    page = PlanPage(record, plan, views).page
  }

  package func write(to folder: URL) throws -> [URL] {
    var files = try page.write(to: folder, name: "plan")
    let json = folder.appending(path: "plan.json"), csv = folder.appending(path: "plan.csv")
    try writeAtomically(prettyJSON(record), to: json)
    try writeAtomically(PlanCSV(record).text, to: csv)
    files += [json, csv]
    return files
  }
}
