import Arguments
import Checks
import Demonstrations
import Diagnostics
import Files
import Foundation
import Stages
import Studies
import Workflow

public struct AcceptanceOperation: Operation {
  var folder = FilePath("")
  var regions = 400
  public init() {}

  public static let about = About(
    "acceptance", .examples, "the acceptance protocol, with what the program can try alone filled in",
    takes: "nothing",
    gives: "`acceptance.md`: a form for the department's physicist",
    """
    Tries on this machine what needs no data of the department: the digital patient against its truth, twice, with equal bytes, and bias \
    and coverage of fitted curves. The rest of the form (own files, own camera, a known patient, the decision) is left open to be filled by hand.
    """,
    writes: ["acceptance.md", "acceptance.json"],
    examples: [.init("hepatica acceptance ACCEPT", "then fill in ACCEPT/acceptance.md")])

  public static var fields: [Field<Self>] {
    Field.word(\.folder, "FOLDER", "where form and digital patient go", .output, completes: .folders)
    Field.option(
      \.regions, "regions", nil, "N", "random regions per scenario of kinetics", in: .within(1...1e6))
  }

  /// - Throws: `Problem` if the folder cannot be written or a trial fails to run; a trial that misses is a row to review.
  public func run(_ context: Context) throws -> Outcome {
    let home = context.url(folder)
    let trials = AcceptanceTrials(folder: home, regions: regions)
    let rows = try trials.rows(progress: context.progress)
    let form = AcceptanceForm(
      program: "Hepatica \(Version.current), commit \(Version.commit)", day: context.now(), rows: rows)
    try writeAtomically(form.markdown, to: home.appending(path: "acceptance.md"))
    try writeAtomically(prettyJSON(form), to: home.appending(path: "acceptance.json"))
    let table = listing(
      ["trial", "seen", "verdict"], rows.map { [$0.step, $0.seen, $0.isMet ? "met" : "NOT MET"] })
    return try Outcome(
      text: table + "\nform: \(home.appending(path: "acceptance.md").path)", content: form,
      findings: rows.filter { !$0.isMet }.map {
        Finding(ProgramNote.trialFailed(seen: $0.seen, expected: $0.expected), at: $0.step)
      })
  }
}

/// One line of the form.
struct AcceptanceRow: Encodable {
  var step, command, expected, seen: String
  var isMet: Bool
}

/// What the program tries without data of a department.
struct AcceptanceTrials {
  let folder: URL
  let regions: Int

  func rows(progress: @escaping ProgressHandler) throws -> [AcceptanceRow] {
    func part(_ from: Double, _ to: Double) -> ProgressHandler {
      { fraction, words in progress(from + (to - from) * fraction, words) }
    }
    let first = try Validation.patient(folder.appending(path: "exact"), progress: part(0, 0.4))
    let second = try Validation.patient(folder.appending(path: "again"), progress: part(0.4, 0.8))
    let kinetics = try KineticsValidation.run(nil, regions: regions, seed: 1, progress: part(0.8, 1))
    return [
      AcceptanceRow(
        step: "digital patient, exact truth", command: "hepatica validate",
        expected: "all regions within 3 %",
        seen: first.text.split(separator: "\n").last.map(String.init) ?? "", isMet: first.review.isEmpty),
      try repetition(second),
      AcceptanceRow(
        step: "kinetics", command: "hepatica validate kinetics --regions \(regions)",
        expected: "bias below 1 % (3 % up to three points), coverage 93–97 %",
        seen: kinetics.review.isEmpty ? "every scenario within" : "\(kinetics.review.count) scenarios beyond",
        isMet: kinetics.review.isEmpty),
    ]
  }

  private func repetition(_ second: Outcome) throws -> AcceptanceRow {
    let digests = try ["exact", "again"].map {
      try sha256(file: folder.appending(path: $0).appending(path: "results/dose.nii.gz").path)
    }
    let isSame = digests[0] == digests[1]
    return AcceptanceRow(
      step: "the same again", command: "hepatica validate", expected: "the same bytes of dose.nii.gz",
      seen: isSame ? "equal, SHA-256 \(digests[0].prefix(12))…" : "different",
      isMet: isSame && second.review.isEmpty)
  }
}

/// The protocol as a form in Markdown.
struct AcceptanceForm: Encodable {
  let hepatica = 1
  var program: String
  var day: Date
  var rows: [AcceptanceRow]

  private enum CodingKeys: String, CodingKey { case hepatica, program, day, rows }

  var markdown: String {
    let own = rows.map {
      "| \($0.step) | `\($0.command)` | \($0.expected) | \($0.seen) | \($0.isMet ? "met" : "**not met**") |"
    }
    let lines = [
      "# Acceptance protocol", "", "\(program), \(day.formatted(.iso8601.year().month().day()))", "",
      "The manual's page “Before the first patient” explains each step. Parts 1 and 2 again after every update, part 3 after every change of",
      "camera, collimator or reconstruction.", "", "## 1. The program on this machine", "", Self.head,
      Self.rule,
    ]
    return (lines + own + Self.byHand).joined(separator: "\n") + "\n"
  }

  private static let head = "| step | command | expected | seen | verdict |"
  private static let rule = "|---|---|---|---|---|"

  private static let byHand: [String] = {
    func part(_ title: String, _ rows: [(String, String, String)]) -> [String] {
      ["", "## " + title, "", head, rule] + rows.map { "| \($0) | \($1) | \($2) | | |" }
    }
    return part(
      "2. Your own files",
      [
        (
          "a study of each camera", "`hepatica inspect STUDY`",
          "times, units, decay correction and geometry as on the console"
        ),
        (
          "left and right", "a source of known place, or the liver",
          "liver on the patient's right on the page of the report"
        ),
        ("volumes", "structures whose volume the contouring program states", "within 2 % from 10 mL up"),
        ("SUV", "`hepatica uptake` of a region whose SUV the console states", "within 1 %"),
        (
          "results in the archive", "`hepatica archive send` and open",
          "under the right patient, dose on the CT, uncertainty named as such"
        ),
        ("a mistake", "exchange two dates in the case file and run", "an error or a finding that names them"),
      ])
      + part(
        "3. Your camera",
        [
          (
            "calibration", "cylinder of known activity, `hepatica quantify`",
            "activity within its stated uncertainty"
          ),
          ("recovery", "spheres of known volume", "the recovery curve of the calibration file"),
          ("dead time", "a series of high activities, where you treat with them", "the stated model"),
          ("clock", "injection, camera and activity meter", "the same time within a minute"),
        ])
      + part(
        "4. One known patient", [("doses of another program", "both in one table", "differences explained")])
      + [
        "", "## 5. Decision", "", "| | |", "|---|---|", "| accepted for | |", "| not accepted for | |",
        "| date, physicist, second physicist | |",
      ]
  }()
}
