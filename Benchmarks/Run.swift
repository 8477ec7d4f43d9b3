@testable import DoseEngines
import Foundation
import Stages

/// Runs all cases, prints the table and writes what the peer needs.
func runAll(into folder: URL) throws {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  print("| case | engine | 1 thread, s | 2 threads, s | processor, s | peak memory, MB |")
  print("|---|---|---|---|---|---|")
  var index = "file,nuclide,ni,nj,nk,si,sj,sk,seconds_2_threads,megabytes\n"
  for one in Case.all {
    let activity = try one.activity()
    _ = try row(one, .local(), activity)
    let kernel = try row(one, .kernel(), activity)
    index += "\(one.file),\(one.nuclide),\(one.size.i),\(one.size.j),\(one.size.k),"
    index +=
      "\(one.spacing.x),\(one.spacing.y),\(one.spacing.z),\(kernel.seconds),\(kernel.megabytes ?? -1)\n"
    try write(activity.map.values.voxels, folder, one.file + "_activity.raw")
    try write(kernel.dose.map.values.voxels, folder, one.file + "_dose.raw")
    try write(DoseEngine.kernel().dose(one.point()).dose.map.values.voxels, folder, one.file + "_octant.raw")
  }
  for shape in VoxelCurves.shapes { print(try VoxelCurves(count: 128, shape: shape).row()) }
  try index.write(to: folder.appending(path: "index.csv"), atomically: true, encoding: .utf8)
}

/// Measures with one and two threads; returns the latter.
private func row(_ one: Case, _ engine: DoseEngine, _ activity: TimeIntegratedActivityVolume) throws
  -> Measurement
{
  let single = try Measurement(engine, activity, threads: 1, repeats: 5)
  let double = try Measurement(engine, activity, threads: 2, repeats: 5)
  precondition(single.dose.map.values == double.dose.map.values, "results depend on the number of threads")
  let memory = double.megabytes.map { String(format: "%.0f", $0) } ?? "–"
  print(
    String(
      format: "| \(one.name) | \(engine.name) | %.3f | %.3f | %.3f | \(memory) |", single.seconds,
      double.seconds,
      single.processorSeconds))
  return double
}

private func write(_ values: [Float], _ folder: URL, _ name: String) throws {
  try values.withUnsafeBytes { try Data($0).write(to: folder.appending(path: name)) }
}
