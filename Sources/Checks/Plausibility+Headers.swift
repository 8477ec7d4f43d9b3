import Stages

extension Plausibility {
  package static let bodyWeight = Plausibility(
    quantity: "the body weight", attribute: "(0010,1030)", unit: "kg", range: 2...300,
    crossCheck: "lean body mass must be less", source: "newborn to the heaviest patients that scanners carry")
  package static let bodyHeight = Plausibility(
    quantity: "the height", attribute: "(0010,1020)", unit: "m", range: 0.4...2.5,
    crossCheck: "with the weight: lean body mass must be less than the body mass",
    source: "newborn to the tallest people; PS3.3 C.7.2.2 has it in metres")
  /// Per kilogram of the patient, where the weight is known.
  static let diagnosticActivity = Plausibility(
    quantity: "the injected activity", attribute: "(0018,1074)", unit: "MBq/kg", range: 0.05...60,
    crossCheck: "body weight; nuclides that are given for imaging alone",
    source:
      "EANM dosage card 2016 and EANM procedure guidelines (1 to 14 MBq/kg), with a margin of four and more")
  static let therapeuticActivity = Plausibility(
    quantity: "the injected activity", attribute: "(0018,1074)", unit: "MBq/kg", range: 0.05...2000,
    crossCheck: "body weight; nuclides that are given for therapy",
    source: "from pre-therapeutic doses to 100 GBq in a patient of 50 kg")
  /// Of the header against that of the nuclide that it names, relative.
  package static let halfLifeRatio = Plausibility(
    quantity: "the half-life over that of the nuclide", attribute: "(0018,1075)", unit: "",
    range: 0.99...1.01, crossCheck: "the named nuclide", source: "DDEP; editions differ by less than 0.3 %")
  package static let uptakeTime = Plausibility(
    quantity: "the time from injection to scan", attribute: "(0018,1078)", unit: "half-lives", range: 0...12,
    crossCheck: "half-life of the nuclide", source: "2⁻¹² leaves 1 part in 4096: no image has so few counts")
  package static let petFrame = Plausibility(
    quantity: "the duration of a frame", attribute: "(0018,1242)", unit: "s", range: 0.5...7200,
    crossCheck: "PS3.3 C.8.9.4 has it in milliseconds", source: "first-pass frames to two hours at one bed")
  package static let projection = Plausibility(
    quantity: "the time per projection", attribute: "(0018,1242)", unit: "s", range: 0.5...600,
    crossCheck: "PS3.3 C.8.4.12 has it in milliseconds", source: "fast to very long SPECT")
  package static let planarFrame = Plausibility(
    quantity: "the duration of a frame", attribute: "(0018,1242)", unit: "s", range: 0.5...14400,
    crossCheck: "PS3.3 C.8.4.9 has it in milliseconds", source: "dynamic frames to four hours of counting")
  package static let slope = Plausibility(
    quantity: "the rescale slope", attribute: "(0028,1053)", unit: "", range: 1e-15...1e12,
    crossCheck: "no voxel value may be infinite", source: "16-bit pixels from SUV to TBq/mL")
  package static let hounsfieldSlope = Plausibility(
    quantity: "the rescale slope of a CT", attribute: "(0028,1053)", unit: "HU", range: 1e-3...100,
    crossCheck: "CT numbers from −1024 to some thousands", source: "PS3.3 C.8.2.1; 8-bit CT at most")
  package static let pixel = Plausibility(
    quantity: "the pixel spacing", attribute: "(0028,0030)", unit: "mm", range: 0.02...50,
    crossCheck: "size of the patient", source: "micro-CT to the coarsest gamma camera matrix")
  package static let reconstructedWidth = Plausibility(
    quantity: "the width of the picture", attribute: "(0028,0030)", unit: "% of its diameter",
    range: 95...105,
    crossCheck: "Reconstruction Diameter (0018,1100)",
    source: "PS3.3 C.8.2.1; scanners round it to whole pixels and whole millimetres")
  package static let slice = Plausibility(
    quantity: "the distance of slices", attribute: "(0020,0032)", unit: "mm", range: 0.02...100,
    crossCheck: "positions of the slices", source: "micro-CT to single thick slices")
  package static let hounsfield = Plausibility(
    quantity: "the lowest CT number", attribute: "(7FE0,0010)", unit: "HU", range: -10_000 ... -200,
    crossCheck: "air near −1000; padding down to −8192 occurs", source: "PS3.3 C.8.2.1.1")
  package static let totalCounts = Plausibility(
    quantity: "the sum of all counts", attribute: "(7FE0,0010)", unit: "counts", range: 1...1e12,
    crossCheck: "a camera counts at most some 10⁵ per second",
    source: "four hours at 10⁶ per second, with margin")
  /// Of a whole image: Σ SUV × voxel mass over the body weight.
  package static let recoveredShare = Plausibility(
    quantity: "the activity in the image over the injected activity, decayed", attribute: "(0018,1074)",
    unit: "", range: 0...mostShare, crossCheck: "nothing is in a patient that was not given",
    source: "conservation of activity, with 10 % for calibration")
  /// SUV per Bq/mL.
  package static let uptakeFactor = Plausibility(
    quantity: "SUV per Bq/mL", attribute: "(0018,1074)", unit: "mL/Bq", range: 1e-9...1,
    crossCheck: "weight over decayed activity", source: "2 kg at 2 TBq to 300 kg at 0.3 MBq")

  /// Before arithmetic on it overflows.
  package static let voxelEdge = Plausibility(
    quantity: "the spacing of voxels", attribute: "", unit: "mm", range: 1e-3...1e4,
    crossCheck: "the file must be damaged", source: "a micrometre to ten metres")
  package static let voxelPlace = Plausibility(
    quantity: "the distance of the first voxel from the origin", attribute: "", unit: "mm", range: 0...1e6,
    crossCheck: "the file must be damaged", source: "a kilometre")

  /// All rows, for the manual and the tests.
  package static let table =
    headerRows + valueRows + lawRows + structureRows + planRows + recordRows + measuredRows + fileRows

  package static let headerRows: [Plausibility] =
    [
      bodyWeight, bodyHeight, diagnosticActivity, therapeuticActivity, halfLifeRatio, uptakeTime, petFrame,
      projection, planarFrame, slope, hounsfieldSlope, pixel, reconstructedWidth, slice, hounsfield,
      totalCounts,
      recoveredShare,
      uptakeFactor, refusedShare, refusedUptakeShare, voxelEdge, voxelPlace,
    ] + timeRows

  /// Nuclides that patients get for imaging alone.
  static let diagnosticNuclides: Set<String> = [
    "F-18", "Ga-68", "Cu-64", "C-11", "N-13", "O-15", "Zr-89", "I-124", "Rb-82", "Tc-99m", "In-111", "Ga-67",
    "Tl-201", "Sc-44", "Y-86", "I-123",
  ]

  /// All that patients get: by its half-life alone a nuclide is one of them.
  package static let administeredNuclides = diagnosticNuclides.union([
    "Lu-177", "Y-90", "I-131", "Ho-166", "Tb-161", "Ac-225", "Ra-223", "Pb-212", "Cu-67", "Re-186", "Re-188",
    "Sm-153", "Sr-89", "P-32", "At-211", "Bi-213",
  ])

  package static func activity(of nuclide: String?) -> Plausibility {
    nuclide.map(diagnosticNuclides.contains) == true ? diagnosticActivity : therapeuticActivity
  }
}
