import Foundation

@testable import Reporting

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The sample once for all tests; 36³ voxels are enough for structure.
let sample = Sample(voxels: 36).content
let sampleHTML = Report.html(sample)

/// The first complaint of an XML parser; `nil` for well-formed text.
func complaint(about xml: String) -> String? {
  let parser = XMLParser(data: Data(xml.utf8))
  return parser.parse()
    ? nil : "\(parser.parserError.map { "\($0)" } ?? "unknown") at line \(parser.lineNumber)"
}

/// Output of a command of the host; `nil` where it is not installed.
func output(of command: String, _ arguments: [String]) throws -> String? {
  let tool = "/usr/bin/" + command
  guard FileManager.default.isExecutableFile(atPath: tool) else { return nil }
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: tool)
  process.arguments = arguments
  process.standardOutput = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return String(decoding: data, as: UTF8.self)
}

extension String {
  func matches(_ pattern: String) -> [String] {
    let expression = try! NSRegularExpression(pattern: pattern, options: [.dotMatchesLineSeparators])
    return expression.matches(in: self, range: NSRange(startIndex..., in: self)).map {
      String(self[Range($0.range, in: self)!])
    }
  }

  /// Without base64 data, in which any letters can stand together.
  var withoutImages: String {
    let expression = try! NSRegularExpression(pattern: "[A-Za-z0-9+/=]{200,}")
    return expression.stringByReplacingMatches(
      in: self, range: NSRange(startIndex..., in: self), withTemplate: "")
  }
}
