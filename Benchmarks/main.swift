// Dose engines and voxel curves against the clock: `bench [folder]` prints a Markdown table and leaves the arrays in the folder
// (default .build/bench) for peer_fftconvolve.py, which convolves the same arrays with SciPy.

import Foundation

let folder = URL(filePath: CommandLine.arguments.dropFirst().first ?? ".build/bench")
do {
  try runAll(into: folder)
  try runMonteCarlo()
} catch {
  FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
  exit(70)
}
