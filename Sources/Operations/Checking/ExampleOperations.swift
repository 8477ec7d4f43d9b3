import Arguments
import Demonstrations
import Foundation
import Studies
import Workflow

// Without a patient: digital ones with known truth, and reference data.

public struct DemoOperation: Operation {
  var folder = FilePath("")
  var seed: Int?
  var times: String?
  var resolution: Double?
  var counts = 1.0
  var size = 1.0
  var tumourLoad: Fraction?
  public init() {}

  public static let about = About(
    "demo", .examples, "a digital patient from DICOM to report", takes: "nothing",
    gives: "a digital patient as DICOM, its results, result against truth",
    """
    Writes a digital patient (CT, Lu-177 SPECT at four times, contours, records) as DICOM, takes it the ordinary \
    way, and compares the results with the truth. Seed, protocol and anatomy can be chosen.
    """,
    writes: DemoOperation.writes, isShow: true,
    examples: [
      .init("hepatica demo out/demo", "then open out/demo/results/report.html"),
      .init(
        "hepatica demo out/demo --times 24,96 --tumour-load 50% --seed 7", "another patient and protocol"),
    ])

  /// What a digital patient consists of.
  static let writes =
    ["case.json5", "calibration.json5", "images/*/*.dcm"] + RunOperation.about.writes.map { "results/" + $0 }

  public static var fields: [Field<Self>] {
    Field.word(\.folder, "FOLDER", "where the patient and the results go", .output, completes: .folders)
    Field.option(
      \.seed, "seed", nil, "N", "noise and motion of another patient", in: .within(0...1e15),
      fallback: "the patient of the documentation")
    Field.option(
      \.times, "times", nil, "H,H,…", "start of each SPECT after the administration, h",
      fallback: "4,24,96,168")
    Field.option(
      \.resolution, "resolution", nil, "MM", "full width at half maximum of the SPECT", in: .within(0...40),
      fallback: "12")
    Field.option(\.counts, "counts", nil, "F", "counts over the usual ones", in: .within(0.001...100))
    Field.option(
      \.size, "size", nil, "F", "lengths of the patient over the usual ones", in: .within(0.8...1.15))
    Field.option(
      \.tumourLoad, "tumour-load", nil, "F", "fraction of the liver that is tumour, as one lesion",
      in: .within(0.01...0.8), fallback: "five lesions, 2.5 %")
  }

  public func run(_ context: Context) throws -> Outcome {
    var choice = PatientChoice()
    choice.seed = seed.map { UInt64($0) }
    choice.hours = try times.map(Self.hours) ?? []
    (choice.resolution, choice.counts, choice.size) = (resolution, counts, size)
    choice.tumourLoad = tumourLoad?.value
    return try Demonstration.run(context.url(folder), as: choice, progress: context.progress)
  }

  private static func hours(_ list: String) throws -> [Double] {
    try list.split(separator: ",").map { try Double(word: String($0), at: "--times") }
  }
}

public struct DemoTrialOperation: Operation {
  var folder = FilePath("trial-demo")
  public init() {}

  public static let about = About(
    "demo trial", .examples, "a synthetic trial in a registry", takes: "nothing",
    gives: "a synthetic trial in a registry, truth against estimate",
    """
    Makes a trial of 26 patients and 4 cycles with known truth in a registry, allocates, analyses and reports it.
    """,
    writes: ["protocol.json5", "allocation.key", "trial.html", "trial.pdf"],
    examples: [.init("hepatica demo trial out/trial", "then open out/trial/trial.html")])

  public static var fields: [Field<Self>] {
    Field.word(
      \.optionalFolder, "FOLDER", "where the trial goes (trial-demo)", .output, completes: .folders)
  }

  private var optionalFolder: FilePath? {
    get { folder }
    set { folder = newValue ?? folder }
  }

  public func run(_ context: Context) throws -> Outcome {
    try DemonstrationTrial.run(context.url(folder), progress: context.progress)
  }
}

public struct ValidateOperation: Operation {
  var folder = FilePath("")
  public init() {}

  public static let about = About(
    "validate", .examples, "compare with the truth of a digital patient", takes: "nothing",
    gives: "the ideal digital patient compared with its truth",
    """
    Takes the digital patient without noise, blurring and motion through the full pipeline with local deposition, \
    whose truth is exact, and lists every region's time-integrated activity and dose with the truth.
    """,
    writes: DemoOperation.writes,
    examples: [.init("hepatica validate out/validation", "all within 3 %")])

