import Arguments
import Diagnostics
import Documents
import Foundation
import Quantities
import Studies
import Workflow

// Fields that several operations share. Each is declared here once, and means the same everywhere.

extension Options.Engine: ChoiceValue {}
extension ResultForm.Identity: ChoiceValue {}
extension ResultForm.Activity: ChoiceValue {}
extension DataEdition: ChoiceValue {}
extension ToxicityJob.Edition: ChoiceValue {}

/// The case file and its work folder.
struct StudyFields: SharedFields {
  var caseFile = FilePath("")
  var output: FilePath?

  static var fields: [Field<Self>] {
    Field.word(\.caseFile, "CASE", "case file (JSON5); hepatica init writes a first one", .input)
    Field.option(
      \.output, "output", "o", "FOLDER", "work folder", .output, fallback: "“results” next to the case file",
      completes: .folders)
  }

  func folder(in context: Context) -> URL { OutputFolder.url(output, "results", beside: caseFile, context) }

  /// The case, ready to go.
  func journey(_ context: Context, adjust: (inout Case) throws -> Void = { _ in }) throws -> Journey {
    let stated = try CaseFile.read(context.url(caseFile))
    var therapy = stated
    try adjust(&therapy)
    return try Journey(
      therapy, as: stated, folder: WorkFolder(folder(in: context)), progress: context.progress)
  }
}

/// How results are written as DICOM objects.
struct ObjectFields: SharedFields {
  var identity = ResultForm.Identity.clinical
  var key: FilePath?
  var doseBits = 16
  var activity = ResultForm.Activity.nm
  var maps = false

  static var fields: [Field<Self>] {
    Field.option(
      \.identity, "identity", nil, "WHOSE",
      "clinical: patient and study of the images, so that results file under the patient; research: nobody's, by a key"
    )
    Field.option(
      \.key, "key", nil, "FILE",
      "key file of research objects, as of hepatica deidentify; made if it is not there")
    Field.option(
      \.doseBits, "dose-bits", nil, "N", "bits of a voxel of RT Dose: 16, which every viewer reads, or 32",
      in: .within(16...32))
    Field.option(
      \.activity, "activity-as", nil, "FORM",
      "quantified images as nm (with a value mapping) or as pet (Bq/mL)")
    Field.flag(
      \.maps, "maps", nil, "dose, its uncertainty and time-integrated activity as Parametric Maps too")
  }

  /// - Throws: a usage `Problem` for research objects without a key, or a key without them.
  func form(_ context: Context) throws -> ResultForm {
    var form = ResultForm()
    (form.identity, form.key, form.doseBits) = (identity, context.url(key), doseBits)
    (form.activity, form.maps) = (activity, maps)
    try form.check()
    return form
  }
}

enum OutputFolder {
  /// The folder that was named, or the usual one next to the input.
  static func url(_ output: FilePath?, _ usual: String, beside input: FilePath, _ context: Context) -> URL {
    context.url(output) ?? context.url(input).deletingLastPathComponent().appending(path: usual)
  }
}

/// When a simulation stops. Each that is given overrides the case file; all that are given hold.
struct StopFields: SharedFields {
  var uncertainty: Fraction?
  var histories: Int?
  var time: Double?

  static var fields: [Field<Self>] {
    Field.option(
      \.uncertainty, "uncertainty", "u", "F",
      "stop a simulation at this mean relative uncertainty, such as 0.01 or 1%", in: .within(1e-5...0.5),
      fallback: "0.01, if neither --histories nor --time is given")
    Field.option(
      \.histories, "histories", "n", "N", "stop a simulation after N histories", in: .within(1...1e15))
    Field.option(\.time, "time", "t", "SECONDS", "stop a simulation after this time", in: .aboveZero)
  }

  func apply(to simulation: inout MonteCarloOptions) {
    guard uncertainty != nil || histories != nil || time != nil else { return }
    (simulation.uncertainty, simulation.histories, simulation.seconds) = (uncertainty?.value, histories, time)
  }
}

/// Random numbers and threads.
struct MachineFields: SharedFields {
  var seed: Int?
  var threads: Int?

  static var fields: [Field<Self>] {
    Field.option(
      \.seed, "seed", nil, "N", "seed of the random numbers", in: .within(0...1e15), fallback: "1")
    Field.option(
      \.threads, "threads", nil, "N", "threads to compute with; the result does not depend on it",
      in: .within(1...1024), fallback: "one per core")
  }

  func apply(to simulation: inout MonteCarloOptions) {
    if let seed { simulation.seed = UInt64(seed) }
    simulation.threads = threads ?? simulation.threads
  }
}

