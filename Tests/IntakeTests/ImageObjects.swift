@testable import DICOM
import Fixtures
import Foundation
@testable import Intake
import Quantities
import Stages
import Volumes

/// A folder with small DICOM objects that a test writes through the door.
struct ImageFolder {
  let url: URL
  init() throws { url = try Fixtures.temporaryFolder() }

  func remove() { try? FileManager.default.removeItem(at: url) }

  func write(_ set: DataSet, _ name: String, as syntax: TransferSyntax = .explicitLittleEndian) throws {
    let path = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    try set.write(to: path.path, as: syntax)
  }

  func scan() throws -> Inventory { try Inventory.scan([url.path]) }
}

/// A change to an object before it is written.
typealias Change = (DataSet) throws -> Void

func header(_ sopClass: String, modality: String, series: String = "series", instance: String) throws
  -> DataSet
{
  let set = DataSet()
  try set.set(.sopClassUID, sopClass)
  try set.set(.sopInstanceUID, UID.derived(from: series + instance))
  try set.set(.seriesInstanceUID, UID.derived(from: series))
  try set.set(.studyInstanceUID, UID.derived(from: "study"))
  try set.set(.frameOfReferenceUID, UID.derived(from: "frame"))
  try set.set(.modality, modality)
  try set.set(.patientName, "Secret^Name")
  try set.set(.patientID, "SECRET-ID")
  return set
}

/// The value of a test volume at a point of the patient: distinct everywhere, exact in 16 bits.
func fieldValue(_ p: Vector3) -> Int { Int((p.x * 7 + p.y * 100 + p.z * 1000).rounded()) }

func stored(_ grid: Grid, k: Int) -> [Int16] {
  var values: [Int16] = []
  for j in 0..<grid.size.j {
    for i in 0..<grid.size.i {
      values.append(Int16(fieldValue(grid.position(Vector3(Double(i), Double(j), Double(k))))))
    }
  }
  return values
}

func testGrid(direction: Matrix3 = .identity, slices: Int = 4) throws -> Grid {
  try Grid(
    size: GridSize(3, 2, slices), spacing: Vector3(2, 3, 5), direction: direction, origin: Vector3(1, -2, 3))
}

private func list(_ v: Vector3) -> [Double] { [v.x, v.y, v.z] }

/// One slice of a CT, PET or other single-frame series that shows `fieldValue`.
func slice(
  _ sopClass: String = SOPClass.ct, modality: String = "CT", of grid: Grid, k: Int, series: String = "series",
  _ change: Change = { _ in }
) throws -> DataSet {
  let set = try header(sopClass, modality: modality, series: series, instance: "\(k)")
  let (x, y, _) = grid.direction.columns
  try set.set(.imageOrientationPatient, list(x) + list(y))
  try set.set(.imagePositionPatient, list(grid.position(Vector3(0, 0, Double(k)))))
  try set.set(.pixelSpacing, [grid.spacing.y, grid.spacing.x])
  try set.set(.rescaleSlope, 1)
  try set.set(.rescaleIntercept, 0)
  try set.setPixels(.signed16(stored(grid, k: k)), rows: grid.size.j, columns: grid.size.i)
  try change(set)
  return set
}

/// A PET slice in Bq/mL, decay-corrected to the start, of Ga-68.
func petSlice(of grid: Grid, k: Int, _ change: Change = { _ in }) throws -> DataSet {
  try slice(SOPClass.pet, modality: "PT", of: grid, k: k, series: "pet") { set in
    try set.set(.units, "BQML")
    try set.set(.decayCorrection, "START")
    try set.set(.correctedImage, ["DECY", "ATTN", "SCAT"])
    try set.set(.seriesDate, "20210301")
    try set.set(.seriesTime, "100000")
    try set.set(.acquisitionDate, "20210301")
    try set.set(.acquisitionTime, "100000")
    try set.set(.actualFrameDuration, 120_000)
    try set.set(.patientWeight, 70)
    let drug = try set.addItem(.radiopharmaceuticalInformationSequence)
    try drug.set(.radionuclideTotalDose, 1.85e8)
    try drug.set(.radionuclideHalfLife, 4062.6)
    try drug.set(.radiopharmaceuticalStartDateTime, "20210301090000")
    try drug.addItem(.radionuclideCodeSequence).set(.codeValue, "35337001")
    try change(set)
  }
}

