import Diagnostics
import Files
import Foundation
import Stages

/// The dose report in all formats, each made of its one content (`ReportContent.study`).
///
/// ```swift
/// let files = try Report.write(content, to: URL(filePath: "out"), formats: Set(Report.FileFormat.allCases))
/// ```
public enum Report {
  /// A kind of file that a report is written to.
  public enum FileFormat: String, Sendable, CaseIterable {
    case html, pdf, json, csv, text, provenance
  }

  /// Writes the chosen formats into a folder, which is created if needed: `report.html`, `report.pdf`,
  /// `report.json`, `regions.csv` and `tables/*.csv`, `report.txt`, `provenance.txt`.
  ///
  /// Equal content gives equal bytes. Each file is written whole or not at all.
  /// - Returns: the files written, in the order of `FileFormat.allCases`.
  /// - Throws: `Problem` if the folder or a file cannot be written.
  public static func write(
    _ content: ReportContent, to folder: URL, formats: Set<FileFormat> = Set(FileFormat.allCases)
  ) throws -> [URL] {
    try createFolder(folder)
    let study = content.study
    return try FileFormat.allCases.filter(formats.contains).flatMap { format in
      try files(format, content, study).map { name, data in
        let file = folder.appending(path: name)
        try createFolder(file.deletingLastPathComponent())
        try writeAtomically(data, to: file)
        return file
      }
    }
  }

  private static func files(
    _ format: FileFormat, _ content: ReportContent, _ study: StudyContent
  ) throws -> [(String, Data)] {
    switch format {
    case .html: [("report.html", Data(study.html.utf8))]
    case .pdf: [("report.pdf", try study.pdf())]
    case .json: [("report.json", Data(SealedText.seal(json(content)).utf8))]
    case .csv: study.tables.map { ($0.file!, Data($0.csv.utf8)) }
    case .text: [("report.txt", Data(study.textFile.utf8))]
    case .provenance: study.annexText.map { [("provenance.txt", Data($0.utf8))] } ?? []
    }
  }
}

extension Report {
  /// One self-contained HTML page.
  public static func html(_ content: ReportContent) -> String { content.study.html }

  /// A4 pages with embedded fonts, outline, links and text that can be extracted; tagged, with provenance and tables
  /// attached.
  /// - Throws: `Problem` with cairo's own words if it fails.
  public static func pdf(_ content: ReportContent) throws -> Data { try content.study.pdf() }

  /// Data of the report by the schema `hepatica.report/2`; numbers with unit and standard uncertainty.
  public static func json(_ content: ReportContent) -> String {
    ReportJSON(content: content).value.printed + "\n"
  }

  /// The table of regions, one line per region and summary.
  public static func csv(_ content: ReportContent) -> String { DoseTables.regions(content).csv }

  /// Everything that the report's first section lists, grouped, the gravest first.
  public static func findings(_ content: ReportContent) -> [Finding] {
    DoseReport(content, isDrawn: false).groups
  }

  /// A short report for the terminal.
  public static func text(_ content: ReportContent) -> String { content.study.textFile }
}