/// How to compute the dose; each overrides the case file.
struct EngineFields: SharedFields {
  var engine: Options.Engine?
  var stop = StopFields()
  var checkpoint: Double?
  var grid: String?
  var crop: String?
  var margin: Double?
  var machine = MachineFields()

  static var fields: [Field<Self>] {
    Field.option(
      \.engine, "engine", "e", "NAME", "\(Options.Engine.words); overrides the case file",
      fallback: "that of the case file, or auto")
    \.stop
    Field.option(
      \.checkpoint, "checkpoint", nil, "SECONDS", "save the state of a simulation this often", in: .aboveZero,
      fallback: "60")
    Field.option(
      \.grid, "grid", nil, "VOXELS", "voxels of the dose: activity, ct, or their edge in mm",
      fallback: "activity", completes: .words(["activity", "ct"]))
    Field.option(
      \.crop, "crop", nil, "STRUCTURE",
      "the dose only around this structure; activity outside it still counts as source")
    Field.option(\.margin, "margin", nil, "MM", "around that structure", in: .within(0...500), fallback: "20")
    \.machine
  }

  func apply(to options: inout Options) throws {
    options.engine = engine ?? options.engine
    stop.apply(to: &options.monteCarlo)
    if let checkpoint { options.monteCarlo.checkpointSeconds = checkpoint }
    machine.apply(to: &options.monteCarlo)
    if let grid {
      var choice = try DoseGridChoice(grid)
      if let known = options.doseGrid {
        (choice.crop, choice.margin, choice.surroundings) = (known.crop, known.margin, known.surroundings)
      }
      options.doseGrid = choice
    }
    try applyCrop(to: &options)
  }

  private func applyCrop(to options: inout Options) throws {
    guard crop != nil || margin != nil else { return }
    var choice = options.doseGrid ?? DoseGridChoice()
    choice.crop = crop ?? choice.crop
    choice.margin = margin ?? choice.margin
    guard choice.crop != nil else {
      throw Problem(
        .usage, what: "a margin needs a structure to crop to", at: "--margin",
        remedy: "name the structure with --crop")
    }
    options.doseGrid = choice
  }
}

/// Decay data.
struct DataFields: SharedFields {
  var data = DataEdition.evaluated
  static var fields: [Field<Self>] {
    Field.option(\.data, "data", nil, "EDITION", "edition of the decay data")
  }
}

/// Names of the labels of a label image.
struct LabelFields: SharedFields {
  var labels: [Assignment] = []
  static var fields: [Field<Self>] {
    Field.options(
      \.labels, "label", nil, "N=NAME", "name of a label number in a label image", aliases: ["name"])
  }

  /// - Throws: a usage `Problem` for a label that is not a number.
  func names() throws(Problem) -> [Int: String] {
    var names: [Int: String] = [:]
    for label in labels {
      guard let number = Int(label.name) else {
        throw Problem(
          .usage, what: "“\(label.word)” is not N=NAME", at: "--label", remedy: "for example 1=Liver")
      }
      names[number] = label.value
    }
    return names
  }
}

extension Sex: ChoiceValue {}

/// What overrides the image in standardised uptake, or says it where the image is silent.
struct SUVFields: SharedFields {
  enum LeanMass: String, Sendable, CaseIterable, ChoiceValue { case janmahasatian, james128 }

  var lean: LeanMass?
  var weight: Double?
  var height: Double?
  var sex: Sex?
  var activity: Double?
  var injected: String?
  var halfLife: Double?

  static var fields: [Field<Self>] {
    Field.option(
      \.lean, "lean", nil, "FORMULA", "uptake by lean body mass (SUL) too: janmahasatian or james128")
    Field.option(\.weight, "weight", nil, "KG", "body weight; overrides the image header", in: .aboveZero)
    Field.option(\.height, "height", nil, "CM", "body height; overrides the image header", in: .aboveZero)
    Field.option(\.sex, "sex", nil, "F|M", "sex; overrides the image header")
    Field.option(
      \.activity, "activity", nil, "MBQ", "injected activity; overrides the image header", in: .aboveZero)
    Field.option(
      \.injected, "injected", nil, "TIME", "date and time of the injection; overrides the image header")
    Field.option(
      \.halfLife, "half-life", nil, "H", "physical half-life, hours; overrides the image header",
      in: .aboveZero)
  }

  func request(_ image: URL) -> UptakeRequest {
    var request = UptakeRequest(image: image)
    (request.leanMass, request.sex, request.injected) = (lean?.rawValue, sex?.rawValue, injected)
    (request.weight, request.height) = (weight, height)
    (request.injectedMegabecquerel, request.halfLifeHours) = (activity, halfLife)
    return request
  }
}

