import Arguments
import Demonstrations
import Foundation
import Workflow

// Without a patient: digital ones with known truth, and reference data.

public struct DemoOperation: Operation {
  var folder = FilePath("")
  public init() {}

  public static let about = About(
    "demo", .examples, "a digital patient from DICOM to report", takes: "nothing",
    gives: "a digital patient as DICOM, its results, result against truth",
    """
    Writes a digital patient (CT, Lu-177 SPECT at four times, contours, records) as DICOM, takes it the ordinary \
    way, and compares the results with the truth.
    """,
    writes: DemoOperation.writes, isShow: true,
    examples: [.init("hepatica demo out/demo", "then open out/demo/results/report.html")])

  /// What a digital patient consists of.
  static let writes =
    ["case.json5", "calibration.json5", "images/*/*.dcm"] + RunOperation.about.writes.map { "results/" + $0 }

  public static var fields: [Field<Self>] {
    Field.word(\.folder, "FOLDER", "where the patient and the results go", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    try Demonstration.run(context.url(folder), progress: context.progress)
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