/// What an NM object is made with, beside the values.
struct NMOptions {
  var spacing: Double?
  var position: Vector3?
  var axes: (Vector3, Vector3)? = (Vector3(1, 0, 0), Vector3(0, 1, 0))
  var type = "RECON TOMO"
  var change: Change = { _ in }
}

/// A reconstructed SPECT of Lu-177 whose frames are the slices of `frames`.
func nm(_ frames: [[Int16]], rows: Int, columns: Int, pixel: (Double, Double), _ options: NMOptions) throws
  -> DataSet
{
  let set = try header(SOPClass.nm, modality: "NM", series: "nm", instance: "1")
  try set.set(.imageType, ["DERIVED", "PRIMARY", options.type, "EMISSION"])
  try set.set(.acquisitionDate, "20210304")
  try set.set(.acquisitionTime, "093000")
  try set.set(.pixelSpacing, [pixel.1, pixel.0])
  try set.set(.sliceThickness, 5)
  if let spacing = options.spacing { try set.set(.spacingBetweenSlices, spacing) }
  if options.type == "RECON TOMO" {
    try set.set(.frameIncrementPointer, tags: [.sliceVector])
    try set.set(.sliceVector, Array(1...frames.count))
  }
  try set.set(.correctedImage, ["ATTN"])
  let detector = try set.addItem(.detectorInformationSequence)
  if let p = options.position { try detector.set(.imagePositionPatient, list(p)) }
  if let a = options.axes { try detector.set(.imageOrientationPatient, list(a.0) + list(a.1)) }
  let drug = try set.addItem(.radiopharmaceuticalInformationSequence)
  try drug.addItem(.radionuclideCodeSequence).set(.codeValue, "447553000")
  try set.setPixels(.signed16(frames.flatMap { $0 }), rows: rows, columns: columns, frames: frames.count)
  try options.change(set)
  return set
}

/// The test volume on `grid` as NM: k runs along ± row × column, which the sign of the spacing tells.
func nm(of grid: Grid, _ change: @escaping Change = { _ in }) throws -> DataSet {
  let (x, y, z) = grid.direction.columns
  let sign = x.cross(y).dot(z) > 0 ? 1.0 : -1.0
  let frames = (0..<grid.size.k).map { stored(grid, k: $0) }
  let options = NMOptions(spacing: sign * grid.spacing.z, position: grid.origin, axes: (x, y), change: change)
  return try nm(
    frames, rows: grid.size.j, columns: grid.size.i, pixel: (grid.spacing.x, grid.spacing.y), options)
}

/// True if every voxel shows `fieldValue` of its place in the patient, whatever the order of the voxels is.
func showsField(_ volume: Volume<Float>, factor: Double = 1) -> Bool {
  let g = volume.grid
  return (0..<g.size.count).allSatisfy { n in
    let index = Vector3(
      Double(n % g.size.i), Double(n / g.size.i % g.size.j), Double(n / (g.size.i * g.size.j)))
    return abs(Double(volume.voxels[n]) - factor * Double(fieldValue(g.position(index)))) < 1e-3
      * max(1, abs(factor))
  }
}

extension SeriesEntry {
  /// Everything that was found about the series, in one text.
  var told: String { findings.map { "\($0.severity) \($0.problem)" }.joined(separator: "\n") }
}

/// The text of the error that `body` throws; empty if it throws none.
func refusal(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch { return "\(error)" }
}
