import Diagnostics
import Files
import Foundation

/// The dose results of one report as a FHIR transaction: an Observation for each region, and the DiagnosticReport that
/// holds them and the PDF. Each has an identifier of its own, so that a second delivery makes nothing twice.
package struct FHIRReport {
  /// The pseudonym of the report.
  package let pseudonym: String
  package let bundle: String
  /// Regions with a dose.
  package let regions: Int

  /// - Parameters:
  ///   - results: folder of `hepatica run`.
  ///   - subject: reference of the patient at the service, such as `Patient/17`.
  ///   - isFinal: a signed report; otherwise it is preliminary.
  /// - Throws: `Problem` if there is no report, or it was changed after it was written.
  package init(results: URL, subject: String, isFinal: Bool) throws {
    let (report, digest) = try Self.read(results)
    let doses = report.regions.filter { $0.numbers["mean_gy"] != nil }
    let observations = doses.map { Self.observation($0, report, subject, digest, isFinal) }
    let whole = Self.report(
      report, subject, digest, isFinal, results: observations.map(\.address),
      pdf: try readFile(results.appending(path: "report.pdf").path, called: "report as PDF"))
    (pseudonym, regions) = (report.pseudonym, doses.count)
    let bundle: JSON = [
      "resourceType": "Bundle", "type": "transaction",
      "entry": .array((observations + [whole]).map(\.entry)),
    ]
    self.bundle = bundle.compact
  }

  /// The pseudonym that a report states.
  package static func pseudonym(_ results: URL) throws -> String { try read(results).0.pseudonym }

  private static func read(_ results: URL) throws -> (RunReport, digest: String) {
    let url = results.appending(path: "report.json")
    let data = try readFile(url.path, called: "report")
    try SealedText.check(data, at: url.path, remedy: "hepatica report CASE makes it again")
    let text = String(decoding: data, as: UTF8.self)
    return (try RunReport(JSON5.parse(text, document: url.path).object(), on: nil), sha256(data))
  }

  private struct Part {
    var address, identity, type: String
    var resource: JSON

    /// - Parameter identity: what makes it the same at a second delivery.
    init(_ type: String, identity: String, _ members: [(String, JSON?)]) {
      (self.type, self.identity) = (type, identity)
      address = "urn:uuid:" + Part.uuid(identity)
      let identifier: JSON = [["system": .text(FHIR.own + "report"), "value": .text(identity)]]
      resource = .present([("resourceType", .text(type)), ("identifier", identifier)] + members)
    }

    var entry: JSON {
      [
        "fullUrl": .text(address), "resource": resource,
        "request": [
          "method": "POST", "url": .text(type),
          "ifNoneExist": .text("identifier=\(FHIR.own)report%7C\(identity)"),
        ],
      ]
    }

    /// Of version 8 (RFC 9562): bits of a digest.
    private static func uuid(_ identity: String) -> String {
      var digits = Array(sha256(identity.utf8).prefix(32))
      (digits[12], digits[16]) = ("8", "a")
      return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
  }

  private static func observation(
    _ region: RunRegion, _ report: RunReport, _ subject: String, _ digest: String, _ isFinal: Bool
  ) -> Part {
    let numbers = region.numbers
    return Part(
      "Observation", identity: "\(digest.prefix(32))-\(sha256(region.label.utf8).prefix(16))",
      [
        ("status", .text(isFinal ? "final" : "preliminary")),
        (
          "code",
          [
            "coding": [
              [
                "system": "http://dicom.nema.org/resources/ontology/DCM", "code": "128533",
                "display": "Mean Absorbed Radiation Dose",
              ],
              [
                "system": .text(FHIR.own + "dose"), "code": "mean-absorbed-dose",
                "display": "mean absorbed dose",
              ],
            ], "text": "Mean absorbed dose",
          ]
        ),
        ("subject", ["reference": .text(subject)]), ("effectiveDateTime", .text(report.day)),
        ("valueQuantity", FHIR.gray(numbers["mean_gy"])), ("bodySite", ["text": .text(region.label)]),
        ("method", ["text": .text("\(report.nuclide), \(report.engine)")]),
        ("note", [["text": .text("\(region.definition); \(report.program); for research use only")]]),
        (
          "component",
          FHIR.doseParts(u: numbers["mean_u_gy"], bed: numbers["bed_gy"], bedU: numbers["bed_u_gy"])
        ),
      ])
  }

  private static func report(
    _ report: RunReport, _ subject: String, _ digest: String, _ isFinal: Bool, results: [String], pdf: Data
  ) -> Part {
    let scan = FHIR.coded("http://terminology.hl7.org/CodeSystem/v2-0074", "NMS", "Nuclear Medicine Scan")
    return Part(
      "DiagnosticReport", identity: String(digest),
      [
        ("status", .text(isFinal ? "final" : "preliminary")), ("category", [scan]),
        ("code", FHIR.coded(FHIR.own + "report", "dosimetry", "Dosimetry of radionuclide therapy")),
        ("subject", ["reference": .text(subject)]), ("effectiveDateTime", .text(report.day)),
        ("result", .array(results.map { ["reference": .text($0)] })),
        (
          "conclusion",
          .text(
            "\(report.therapy), cycle \(report.cycle), \(report.nuclide). For research use only, not a medical device."
          )
        ),
        (
          "presentedForm",
          [
            [
              "contentType": "application/pdf", "title": "Dosimetry report",
              "data": .text(pdf.base64EncodedString()),
            ]
          ]
        ),
      ])
  }
}