/// How to go on with input that is not all as it should be, and how much to explain.
struct ReadingFields: SharedFields {
  var explain = false
  var keepGoing = false

  static var fields: [Field<Self>] {
    Field.flag(\.explain, "explain", nil, "inputs, limits and reasons of each result")
    Field.flag(\.keepGoing, "keep-going", "k", "leave out what cannot be read, and list it")
  }
}

/// How numbers are written in tables.
struct DecimalFields: SharedFields {
  var decimalComma = false
  static var fields: [Field<Self>] {
    Field.flag(\.decimalComma, "decimal-comma", nil, "decimal comma: numbers are written as 12,5")
  }
}

/// Which laboratory values count, and by which edition they are graded.
struct GradingFields: SharedFields {
  var criteria = ToxicityJob.Edition.five
  var limits: FilePath?
  var baselineMonths = 1
  var monthsAfter = 3
  var treatmentDayAfter = false

  static var fields: [Field<Self>] {
    Field.option(\.criteria, "criteria", nil, "EDITION", "edition of CTCAE")
    Field.option(
      \.limits, "limits", "l", "FILE", "JSON5 of limits of normal by laboratory, sex, age and date", .input)
    Field.option(
      \.baselineMonths, "baseline-months", nil, "N", "baseline window before cycle 1, months",
      in: .within(0...120))
    Field.option(
      \.monthsAfter, "months-after", nil, "N", "months after the last cycle that count", in: .within(0...120))
    Field.flag(
      \.treatmentDayAfter, "treatment-day-after", nil,
      "blood of the first treatment day was drawn after administration")
  }
}

/// Who changes something and why; both are kept in the audit record.
struct AuthorFields: SharedFields {
  var by = ""
  var why = ""

  static var fields: [Field<Self>] {
    Field.option(\.by, "by", nil, "NAME", "who changes something", needed: true)
    Field.option(\.why, "why", nil, "REASON", "why", needed: true)
  }

  func author() throws -> ChangeAuthor { try ChangeAuthor(who: by, why: why) }
}

/// A registry by its file or the URL of its database.
struct RegistryFields: SharedFields {
  var registry = ""
  static var fields: [Field<Self>] {
    Field.word(
      \.registry, "REGISTRY", "a file of SQLite, or postgresql://USER@HOST/DATABASE", completes: .files)
  }

  func place(in context: Context) -> String {
    registry.contains("://") ? registry : context.path(FilePath(registry))
  }
}

/// A trial of a registry.
struct TrialFields: SharedFields {
  var registry = RegistryFields()
  var trial = ""
  static var fields: [Field<Self>] {
    \.registry
    Field.word(\.trial, "TRIAL", "name of the trial")
  }
}

/// The record of a registry in place of files.
struct RecordFields: SharedFields {
  var registry: String?
  var patient: String?

  static var fields: [Field<Self>] {
    Field.option(
      \.registry, "registry", nil, "REGISTRY",
      "read the record of this registry in place of files: a file of SQLite, or postgresql://USER@HOST/DATABASE",
      completes: .files)
    Field.option(\.patient, "patient", nil, "ID", "this patient alone")
  }

  func place(in context: Context) -> String? {
    registry.map { $0.contains("://") ? $0 : context.path(FilePath($0)) }
  }

  /// - Throws: a usage `Problem` unless there is either a file or a registry.
  func check(file isGiven: Bool, _ name: String) throws(Problem) {
    guard isGiven || registry != nil else {
      throw Problem(
        .usage, what: "\(name) is missing", remedy: "name a file, or a registry with --registry; see --help")
    }
    guard !isGiven || registry == nil else {
      throw Problem(
        .usage, what: "a file and a registry are given", at: name,
        why: "a value could stand in both",
        remedy: "import the file into the registry, or leave --registry out")
    }
  }
}

/// Whether what was found goes back into the registry.
struct RecordingFields: SharedFields {
  var record = false
  var by: String?
  var why: String?

  static var fields: [Field<Self>] {
    Field.flag(\.record, "record", nil, "write what was found into the registry; needs --by and --why")
    Field.option(\.by, "by", nil, "NAME", "who records it")
    Field.option(\.why, "why", nil, "REASON", "why")
  }

  /// - Throws: a usage `Problem` for a recording without author, reason or registry.
  func author(_ registry: String?) throws(Problem) -> (who: String, why: String)? {
    guard record else { return nil }
    guard registry != nil else {
      throw Problem(
        .usage, what: "there is no registry to record in", at: "--record", remedy: "give --registry")
    }
    return (by ?? "", why ?? "")
  }
}
