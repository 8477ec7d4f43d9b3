@testable import Checks
import Diagnostics
import Fixtures
import Files
import Foundation
@testable import Quantities
import Stages
import Testing

@testable import Reporting

@Suite struct HTMLTests {
  @Test(arguments: ReportSection.allCases) func hasEverySection(_ section: ReportSection) {
    #expect(sampleHTML.matches("<section id=\"\(section.rawValue)\" class=\"section\"").count == 1)
    #expect(sampleHTML.contains("href=\"#\(section.rawValue)\""))
  }

  /// The items of the report checklist, each by words that only its data can bring.
  @Test(arguments: [
    "HEP-0042", "Level 2: administered activity, with dosimetry", "within ±10 %", "LU26-0301",
    "(9.42 ± 0.21) cps/MBq",
    "OSEM 6 iterations", "corrected to 2026-03-01", "threshold 41 %", "AICc", "Extrapolated", "DDEP 2016",
    "D98", "D0.1cc",
    "BED", "EQD2", "α/β = 2.5 Gy", "accumulated over 2 cycles", "Predicted and delivered", "curve fit",
    "Signatures and amendments", "whole liver, tumours included", "Dosimetry performed", "0123456789abcdef",
    "20260301",
  ]) func holds(_ words: String) {
    #expect(sampleHTML.contains(words.escaped), "\(words)")
  }

  @Test func isSelfContained() {
    let page = sampleHTML.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(page.matches("(src|href)=\"(https?:)?//").isEmpty)
    #expect(!page.contains("@import") && !page.contains("url("))
    #expect(sampleHTML.utf8.count < 15_000_000)
  }

  @Test func neverShowsNaNOrEffectiveDose() {
    for text in [sampleHTML, Report.json(sample), Report.csv(sample), Report.text(sample)] {
      let words = text.withoutImages
      #expect(words.matches("(?i)effective dose|\\bE\\s*=\\s*[0-9.]+\\s*m?Sv|\\bmSv\\b").isEmpty)
      #expect(words.matches("\\b(nan|inf|Infinity)\\b").isEmpty)
    }
  }

  @Test func tablesAreSemantic() {
    let tables = sampleHTML.matches("<table>.*?</table>")
    #expect(tables.count > 10)
    for table in tables {
      #expect(
        table.contains("<caption>") && table.contains("<th scope=\"col\"")
          && table.contains("<th scope=\"row\">"))
    }
    for drawing in sampleHTML.matches("<svg xmlns[^>]*>") { #expect(drawing.contains("aria-label=\"")) }
  }

  @Test func everyResultLeadsToItsOrigin() {
    let links = sampleHTML.matches("href=\"#origin-[^\"]*\"").map { $0.dropFirst(7).dropLast() }
    #expect(links.count == 12)
    for link in links { #expect(sampleHTML.contains("<details class=\"origin\" id=\"\(link)\">")) }
  }

  @Test func escapesWhatUsersWrite() {
    var content = ReportContent(header: sample.header)
    content.header.pseudonym = "<script>alert(1)</script>\"&'"
    content.findings = [Finding(.stop, .other, "</p><img src=x onerror=alert(2)>", at: "<b>")]
    content.conclusion = "\u{1}a < b"
    let html = Report.html(content)
    #expect(!html.contains("<script>alert") && !html.contains("<img src=x") && !html.contains("\u{1}"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;&#39;"))
  }

  /// The policy names the hashes of what stands in the page, so that nothing else runs.
  @Test func aPageRunsItsOwnScriptAlone() throws {
    let html = Report.html(sample)
    let policy = try #require(html.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).output.1
    for (tag, directive) in [("style", "style-src"), ("script", "script-src")] {
      let start = try #require(html.range(of: "<\(tag)>")).upperBound
      let end = try #require(html.range(of: "</\(tag)>", range: start..<html.endIndex)).lowerBound
      let hash = sha256Bytes(html[start..<end].utf8).base64EncodedString()
      #expect(policy.contains("\(directive) 'sha256-\(hash)'"))
    }
    #expect(policy.contains("default-src 'none'") && !policy.contains("script-src 'unsafe"))
  }

  @Test func emptySectionsSayWhy() {
    var content = ReportContent(header: sample.header, signatures: [])
    content.reasons[.kinetics] = "The dose was entered from an RT Dose file."
    let html = Report.html(content)
    #expect(html.contains("The dose was entered from an RT Dose file."))
    #expect(
      html.matches("class=\"empty\"").count == ReportSection.allCases.count - 1,
      "identification is never empty")
  }

