import Diagnostics
import Files
import Foundation

extension FHIRFiles {
  mutating func read(_ path: String, file: Int) throws {
    let text = try readText(path, called: "FHIR file")
    var number = 0
    if path.lowercased().hasSuffix("ndjson") {
      for (n, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      where line.contains(where: { !$0.isWhitespace }) {
        add(try JSON5.parse(String(line), document: "\(names[file]), line \(n + 1)"), file, "", &number)
      }
    } else {
      add(try JSON5.parse(text, document: names[file]), file, "", &number)
    }
    guard number > 0 else {
      throw Problem(
        .dataRejected, what: "this is not a FHIR Bundle", at: path,
        remedy: "export a Bundle of Observation resources, or ndjson")
    }
  }

  private mutating func add(_ content: JSON5Value, _ file: Int, _ url: String, _ number: inout Int) {
    guard content["resourceType"]?.text == "Bundle" else {
      // A file without a single resource is refused as a whole.
      guard content["resourceType"]?.text != nil else {
        problems.append(
          Problem(
            .dataRejected, what: "a resource has no type", at: "\(names[file]): after resource \(number)",
            why: "nobody knows whether it is a result", remedy: "every resource has its resourceType"))
        return
      }
      number += 1
      let resource = FHIRResource(content: content, file: file, number: number, fullURL: url)
      resources += [resource] + resource.containedResults
      return
    }
    // An empty answer is a Bundle too.
    if content["entry"] == nil { number += 1 }
    pages.add(content, file: names[file])
    for entry in content["entry"]?.elements ?? [] {
      if entry["request"]?["method"]?.text == "DELETE", let url = entry["request"]?["url"]?.text {
        number += 1
        deleted.insert(url)
      }
      if let resource = entry["resource"] {
        add(resource, file, entry["fullUrl"]?.text ?? "", &number)
      } else if entry["request"]?["method"]?.text != "DELETE" {
        number += 1
        leftOut["entries of a Bundle without a resource", default: 0] += 1
      }
    }
  }
}
