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
    case html, pdf, json, csv, text

    var fileName: String { self == .csv ? "regions.csv" : "report." + (self == .text ? "txt" : rawValue) }
  }

  /// Writes the chosen formats into a folder, which is created if needed: `report.html`, `report.pdf`,
  /// `report.json`, `regions.csv`, `report.txt`.
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
    }
  }

  /// One self-contained HTML page.
  public static func html(_ content: ReportContent) -> String {
    HTMLWriter.html(DocumentBuilder(content, interactive: true).document)
  }
}

extension Report {
  /// A4 pages with embedded fonts, outline, links and text that can be extracted.
  /// - Throws: `Problem` with cairo's own words if it fails.
  public static func pdf(_ content: ReportContent) throws -> Data {
    try PDFWriter(document: DocumentBuilder(content, interactive: false).document).data()
  }

  /// Data of the report by the schema `hepatica.report/2`; numbers with unit and standard uncertainty.
  public static func json(_ content: ReportContent) -> String { ReportJSON(content: content).value.pretty }

  /// The table of regions, one line per region and summary.
  public static func csv(_ content: ReportContent) -> String { RegionsCSV(content: content).text }

  /// Everything that the report's first section lists, grouped, the gravest first.
  public static func findings(_ content: ReportContent) -> [Finding] {
    DocumentBuilder(content, interactive: false).groups
  }

  /// A short report for the terminal.
  public static func text(_ content: ReportContent) -> String {
    TextWriter(document: DocumentBuilder(content, interactive: false).document).text
  }
}
