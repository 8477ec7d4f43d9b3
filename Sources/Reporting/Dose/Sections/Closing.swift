import Checks
import Diagnostics
import Foundation
import Quantities
import Stages

extension DoseReport {
  /// By the region's place in its summary: names may repeat.
  static func originID(_ summary: Int, _ region: Int) -> String {
    "origin-\(summary + 1)-\(region + 1)"
  }

  /// On paper the origins are in the text that goes with it.
  var provenance: [ContentBlock] {
    guard !content.summaries.isEmpty else { return sources }
    return [
      ContentBlock.heading("Where does this number come from?").only([.screen, .annex]),
      ContentBlock(.origins(origins(summaries, isWhole: false))).only(.screen),
      ContentBlock(.origins(origins(content.summaries, isWhole: true))).only(.annex),
      ContentBlock.paragraph(
        "Inputs, formula and uncertainty of each number, the digests of all files, data tables and processing steps: provenance.txt, attached to this file, and next to it as a file; also report.html."
      ).only(.paper),
    ] + sources.map { $0.only([.screen, .annex]) }
  }

  /// Files, data tables and steps.
  private var sources: [ContentBlock] {
    let all = content.allProvenance
    let inputs = TableForm<Provenance.Input>.inputs.shown("Inputs", all.inputs)
    let steps = TableForm<Provenance.Step>.steps.shown(
      "Processing steps in order, with the parameters used", all.steps)
    let tables = all.tables.sorted { $0.key < $1.key }.map { Fact($0.key, $0.value) }
    let blocks: [ContentBlock] =
      (all.inputs.isEmpty ? [] : [.table(inputs)])
      + (tables.isEmpty ? [] : [.heading("Data tables"), ContentBlock(.facts(tables))])
      + (all.steps.isEmpty ? [] : [.table(steps)])
      + (all.seed.map { [ContentBlock(.facts([Fact("Random seed", "\($0)")]))] } ?? [])
    return blocks.map { $0.only([.page, .annex]) }
  }

  /// Of each image what is believed of it by the word of its header; the attributes are named in the files of data. A list
  /// of many structures is cut.
  var statements: [ContentBlock] {
    let facts = content.allProvenance.steps.filter { $0.name.hasPrefix(SoleStatement.stepName) }.map { step in
      let values = step.parameters.sorted { $0.key < $1.key }.map { key, value in
        "\(key.prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)) \(value.count > 90 ? "\(value.prefix(80)) …" : value)"
      }
      return Fact(String(step.name.dropFirst(SoleStatement.stepName.count)), values.joined(separator: "; "))
    }
    guard !facts.isEmpty else { return [] }
    return [
      .paragraph(
        "Nothing else in its file confirms these values: a wrong one contradicts nothing there. The manual’s article on "
          + "plausibility lists what beyond the file each is compared with."),
      ContentBlock(.facts(facts)),
    ]
  }

  /// - Parameter isWhole: with the parameters of the curves, which a page has in a table.
  private func origins(_ summaries: [DoseSummary], isWhole: Bool) -> [Origin] {
    summaries.enumerated().flatMap { n, summary in
      summary.regions.enumerated().map { place, region in
        Origin(
          id: Self.originID(n, place), title: "\(region.region), \(summary.title)",
          facts: origin(region, summary, isWhole: isWhole))
      }
    }
  }

  private func origin(_ r: RegionDose, _ summary: DoseSummary, isWhole: Bool) -> [Fact] {
    let fit = content.fits.first { $0.region.id == r.region.id }
    let structure = content.structures.first { $0.region.id == r.region.id }
    let budget = r.budget.map {
      "\($0.name) \(Format.percent($0.relative))" + ($0.basis.isEmpty ? "" : " — \($0.basis)")
    }
    let mean = DisplayUnit.gray.sentence(r.bestMean)
    let imaged =
      r.recoveryCorrectedMean == nil
      ? "" : " (recovery-corrected; as imaged \(DisplayUnit.gray.sentence(r.mean.value)))"
    return known(
      (
        "Result",
        "mean absorbed dose \(mean)\(imaged), least \(DisplayUnit.gray.sentence(r.minimum)), largest \(DisplayUnit.gray.sentence(r.maximum))"
      ),
      (
        "Region",
        [r.definition, structure?.method].compactMap { $0 }.filter { !$0.isEmpty }.joined(
          separator: "; ")
      ),
      ("Inputs", inputs(r)),
      (
        "Time integration",
        fit.map {
          "\($0.model) through \(counted($0.points.count, "point")), \(Format.percent($0.extrapolatedFraction)) extrapolated"
        }
      ),
      ("Curve", isWhole ? fit.map(parameters) : nil),
      ("Models compared", isWhole ? fit.map { "AICc; Ã in MBq·h: " + alternatives($0) } : nil),
      (
        "Dose",
        "mean of the voxel doses over the region, each voxel weighted by the fraction inside; engine: \(summary.engine), \(summary.nuclide)"
      ),
      ("Radiobiology", r.radiobiology),
      (
        "Uncertainty",
        budget.isEmpty
          ? (r.mean.standardUncertainty == nil ? Format.notEvaluated : "stated without a budget")
          : budget.joined(separator: "; ")
            + "; combined \(Format.percent(BudgetFigure.combined(r.budget)))"
      ),
      ("Warnings", r.warnings.texts.joined(separator: "; ")))
  }

  private func inputs(_ r: RegionDose) -> String {
    [
      "volume " + DisplayUnit.millilitre.sentence(r.volume),
      "mass " + DisplayUnit.gram.sentence(r.mass),
      r.timeIntegratedActivity.map {
        "time-integrated activity " + DisplayUnit.megabecquerelHour.sentence($0)
      },
    ].compactMap { $0 }.joined(separator: ", ")
  }

  /// The lines to sign on are on the physician's page where there is one.
  var signatures: [ContentBlock] {
    guard !content.signatures.isEmpty || !content.amendments.isEmpty else { return [] }
    let lines = overview.isEmpty && !content.signatures.isEmpty
    let amendments = TableForm<Amendment>.amendments.shown("Earlier versions", content.amendments)
    return (lines ? [.signatures(content.signatures)] : [])
      + [content.amendments.isEmpty ? .paragraph("First version: no amendment.") : .table(amendments)]
  }
}

extension ReportContent {
  /// Of all summaries, everything once: a file that two rooms named by other roles is one input, and a summary repeats the
  /// steps of its inputs.
  var allProvenance: Provenance {
    var all = summaries.reduce(provenance) { $0.merged(with: $1.provenance) }
    var hashes: Set<String> = []
    all.inputs = all.inputs.filter { hashes.insert($0.sha256).inserted }
    var seen: Set<Provenance.Step> = []
    all.steps = all.steps.filter { seen.insert($0).inserted }
    return all
  }
}
