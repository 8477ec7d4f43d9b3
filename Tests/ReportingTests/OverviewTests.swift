import Checks
import Foundation
@testable import Quantities
import Stages
import Testing

@testable import Reporting

/// The physician's page, many lesions, and what goes with the PDF.
@Suite struct OverviewTests {
  private func many(_ count: Int) -> ReportContent {
    var content = sample
    var summary = content.summaries[content.summaries.count - 1]
    let model = summary.regions[0]
    summary.regions = summary.regions.filter { $0.region.role != .tumour }
    summary.regions += (1...count).map { n in
      var lesion = model
      lesion.region = Region(id: RegionID(program: "L\(n)"), name: "Lesion \(n)", role: .tumour)
      lesion.volume = Uncertain(Quantity(Double(n)))
      let gray = Double((n * 37 + 50) % count) + 1
      lesion.mean = Uncertain(AbsorbedDose(gray), standardUncertainty: AbsorbedDose(0.1 * gray))
      lesion.recoveryCorrectedMean = nil
      lesion.warnings = [.sentence("the volume of \(n) mL is below the measured range")]
      return lesion
    }
    content.summaries = [summary]
    (content.fits, content.structures) = ([], [])
    return content
  }

  @Test func twoHundredLesionsAreADistribution() {
    let content = many(200)
    let html = Report.html(content)
    #expect(html.contains("200 lesions, ") && html.contains("Lesion 200 (largest"))
    #expect(html.contains("(highest dose)"))
    #expect(!html.contains(">Lesion 17<"), "a lesion that is neither large nor extreme has no row")
    let lines = Report.csv(content).split(separator: "\n")
    #expect(lines.count { $0.contains("Lesion ") } == 200, "the file has them all")
    #expect(html.contains("and 192 more"), "one finding, not two hundred")
  }

  /// Each check once, with the range of what it found, whatever the number of structures.
  @Test func theGeometrySheetIsATable() throws {
    var content = sample
    var sheet = GeometrySheet()
    for n in 1...40 {
      let ml = n < 31 ? 3 + Double(n) : 0.1 * Double(n - 30)
      sheet.check(Plausibility.tumourVolume, ml, at: "Lesion \(n)")
    }
    sheet.check(Plausibility.burden, 22, at: "Liver")
    content.geometry = sheet.rows
    let html = Report.html(content)
    #expect(html.contains("How structures fit to each other"))
    #expect(html.contains("Lesion 1 and 39 more") && html.contains("look: 10 of 40"))
    #expect(html.contains("✓ usual"))
    let json = Report.json(content)
    #expect(json.components(separatedBy: "\"volume.tumour\"").count > 40, "every row")
    #expect(!Report.html(sample).contains("How structures fit to each other"))
  }

  @Test func quantilesAreOfTypeSeven() {
    #expect(LesionGroup.quantile([1, 2, 3, 4], 0.25) == 1.75)
    #expect(LesionGroup.quantile([1, 2, 3, 4], 1) == 4 && LesionGroup.quantile([5], 0.5) == 5)
  }

  @Test func theCourseStandsInFront() throws {
    var content = sample
    let region = content.summaries[0].regions[0].region
    let dose = { (x: Double) in Uncertain(AbsorbedDose(x), standardUncertainty: AbsorbedDose(0.1 * x)) }
    content.overview = CourseOverview(
      rows: [
        .init(
          region: region, quantity: "mean absorbed dose", thisCycle: dose(5), soFar: dose(10),
          projected: dose(20), limit: .init(AbsorbedDose(18), source: "test"), verdict: .attention)
      ], given: 2, planned: 4)
    let html = Report.html(content)
    let front = try #require(html.range(of: "Summary for the physician"))
    let findings = try #require(html.range(of: "id=\"findings\""))
    #expect(front.lowerBound < findings.lowerBound)
    #expect(html.contains("4 cycles") && html.contains("the 2 cycles to come like this one"))
  }

  /// Every entry of the appended cross-reference table leads to its object; poppler finds the files.
  @Test func thePDFCarriesProvenanceAndTable() throws {
    let pdf = try Report.pdf(sample)
    let text = try #require(String(data: pdf, encoding: .isoLatin1))
    let table = try #require(text.range(of: "\nxref\n", options: .backwards))
    let rows = text[table.upperBound...].prefix { $0 != "t" }.split(separator: "\n")
    #expect(rows.count >= 8)
    for n in stride(from: 0, to: rows.count, by: 2) {
      let number = rows[n].prefix { $0 != " " }
      let offset = try #require(Int(rows[n + 1].prefix(10)))
      #expect(pdf.dropFirst(offset).starts(with: Data("\(number) 0 obj".utf8)))
    }
    #expect(text.contains("/StructTreeRoot") && text.contains("/Marked true"), "tagged")
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).pdf")
    defer { try? FileManager.default.removeItem(at: file) }
    try pdf.write(to: file)
    if let list = try output(of: "pdfdetach", ["-list", file.path]) {
      #expect(list.contains("provenance.txt") && list.contains("regions.csv"))
    }
  }

  @Test func oneNumberHasOneName() throws {
    let lines = Report.csv(sample).split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    let head = lines[0]
    #expect(Set(head).count == head.count)
    #expect(head.contains("mean_Gy") && head.contains("as_imaged_mean_Gy"))
    #expect(!head.contains("recovery_corrected_mean_Gy"))
    let summary = sample.summaries[0]
    #expect(summaryCSV(summary).split(separator: "\n")[0] == Report.csv(sample).split(separator: "\n")[0])
    let json = Report.json(sample)
    #expect(json.contains("\"reportedMean\"") && json.contains("\"asImagedMean\""))
  }
}