  /// What one attribute of a header alone states stands in the text and on the page, as in the data.
  @Test func whatAHeaderAloneStates() throws {
    var content = sample
    let step = Provenance.Step(
      SoleStatement.stepName + "emission image of 24 h",
      [
        "slope of the values (0028,1053)": "0.37",
        "names of structures (3006,0026)": String(repeating: "Lesion, ", count: 40),
      ])
    content.provenance.steps.append(step)
    for whole in [Report.text(content), Report.html(content)] {
      let text = whole.replacing(/\s+/, with: " ")
      #expect(text.contains("emission image of 24 h") && text.contains("slope of the values 0.37"))
      #expect(text.contains(" …"))
    }
    #expect(Report.text(content).ranges(of: "Lesion, ").count < 20)
    #expect(Report.text(sample).contains("No header was read for this report."))
    #expect(Report.json(content).contains("taken from the header alone"))
  }

  @Test func aNumberAgreesWithItsNoun() {
    #expect(
      counted(1, "voxel", "is", "are") == "1 voxel is" && counted(2, "voxel", "is", "are") == "2 voxels are")
    #expect(ImageNote.notNumbers(voxels: 1).text == "1 voxel is not a number and was set to zero.")
    #expect(CurveNote.tooFewPoints(count: 1).text.hasPrefix("1 point is too few"))
    let gap = ContourNote.interrupted(times: 1, widest: 3, limit: 1.5, distance: 2)
    #expect(gap.wording.what.contains("interrupted 1 time, "))
    #expect(ContourNote.repeated(1).wording.what.hasPrefix("1 contour repeats"))
  }

  @Test func flagsAnActivityOutsideTheTolerance() {
    let given = { (gigabecquerels: Double) -> String in
      Report.html(
        ReportContent(
          header: sample.header,
          prescription: Prescription(
            level: .activity, intended: .gigabecquerels(7.4),
            administered: Uncertain(.gigabecquerels(gigabecquerels)))))
    }
    #expect(given(8.14).contains("within ±10 %") && !given(8.14).contains("differs from the intended"))
    #expect(given(8.15).contains("outside ±10 %") && given(8.15).contains("differs from the intended"))
    #expect(given(6.65).contains("outside ±10 %"))
  }

  @Test func survivesNumbersThatAreNone() throws {
    var content = sample
    content.summaries[0].regions[0].mean = Uncertain(
      AbsorbedDose(.nan), standardUncertainty: AbsorbedDose(.infinity))
    content.summaries[0].regions[1].histogram = DoseVolumeHistogram(
      dose: [0, .nan, 2], volumeFraction: [1, .nan, 0])
    content.fits[0].points[0].activity = Uncertain(Activity(.nan))
    content.fits[0].curve = []
    let html = Report.html(content)
    #expect(html.contains("not available"))
    let words = html.withoutImages
    #expect(words.matches("\\b(nan|inf)\\b").isEmpty)
    let pdf = try Report.pdf(content)
    #expect(!pdf.isEmpty)
    _ = try JSONSerialization.jsonObject(with: Data(Report.json(content).utf8))
  }
}

