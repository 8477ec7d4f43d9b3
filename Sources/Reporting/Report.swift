import Diagnostics
import Files
import Foundation
import Stages

/// Reports in all formats.
///
/// ```swift
/// let files = try Report.write(content, to: URL(filePath: "out"), formats: Set(Report.FileFormat.allCases))
/// ```
public enum Report {
  /// A kind of file that a report is written to.
  public enum FileFormat: String, Sendable, CaseIterable {
    case html, pdf, json, csv, text, provenance

    var fileName: String {
      switch self {
      case .html, .pdf, .json: "report." + rawValue
      case .text: "report.txt"
      case .csv: "regions.csv"
      case .provenance: "provenance.txt"
      }
    }
  }

  /// Writes the chosen formats into a folder, which is created if needed: `report.html`, `report.pdf`,
  /// `report.json`, `regions.csv`, `report.txt`, `provenance.txt`.
  ///
  /// Equal content gives equal bytes. Each file is written whole or not at all.
  /// - Returns: the files written, in the order of `FileFormat.allCases`.
  /// - Throws: `Problem` if the folder or a file cannot be written.
  public static func write(
    _ content: ReportContent, to folder: URL, formats: Set<FileFormat> = Set(FileFormat.allCases)
  ) throws -> [URL] {
    try createFolder(folder)
    return try FileFormat.allCases.filter(formats.contains).map { format in
      let file = folder.appending(path: format.fileName)
      try writeAtomically(data(content, format), to: file)
      return file
    }
  }

  private static func data(_ content: ReportContent, _ format: FileFormat) throws -> Data {
    switch format {
    case .html: Data(html(content).utf8)
    case .pdf: try pdf(content)
    case .json: Data(SealedText.seal(json(content)).utf8)
    case .csv: Data(csv(content).utf8)
    case .text: Data(text(content).utf8)
    case .provenance: Data(provenance(content).utf8)
    }
  }

  /// One self-contained HTML page.
  public static func html(_ content: ReportContent) -> String {
    HTMLWriter.html(DocumentBuilder(content, interactive: true).document)
  }
}

extension Report {
  /// A4 pages with embedded fonts, outline, links and text that can be extracted; tagged, with provenance and table
  /// attached.
  /// - Throws: `Problem` with cairo's own words if it fails.
  public static func pdf(_ content: ReportContent) throws -> Data {
    let document = DocumentBuilder(content, interactive: false).document.withoutEmptySections
    let pages = try PDFWriter(document: document).data()
    return try PDFAttachments(pages).adding([
      .init(
        "provenance.txt", "Where the numbers come from", "text/plain",
        Data(provenance(content).utf8)),
      .init("regions.csv", "The table of regions", "text/csv", Data(csv(content).utf8)),
    ])
  }

  /// Where each number comes from: inputs, formula, uncertainty, files, tables and steps.
  public static func provenance(_ content: ReportContent) -> String {
    TextWriter(document: DocumentBuilder(content, interactive: false, opens: false).document)
      .provenance
  }

  /// Data of the report by the schema `hepatica.report/2`; numbers with unit and standard uncertainty.
  public static func json(_ content: ReportContent) -> String {
    ReportJSON(content: content).value.pretty
  }

  /// The table of regions, one line per region and summary.
  public static func csv(_ content: ReportContent) -> String {
    let form = RegionTable.form("regions.csv", levels: RegionTable.levels(content.summaries))
    return form.table("", RegionTable.rows(content.summaries)).csv
  }

  /// Everything that the report's first section lists, grouped, the gravest first.
  public static func findings(_ content: ReportContent) -> [Finding] {
    DocumentBuilder(content, interactive: false, opens: false).groups
  }

  /// A short report for the terminal.
  public static func text(_ content: ReportContent) -> String {
    TextWriter(document: DocumentBuilder(content, interactive: false, opens: false).document).text
  }
}
