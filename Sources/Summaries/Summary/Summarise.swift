import Diagnostics
import Foundation
import Parallel
import Quantities
import Stages
import Volumes

/// Summarises one administration, or several on one grid added voxel by voxel, over the given regions.
///
/// Mean dose is energy divided by mass where `materials` are given, else the volume-weighted mean (each region
/// says which). Histogram statistics are by volume. The BED of several administrations is the sum of theirs:
/// they are taken to be further apart than repair takes.
/// - Parameters:
///   - therapies: at least one, all on the regions' grid.
///   - title: `cycle 1`, `accumulated over 4 cycles`, …
/// - Throws: `Problems` for foreign grids, empty regions and dose values that are not finite, all at once.
public func summarise(
  _ therapies: [TherapyDose], title: String, over regions: [DefinedRegion], materials: MaterialMap? = nil,
  options: SummaryOptions = SummaryOptions()
) throws -> DoseSummary {
  guard let first = therapies.first else {
    throw Problem(.usage, what: "no dose was given to summarise", remedy: "give at least one administration")
  }
  try checkGrids(therapies, regions, materials)
  let total = try accumulate(therapies.map(\.dose))
  let job = SummaryJob(
    therapies: therapies, total: total, smoothed: total.map.values.smoothedByHalfVoxels(),
    materials: materials, options: options)
  let results = parallelMap(regions.count) { n in Result { try job.summary(of: regions[n]) } }
  return DoseSummary(
    title: title, engine: job.total.engine, nuclide: job.total.nuclide, regions: try all(results),
    provenance: first.dose.provenance.merged(with: provenance(of: therapies.dropFirst(), options: options)))
}

private func provenance(of rest: ArraySlice<TherapyDose>, options: SummaryOptions) -> Provenance {
  let step = Provenance.Step(
    "summarise",
    [
      "histogram sampling": "\(options.sampling)", "BED": options.bedBasis.rawValue,
      "radiobiology": options.radiobiology.sets.values.map(\.printed).sorted().joined(separator: "; "),
    ])
  return rest.reduce(Provenance()) { $0.merged(with: $1.dose.provenance) }.adding(step)
}

private func checkGrids(_ therapies: [TherapyDose], _ regions: [DefinedRegion], _ materials: MaterialMap?)
  throws
{
  let grid = therapies[0].dose.map.grid
  var foreign: [String] = []
  for t in therapies where !t.dose.map.grid.matches(grid) { foreign.append("dose of \(t.label)") }
  for t in therapies where !(t.decays?.map.grid.matches(grid) ?? true) {
    foreign.append("decays of \(t.label)")
  }
  for r in regions where !r.region.grid.matches(grid) { foreign.append("region \(r.name)") }
  if let materials, !materials.density.grid.matches(grid) { foreign.append("material map") }
  guard foreign.isEmpty else { throw Problems(foreign.map(Problem.foreignGrid)) }
}

extension Problem {
  static func foreignGrid(_ what: String) -> Problem {
    Problem(
      .dataRejected, what: "is on a grid other than that of the dose", at: what,
      why: "voxels of different places would be combined", remedy: "resample it to the reference grid first")
  }
}

/// All values, or every problem that occurred.
private func all<Value>(_ results: [Result<Value, any Error>]) throws -> [Value] {
  var values: [Value] = []
  var problems: [Problem] = []
  for result in results {
    switch result {
    case .success(let value): values.append(value)
    case .failure(let problem as Problem): problems.append(problem)
    case .failure(let error): throw error
    }
  }
  guard problems.isEmpty else { throw problems.count == 1 ? problems[0] : Problems(problems) }
  return values
}