@Suite struct DrawingTests {
  @Test func everySVGIsWellFormed() throws {
    let drawings = sampleHTML.matches("<svg xmlns.*?</desc>.*?</svg>(?=<|$)")
    #expect(drawings.count > 15)
    let scene = try #require(ImageScene(sample.images!))
    let plain = [
      SliceFigure(scene: scene, orientation: .axial, overlay: .dose, isodoses: true).drawing,
      HistogramFigure(summary: sample.summaries[0]).drawing,
      TimeActivityFigure(fit: sample.fits[0], logarithmic: true).drawing,
      try #require(BudgetFigure(summary: sample.summaries[0]).drawing),
      try #require(TruthFigure(rows: sample.truth).drawing),
      try #require(ProjectionFigure(scene: scene, content: .activity(0))).drawing,
      try #require(ProjectionFigure(scene: scene, content: .dose)).drawing,
    ]
    for drawing in plain {
      for themed in [false, true] {
        #expect(complaint(about: drawing.svg(themed: themed)) == nil, "\(drawing.title)")
      }
      #expect(!drawing.svg().contains("var(--"))
      #expect(drawing.png(scale: 1).prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    }
  }

  @Test func isodoseLevelsAreRoundAndEditable() {
    #expect(ImageScene.levels([], top: 61.4) == [6, 15, 30, 40, 60])
    #expect(ImageScene.levels([205, 70, .nan, 120], top: 61.4) == [70, 120, 205])
    #expect(ImageScene.levels([], top: 0).isEmpty)
  }

  @Test func layersAddUp() {
    let red = Raster(width: 1, height: 1, pixels: [Raster.premultiplied(0xFF0000, 0.5)])
    let white = Raster(width: 1, height: 1, pixels: [0xFFFF_FFFF])
    #expect(white.under(red).pixels == [0xFFFF_7F7F])
  }

  @Test func viewerShowsAtMost24SlicesAndTheFocus() {
    for (first, count, focus) in [(0, 200, 77), (10, 24, 12), (3, 25, 20), (0, 1, 0)] {
      let numbers = SliceViewer.numbers(first: first, count: count, focus: focus)
      #expect(numbers.count <= 24 && numbers.contains(focus))
      #expect(numbers.allSatisfy { $0 >= first && $0 < first + count })
    }
  }

  @Test func axesHaveRoundTicks() {
    #expect(Axis(holding: [0, 97], start: 0, end: 1).ticks == [0, 25, 50, 75, 100])
    #expect(Axis(holding: [0.5, 113], start: 0, end: 1, logarithmic: true).ticks == [1, 3, 10, 30, 100])
    #expect(Axis(holding: [], start: 0, end: 1).ticks.contains(1))
    #expect(Axis(holding: [.nan, .infinity], start: 0, end: 1)(.nan) == 0)
  }
}

@Suite struct PDFTests {
  @Test func sameContentGivesSameBytes() throws {
    let first = try Report.pdf(sample)
    let second = try Report.pdf(sample)
    #expect(first == second)
    #expect(Report.html(sample) == sampleHTML)
    var other = sample
    other.conclusion += " Changed."
    let changed = try Report.pdf(other)
    #expect(changed != first)
  }

  @Test func everyPageSaysResearchUseAndItsNumber() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "report.pdf")
    try Report.pdf(sample).write(to: file)
    guard let text = try output(of: "pdftotext", ["-layout", file.path, "-"]) else { return }
    let pages = text.split(separator: "\u{C}").filter { !$0.allSatisfy(\.isWhitespace) }
    #expect(pages.count > 8)
    for (n, page) in pages.enumerated() {
      #expect(page.contains(Document.researchUse) && page.contains("HEP-0042"))
      #expect(page.contains("Page \(n + 1) of \(pages.count)"))
    }
    for section in ["Findings and conclusion", "Absorbed doses", "Signatures and amendments", "14.13 ± 0.90"]
    {
      #expect(text.contains(section) || section.contains("±"))
    }
    #expect(text.matches("(?i)effective dose").isEmpty)
  }

  @Test func carriesItsOwnDateAndTitle() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "report.pdf")
    try Report.pdf(sample).write(to: file)
    guard let info = try output(of: "pdfinfo", ["-isodates", file.path]) else { return }
    #expect(info.contains("Absorbed-dose report HEP-0042") && info.contains("2026-03-05T14:30"))
    #expect(info.contains("A4"))
  }

  @Test func longTablesRepeatTheirHead() {
    let rows = (0..<120).map { Table.Row([.text("row \($0)"), .plain(Double($0))]) }
    let table = Table(
      caption: "Long", columns: [.init("Name"), .init("Value", unit: "Gy", .number)], rows: rows)
    var paginator = Paginator()
    paginator.set(PDFTable(table: table, width: 400).strips)
    #expect(paginator.pages.count > 2)
    for page in paginator.pages {
      let texts = page.all.compactMap { if case .text(let text, _, _, _, _) = $0 { text } else { nil } }
      #expect(texts.filter { $0 == "Value" }.count == 1)
    }
  }

  @Test func nothingLeavesThePaper() {
    let document = sample.study.document(.paper)
    for page in PDFLayout(document: document).pages {
      for case .text(let text, let at, let style, let anchor, false) in page.all {
        let width = TextLayout.width(text, style)
        let left = anchor == .start ? at.x : anchor == .end ? at.x - width : at.x - width / 2
        #expect(left > 20 && left + width < Paper.width - 20 && at.y < Paper.height - 20, "\(text)")
      }
    }
  }
}

