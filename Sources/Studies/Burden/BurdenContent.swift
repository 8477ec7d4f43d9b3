import Diagnostics
import Documents
import Foundation
import Intake
import Quantities
import Reporting
import Workflow

/// What a burden measurement says.
package struct BurdenContent {
  let measured: BurdenMeasurement
  private var record: BurdenRecord { measured.record }

  package init(_ measured: BurdenMeasurement) { self.measured = measured }

  package var content: StudyContent {
    StudyContent(
      "burden", kind: "Liver tumour burden", header: header,
      sections: [findings, burden, pictures, lesions, reference, readers, methods], record: record)
  }

  private var header: ReportHeader {
    ReportHeader(
      pseudonym: record.pseudonym, therapy: "Liver tumour burden",
      reportUID: ObjectUID.derived(from: "burden \(record.inputSHA256) \(Version.current)"),
      softwareVersion: record.program, gitHash: record.commit, parameterFileHash: record.inputSHA256,
      created: .now, state: record.review.isEmpty ? .draft : .needsReview)
  }

  private var findings: StudyContent.Section {
    .init(
      "findings", "Findings",
      (record.review.isEmpty
        ? [ContentBlock.empty("No findings.")] : record.review.map { .note(.attention, $0) })
        .map { $0.only(.page) })
  }

  private var burden: StudyContent.Section {
    let figure = BurdenFigure(
      rows: record.rows.map {
        .init(name: "\($0.method), \($0.region)", percent: $0.percent.value, uncertainty: $0.percent.u)
      })
    let table = BurdenTables.burdens.table(
      "Tumour over liver", record.rows,
      notes: ["Limits differ between protocols on purpose; each is strict. Rules: \(record.rulesSource)."]
        + (record.rows.first?.flags.map { "\($0.text)." } ?? []))
    return .init(
      "burden", "Burden",
      [.figures([figure.drawing], caption: "Bands at 25, 50 and 75 %; bars: u (k = 1)."), .table(table)])
  }

  private var pictures: StudyContent.Section {
    let blocks = BurdenPictures(measured: measured).blocks
    return .init(
      "pictures", "Pictures",
      (blocks.isEmpty ? [ContentBlock.empty("No image was given.")] : blocks).map { $0.only(.page) })
  }

  private var lesions: StudyContent.Section {
    let table = BurdenTables.lesions.table(
      "Lesions", record.lesions, notes: why, pageRows: 60, terminalRows: 30)
    return .init("lesions", "Lesions and receptor expression", record.lesions.isEmpty ? [] : [.table(table)])
  }

  private var why: [String] {
    let gaps = Set(record.lesions.filter { $0.krenningQuantitative == nil }.map(\.krenningWhy)).sorted()
    let differ = record.lesions.filter { l in
      l.krenningVisual.flatMap { v in l.krenningQuantitative.map { $0 != v } } ?? false
    }.map(\.name)
    return gaps.map { "Quantitative score not possible, \($0)." }
      + (differ.isEmpty ? [] : ["Visual and quantitative score differ: \(differ.joined(separator: ", "))."])
  }

  private var reference: StudyContent.Section {
    guard let s = record.sphere else { return .init("reference", "Normal liver", []) }
    let facts: [(name: String, value: String?)] = [
      ("Sphere", "diameter \(s.diameterMm.printed()) mm, \(counted(s.voxels, "voxel"))"),
      ("Centre", s.centreMm.map { $0.printed() }.joined(separator: ", ") + " mm (LPS)"),
      ("SUVmax", s.suvMax.printed()),
      ("SUVmean", "\(s.suvMean.printed()), SD of voxels \(s.suvSD.printed())"),
      ("Placement", s.notes.joined(separator: " ")),
    ]
    let references = record.references.map { r -> (name: String, value: String?) in
      ("SUVmean, \(r.name)", r.suvMean.map { $0.printed() } ?? "not drawn")
    }
    let threshold = record.thresholdMethod.map { "\($0) = SUV \((record.thresholdSUV ?? .nan).printed())" }
    return .init(
      "reference", "Normal liver and references",
      [.facts(facts + references + [("Threshold", threshold)])] + ratios)
  }

  private var ratios: [ContentBlock] {
    guard let first = record.ratios.first else { return [] }
    return [
      .table(
        BurdenTables.ratios(first.values.keys.sorted()).table(
          "Tumour-to-normal ratio: lesion mean over mean of the sphere", record.ratios))
    ]
  }

  private var readers: StudyContent.Section {
    guard let r = record.readers else { return .init("readers", "Agreement of readers", []) }
    let votes = r.names.map { "\($0): \(r.veryHighVotes[$0] == true ? "yes" : "no")" }.joined(separator: ", ")
    let kappa = r.fleissKappa.map { "\($0.printed()) over \(r.voxels) liver voxels" }
    let facts: [(name: String, value: String?)] = [
      ("Fleiss' kappa", kappa ?? "not defined: all voxels rated the same"),
      (
        "Burden",
        "\(r.meanPercent.printed(uncertainty: r.standardDeviationPercent)) % (mean, SD of readers)"
      ),
      (
        "More than 75 %",
        "\(votes); majority \(r.veryHighMajority ? "yes" : "no"), \(r.isUnanimous ? "unanimous" : "not unanimous")"
      ),
      ("Bands", r.sameBand ? "all readers in the same band" : "readers in different bands"),
    ]
    let pairs =
      r.dice.map { (first: $0.first, second: $0.second, dice: Optional($0.dice)) }
      + r.names.map { (first: $0, second: "majority", dice: r.diceWithMajority[$0]) }
    return .init(
      "readers", "Agreement of readers",
      [.facts(facts), .table(BurdenTables.agreement.table("Dice coefficients", pairs))])
  }

  private var methods: StudyContent.Section {
    let facts: [(name: String, value: String?)] = [
      ("Grid", record.voxelMm.map { $0.printed() }.joined(separator: " × ") + " mm"),
      ("SUV", record.suvMethod), ("Registration", record.registration),
      ("Input file, SHA-256", record.inputSHA256), ("Software", "\(record.program) · \(record.commit)"),
    ]
    return .init(
      "methods", "Methods and provenance",
      [
        ContentBlock.list(record.methods), .facts(facts),
        .signatures([
          Signature(meaning: "Measured"), Signature(meaning: "Independently checked"),
          Signature(meaning: "Reviewed for the research record (physician)"),
        ]),
      ].map { $0.only(.page) })
  }
}
