@testable import DoseEngines
import Foundation
import Stages

/// Prints what the Monte Carlo engine does with the liver phantom: time to 2 % and 1 % mean uncertainty over voxels above
/// half of the maximum, histories per second, efficiency 1/(σ²T) and memory, by nuclide, voxel size, mode and threads.
func runMonteCarlo() throws {
  print(
    "\n| liver phantom | mode | threads | to 2 %, s | to 1 %, s | processor, s | histories/s | 1/(σ²T), 1/s | memory, MB |"
  )
  print("|---|---|---|---|---|---|---|---|---|")
  for spacing in [4.0, 2.0] {
    for nuclide in ["Y-90", "Lu-177"] {
      let phantom = try LiverPhantom(nuclide, spacing: spacing)
      for threads in spacing == 4 ? [1, 2] : [2] { try line(phantom, spacing, .fast, threads) }
      if spacing == 4 { try line(phantom, spacing, .analogue, 2) }
    }
  }
}

private func line(_ phantom: LiverPhantom, _ spacing: Double, _ mode: MonteCarlo.Mode, _ threads: Int) throws
{
  // Analogue mode would take minutes: its times are extrapolated from ten seconds by 1/√n.
  let stop = mode == .fast ? MonteCarlo.Stop(uncertainty: 0.01) : MonteCarlo.Stop(seconds: 10)
  var options = DoseOptions()
  options.threads = threads
  Memory.resetPeak()
  let used = clock(), start = DispatchTime.now().uptimeNanoseconds
  let marks = Marks(start)
  let dose = try DoseEngine.monteCarlo(MonteCarlo(mode: mode, stop: stop)).dose(
    phantom.activity, materials: phantom.materials, options: options,
    progress: { _, text in marks.note(text) }
  ).dose
  let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  let processor = Double(clock() - used) / Double(CLOCKS_PER_SEC)
  let sigma = uncertainty(dose),
    histories = Double(dose.provenance.steps.last?.parameters["histories"] ?? "") ?? 0
  let extrapolated = { (target: Double) in seconds * (sigma / target) * (sigma / target) }
  let (two, one) =
    mode == .fast
    ? (String(format: "%.2f", marks.twoPercent ?? seconds), String(format: "%.2f", seconds))
    : (String(format: "(%.0f)", extrapolated(0.02)), String(format: "(%.0f)", extrapolated(0.01)))
  print(
    "| \(phantom.nuclide) \(phantom.activity.map.grid.size.i)³ of \(spacing) mm | \(mode.rawValue) | \(threads) | \(two) | \(one) | "
      + String(
        format: "%.2f | %.0f | %.0f | %.0f |", processor, histories / seconds, 1 / (sigma * sigma * seconds),
        Memory.peak.map { Double($0) / 1024 } ?? -1))
}

/// Mean relative uncertainty of voxels above half of the maximum.
private func uncertainty(_ dose: DoseVolume) -> Double {
  let top = dose.map.values.voxels.max()!
  var sum = 0.0, count = 0.0
  for (d, s) in zip(dose.map.values.voxels, dose.map.statistical!.voxels) where d > top / 2 {
    sum += Double(s / d)
    count += 1
  }
  return sum / count
}

/// When the progress text first told an uncertainty of 2 % or less.
private final class Marks: @unchecked Sendable {
  // Sendable because progress is told by one thread.
  private let start: UInt64
  private(set) var twoPercent: Double?
  init(_ start: UInt64) { self.start = start }

  func note(_ text: String) {
    guard twoPercent == nil, let after = text.range(of: "uncertainty "),
      let value = Double(text[after.upperBound...].prefix { $0.isNumber || $0 == "." }), value <= 2
    else { return }
    twoPercent = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }
}