  public static var fields: [Field<Self>] {
    Field.word(\.folder, "FOLDER", "where the patient goes", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    try Validation.patient(context.url(folder), progress: context.progress)
  }
}

public struct ValidatePhysicsOperation: Operation {
  var folder = FilePath("")
  var reference: FilePath?
  var histories = 1_000_000
  public init() {}

  public static let about = About(
    "validate physics", .examples, "compare the Monte Carlo engine with reference data", takes: "nothing",
    gives: "`physics.html`: the Monte Carlo engine compared with reference codes",
    """
    Writes a report that compares stopping powers, attenuation, kernels and S values of the Monte Carlo engine with \
    ESTAR, XCOM and two reference codes.
    """,
    writes: ["physics.html", "physics.pdf", "physics.json", "figures/*.png"],
    examples: [.init("hepatica validate physics out/physics", "then open out/physics/physics.html")])

  public static var fields: [Field<Self>] {
    Field.word(\.folder, "FOLDER", "where the report goes", .output, completes: .folders)
    Field.option(
      \.reference, "reference", nil, "FOLDER", "reference data instead of the built-in ones", .input,
      completes: .folders)
    Field.option(\.histories, "histories", "n", "N", "decays per simulated kernel", in: .within(1...1e10))
  }

  public func run(_ context: Context) throws -> Outcome {
    try PhysicsValidation.run(
      context.url(folder), reference: context.url(reference), histories: histories, progress: context.progress
    )
  }
}

public struct ValidateKineticsOperation: Operation {
  var output: FilePath?
  var regions = KineticsValidation.defaultRegions
  var seed = 1
  public init() {}

  public static let about = About(
    "validate kinetics", .examples, "bias and coverage of time-integrated activity over random regions",
    takes: "nothing", gives: "a table per scenario; `kinetics.json` with --output",
    """
    Fits random regions of known truth and prints bias and coverage of the time-integrated activity for each scenario. \
    The same seed draws the same regions on any machine.
    """,
    writes: ["kinetics.json"],
    examples: [.init("hepatica validate kinetics --regions 400", "bias and coverage of fitted curves")])

  public static var fields: [Field<Self>] {
    Field.option(
      \.output, "output", "o", "FOLDER", "where kinetics.json goes", .output, completes: .folders)
    Field.option(\.regions, "regions", nil, "N", "random regions per scenario", in: .within(1...1e7))
    Field.option(\.seed, "seed", nil, "N", "which regions are drawn", in: .within(0...1e15))
  }

  public func run(_ context: Context) throws -> Outcome {
    try KineticsValidation.run(
      context.url(output), regions: regions, seed: UInt64(seed), progress: context.progress)
  }
}

extension CorrectionUnderTest: ChoiceValue {}

public struct ValidateUncertaintyOperation: Operation {
  var output: FilePath?
  var repetitions = UncertaintyValidation.defaultRepetitions
  var seed = 1
  var partialVolume = CorrectionUnderTest.curve
  public init() {}

  public static let about = About(
    "validate uncertainty", .examples, "coverage of the uncertainty budget over repeated measurements",
    takes: "nothing", gives: "a table of regions and sources of error; `uncertainty.json` with --output",
    """
    Measures the digital patient again and again with errors drawn anew (contours, calibration, recovery, decay data, \
    images, registration, clock, counts) and prints how often the 95 % intervals of mean dose, time-integrated activity \
    and BED hold the truth, and what each source does alone against what the budget states of it.
    """,
    writes: ["uncertainty.json"],
    examples: [
      .init("hepatica validate uncertainty --seeds 40", "coverage of every region"),
      .init(
        "hepatica validate uncertainty --partial-volume regions", "corrected by the geometry of all regions"),
    ])

  public static var fields: [Field<Self>] {
    Field.option(
      \.output, "output", "o", "FOLDER", "where uncertainty.json goes", .output, completes: .folders)
    Field.option(
      \.repetitions, "seeds", nil, "N", "repetitions of the whole and of each source alone",
      in: .within(2...1e5))
    Field.option(\.seed, "seed", nil, "N", "which errors are drawn", in: .within(0...1e15))
    Field.option(
      \.partialVolume, "partial-volume", nil, "METHOD",
      "how partial volume is corrected: recovery curve, or all regions")
  }

  public func run(_ context: Context) throws -> Outcome {
    try UncertaintyValidation.run(
      context.url(output), repetitions: repetitions, seed: UInt64(seed), correction: partialVolume,
      progress: context.progress)
  }
}
