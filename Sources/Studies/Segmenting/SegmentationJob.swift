import Checks
import Diagnostics
import Documents
import Files
import Foundation
import ImageFiles
import Intake
import Quantities
import Reporting
import Stages
import Volumes
import Workflow

/// Runs an installed segmenter on an image and keeps what it proposed with its name, version and digest.
///
/// The contract: `COMMAND … INPUT.nii.gz OUTPUT.nii.gz` reads a NIfTI image (HU for a CT) and writes a label image on the same grid,
/// exit status 0. What the labels are is known from, in this order: the class map that the user names, `OUTPUT.json`
/// (`{"1": "liver", …}`) if the command writes it, the label table in the NIfTI header. `COMMAND --version` prints one line.
public struct SegmentationJob: Sendable {
  /// What it answers, and keeps next to the labels.
  package typealias Record = SegmentProposal
  public var image: URL
  public var series: String?
  public var output: URL
  /// The command and the words before the two files; empty: the rules of Hepatica.
  public var command: [String]
  public var classes: String?
  /// Names of labels that are wanted; empty: all that have a role, and no others.
  public var isEverything = false

  public init(image: URL, output: URL, command: [String]) {
    (self.image, self.output, self.command) = (image, output, command)
  }

  /// - Throws: `Problem` if the command cannot be run, fails, or writes labels that are not on the image's grid or have no name.
  public func run(progress: @escaping ProgressHandler) throws -> Outcome {
    let source = ImageSource(path: image, series: series, answers: SeriesAnswers(), location: image.path)
    let library = try ImageLibrary([source], seriesOption: "--series", progress: progress)
    let series = try library.load(source, as: "a CT, MR or emission image") {
      $0.kind == .ct || $0.kind == .mr || $0.isEmission
    }
    if command.isEmpty { return try keepRules(series) }
    let program = try Segmenter(command)
    let work = FileManager.default.temporaryDirectory.appending(
      path: "hepatica-segment-" + hex(randomBytes(8)))
    try createFolder(work)
    defer { try? FileManager.default.removeItem(at: work) }
    progress(0.2, "segmenter")
    let (labels, names) = try program.segment(series.values, in: work, classes: classes)
    progress(0.9, "quality")
    let values = try ImageFiles.readLabels(labels.path)
    guard values.grid.matches(series.values.grid) else {
      throw Problem(
        .dataRejected, what: "the segmenter's labels are not on the grid of the image",
        at: command.joined(separator: " "),
        why: "every structure would lie elsewhere", remedy: "let it write labels on its input's grid")
    }
    let appraisal = try LabelAppraisal(values, image: series)
    let parts = names.sorted { $0.key < $1.key }.map { appraisal.part($0.key, $0.value) }
    let maker = SegmentProposal.Program(
      name: program.version, sha256: program.digest, classes: classes ?? "stated by the program")
    return try keep(
      values, parts.filter { isEverything || $0.role != .other }, maker,
      left: parts.count { $0.role == .other })
  }

  /// What follows from rules has the structures that it has, also those without a role.
  private func keepRules(_ series: ImageSeries) throws -> Outcome {
    let maker = SegmentProposal.Program(
      name: SegmentationRules.name, sha256: SegmentationRules.digest, classes: "stated by the program")
    var coarse = series
    coarse.values = try series.values.coarse(SegmentationRules.edge)
    let outcomes = try SegmentationRules.structures(coarse, at: image.path).map { found in
      let appraisal = try LabelAppraisal(found.labels, image: coarse)
      let parts = found.names.sorted { $0.key < $1.key }.map { appraisal.part($0.key, $0.value) }
      return try keep(found.labels, parts, maker, left: 0, name: found.file)
    }
    var all = outcomes[0]
    for further in outcomes.dropFirst() {
      all.text += "\n\n" + further.text
      all.findings += further.findings
    }
    return all
  }

  private func keep(
    _ values: Volume<Int32>, _ parts: [SegmentProposal.Part], _ program: SegmentProposal.Program, left: Int,
    name: String = "structures"
  ) throws -> Outcome {
    guard !parts.isEmpty else {
      throw Problem(
        .dataRejected, what: "the segmenter found nothing that plays a role here",
        at: command.joined(separator: " "),
        remedy: "keep all of it with --everything")
    }
    let wanted = Set(parts.map { Int32($0.label) })
    var kept = values
    for n in kept.voxels.indices where !wanted.contains(kept.voxels[n]) { kept.voxels[n] = 0 }
    try createFolder(output)
    let file = output.appending(path: name + ".nii.gz")
    try ImageFiles.write(
      kept.map { Float($0) }, file.path, description: "label image, a proposal to be confirmed")
    let proposal = SegmentProposal(program: program, labels: try sha256(file: file.path), parts: parts)
    try writeAtomically(prettyJSON(proposal), to: SegmentProposal.file(of: file.path))
    return try outcome(proposal, file, left)
  }

  private func outcome(_ proposal: SegmentProposal, _ file: URL, _ left: Int) throws -> Outcome {
    let table = StudyTable(
      "proposal", file: nil, caption: "Proposal",
      columns: [
        .init("structure"), .init("role"), .init("volume", unit: "mL", .number),
        .init("mean CT number", unit: "HU", .number), .init("pieces", .number),
        .init("largest piece", unit: "%", .number), .init("edge"),
      ],
      rows: proposal.parts.map { part in
        [
          .text(part.name), .text(part.role.rawValue), .decimals(part.volumeMl, 1), .fixed(part.meanHU, 0),
          .count(part.pieces), part.pieces == 1 ? .absent : .percentage(part.largestPiece),
          .words(part.touchesEdge ? "touches" : nil),
        ]
      })
    let lines =
      [
        table.text,
        "made by \(proposal.program.name); \(counted(left, "structure")) without a role here left out",
        "in a case file:", "  structures: [{ path: \"\(file.lastPathComponent)\", roles: {",
      ] + CaseTemplate.roles(proposal.parts.map(\.name)) + ["  } }],"]
    return try Outcome(
      text: lines.joined(separator: "\n"), content: proposal,
      findings: [Finding(ProposalNote.unconfirmed(file: file.path))]
        + proposal.parts.flatMap(\.doubts))
  }
}

/// A person's word on a proposal.
public enum SegmentProposalConfirmation {
  /// Keeps that a person looked at a label image and confirms it as it is now.
  /// - Throws: `Problem` for a label image that is not a proposal.
  public static func run(_ labels: URL, by name: String, at time: Date) throws -> Outcome {
    try mustBeFile(labels.path, called: "label image")
    guard var proposal = try SegmentProposal.read(of: labels.path) else {
      throw Problem(
        .inputMissing, what: "this label image is not a proposal of hepatica segment", at: labels.path,
        remedy: "structures that a person drew need no confirmation")
    }
    proposal.labels = try sha256(file: labels.path)
    proposal.confirmed = SegmentProposal.Confirmation(by: name, at: time.formatted(.iso8601))
    try writeAtomically(prettyJSON(proposal), to: SegmentProposal.file(of: labels.path), over: .state)
    return try Outcome(
      text: "\(counted(proposal.parts.count, "structure")) confirmed by \(name)", content: proposal)
  }
}