@Suite struct DataTests {
  @Test func jsonHasUnitsAndUncertainties() throws {
    let object = try JSONSerialization.jsonObject(with: Data(Report.json(sample).utf8)) as? [String: Any]
    let root = try #require(object)
    #expect(root["schema"] as? String == "hepatica.report/2" && root["coverageFactor"] as? Double == 1)
    let summaries = try #require(root["summaries"] as? [[String: Any]])
    let region = try #require((summaries[0]["regions"] as? [[String: Any]])?.first)
    let mean = try #require(region["mean"] as? [String: Any])
    let expected = sample.summaries[0].regions[0].mean
    let value = try #require(mean["value"] as? Double)
    #expect(mean["unit"] as? String == "Gy" && agree(value, expected.value.value, relative: 1e-14))
    let u = try #require(mean["u"] as? Double)
    // Foundation's reader may miss the last bit.
    let expectedU = try #require(expected.standardUncertainty).value
    #expect(agree(u, expectedU, relative: 1e-14))
  }

  @Test func jsonSaysNullForWhatWasNotEvaluated() {
    var content = ReportContent(header: sample.header)
    content.predictions = [
      Prediction(
        region: "a\"b\n", predicted: Uncertain(AbsorbedDose(1)), delivered: Uncertain(AbsorbedDose(.nan)))
    ]
    let json = Report.json(content)
    #expect(json.contains("\"u\": null") && json.contains("\"value\": null") && json.contains("a\\\"b\\n"))
  }

  @Test func csvHasOneLinePerRegionAndSummary() {
    let lines = Report.csv(sample).components(separatedBy: "\n").filter { !$0.isEmpty }
    #expect(lines.count == 13)
    let columns = lines[0].split(separator: ",").count
    #expect(lines[2].components(separatedBy: ",").count == columns)
    #expect(lines[1].contains("\"whole liver, tumours included\""))
    let guarded = StudyTable(
      "t", caption: "", columns: [.init("a"), .init("b")], rows: [[.text("=1+2"), .text("-3.5")]])
    #expect(guarded.csv == "a,b\n'=1+2,-3.5\n")
  }

  @Test func terminalTextAlignsDecimals() throws {
    let lines = Report.text(sample).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let start = try #require(lines.firstIndex { $0.hasPrefix("Absorbed dose, cycle 2") })
    let rows = lines[start...].filter { line in
      ["Liver", "Tumour 1", "Kidney left"].contains { line.hasPrefix($0) }
    }.prefix(3)
    let places = rows.map { row in Array(row).lastIndex(of: "±") ?? -1 }
    #expect(places.count == 3 && Set(places).count == 1 && places[0] > 0)
    #expect(lines.allSatisfy { !$0.contains("\u{1B}") })
  }

  @Test func writesWholeFilesAndRefusesWhereItCannot() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try Report.write(sample, to: folder.appending(path: "new"), formats: [.json, .text])
    #expect(files.map(\.lastPathComponent) == ["report.json", "report.txt"])
    let blocked = folder.appending(path: "file")
    try Data().write(to: blocked)
    #expect(throws: Problem.self) { try Report.write(sample, to: blocked, formats: [.json]) }
  }
}
