import Quantities
import Stages

extension DocumentBuilder {
  /// By the region's place in its summary: names may repeat.
  static func originID(_ summary: Int, _ region: Int) -> String {
    "origin-\(summary + 1)-\(region + 1)"
  }

  var provenance: [Block] {
    let all = content.summaries.reduce(content.provenance) { $0.merged(with: $1.provenance) }
    var blocks: [Block] = []
    let origins = self.origins
    if !origins.isEmpty {
      blocks += [.heading("Where does this number come from?"), .origins(origins)]
    } else if !content.summaries.isEmpty {
      blocks.append(
        .paragraph(
          "Inputs, formula and uncertainty of each number, the digests of all files, data tables and processing steps: provenance.txt, attached to this file, and next to it as a file; also report.html."
        ))
      return blocks
    }
    // A file that two rooms named by other roles is one input.
    var hashes: Set<String> = []
    let files = all.inputs.filter { hashes.insert($0.sha256).inserted }
    if !files.isEmpty { blocks.append(.table(inputs(files))) }
    if !all.tables.isEmpty {
      blocks += [
        .heading("Data tables"),
        .facts(all.tables.sorted { $0.key < $1.key }.map { Fact($0.key, $0.value) }),
      ]
    }
    // A summary repeats the steps of its inputs: each is shown once.
    var seen: Set<Provenance.Step> = []
    let once = all.steps.filter { seen.insert($0).inserted }
    if !once.isEmpty { blocks.append(.table(steps(once))) }
    if let seed = all.seed { blocks.append(.facts([Fact("Random seed", "\(seed)")])) }
    return blocks
  }

  private func inputs(_ inputs: [Provenance.Input]) -> Table {
    Table(
      caption: "Inputs",
      columns: [
        .init("Role", share: 1.2), .init("Files", .number, share: 0.4),
        .init("SHA-256", share: 3.4),
      ],
      rows: inputs.map {
        Table.Row([
          .text($0.role), .number(Format.split("\($0.files)"), sort: Double($0.files)),
          .text($0.sha256),
        ])
      })
  }

  private func steps(_ steps: [Provenance.Step]) -> Table {
    Table(
      caption: "Processing steps in order, with the parameters used",
      columns: [.init("Step", share: 1), .init("Parameters", share: 3)],
      rows: steps.map { step in
        let list = step.parameters.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
        return Table.Row([
          .text(step.name), .text(list.isEmpty ? "none" : list.joined(separator: "; ")),
        ])
      })
  }

  /// On paper the origins are in the file that goes with it.
  private var origins: [Origin] {
    guard interactive || !opens else { return [] }
    // The file has every region, the page those with names.
    return (opens ? summaries : content.summaries).enumerated().flatMap { n, summary in
      summary.regions.enumerated().map { place, region in
        Origin(
          id: Self.originID(n, place), title: "\(region.region), \(summary.title)",
          facts: origin(region, summary))
      }
    }
  }

  private func origin(_ r: RegionDose, _ summary: DoseSummary) -> [Fact] {
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
          "\($0.model) through \($0.points.count) points, \(Format.percent($0.extrapolatedFraction)) extrapolated"
        }
      ),
      ("Curve", interactive ? nil : fit.map(parameters)),
      ("Models compared", interactive ? nil : fit.map { "AICc; Ã in MBq·h: " + alternatives($0) }),
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

  var signatures: [Block] {
    guard !content.signatures.isEmpty || !content.amendments.isEmpty else { return [] }
    let rows = content.amendments.map {
      Table.Row([.text(Format.time($0.time)), .text($0.previousReportUID), .text($0.reason)])
    }
    let chain = Table(
      caption: "Earlier versions",
      columns: [
        .init("Time"), .init("Previous report UID", share: 1.6),
        .init("Reason for the amendment", share: 2),
      ],
      rows: rows)
    return (content.signatures.isEmpty || opens ? [] : [.signatures(content.signatures)])
      + (rows.isEmpty ? [.paragraph("First version: no amendment.")] : [.table(chain)])
  }
}
