import Diagnostics
import Stages
import Volumes

/// A part of the dose whose noise is judged in addition to that of the voxels above half of the maximum.
public struct DosePart: Sendable, Hashable {
  /// Name of the part in messages and reports.
  public var name: String
  /// On the grid of the dose; `nil` for the tissue of this name in the material map, near activity.
  public var region: Occupancy?

  public init(_ name: String, region: Occupancy? = nil) { (self.name, self.region) = (name, region) }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// The voxels of a part that is judged.
struct JudgedVoxels: Sendable {
  let name: String
  /// On the transport grid.
  let offsets: [Int]
  /// Voxels with less of the largest dose do not count, 0…1.
  let least: Double

  /// Of a tissue what has a tenth of the largest dose counts: farther off it has none that matters.
  static let nearActivity = 0.1

  /// - Throws: `Problem` (usage) if the map does not have the tissue, and the part has no region.
  init(_ part: DosePart, _ task: DoseTask, _ materials: MaterialMap?) throws {
    name = part.name
    if let region = part.region {
      least = 0
      offsets = try JudgedVoxels.offsets(region, part, task)
      return
    }
    guard let materials, let tissue = materials.tissues.firstIndex(of: part.name) else {
      throw Problem(
        .usage, what: "“\(part.name)” is neither a structure nor a tissue of this case",
        at: "options.monteCarlo.parts",
        why: "its noise would decide when the simulation stops",
        remedy: "tissues here: \(materials?.tissues.joined(separator: ", ") ?? "none, for there is no CT")")
    }
    least = JudgedVoxels.nearActivity
    var found: [Int] = []
    func take(_ row: Range<Int>) {
      found += row.filter { Int(materials.tissue.voxels[$0]) == tissue }
    }
    if let grid = task.options.grid { grid.forEachRow(take) } else { take(0..<task.grid.size.count) }
    offsets = found
  }

  private static func offsets(_ region: Occupancy, _ part: DosePart, _ task: DoseTask) throws -> [Int] {
    let own = task.options.grid?.grid ?? task.grid
    guard region.grid.matches(own) else { throw GridError.foreignGrid("structure \(part.name)") }
    let lower = task.options.grid?.box.lower ?? GridSize(0, 0, 0)
    var found: [Int] = []
    region.forEach { offset, fraction in
      guard fraction >= 0.5 else { return }
      let (row, i) = offset.quotientAndRemainder(dividingBy: own.size.i)
      let (k, j) = row.quotientAndRemainder(dividingBy: own.size.j)
      found.append(task.grid.offset(i + lower.i, j + lower.j, k + lower.k))
    }
    return found
  }
}

/// How noisy a dose is where that decides when a simulation stops.
struct DoseNoise {
  /// Relative standard uncertainties. `nil` names the voxels above half of the maximum, of which it is the mean; of a part it is
  /// the mean weighted with the dose.
  private(set) var parts: [(name: String?, uncertainty: Double)] = []

  var worst: (name: String?, uncertainty: Double) {
    parts.max { $0.uncertainty < $1.uncertainty } ?? (nil, .infinity)
  }

  /// - Parameters:
  ///   - energy: of a voxel, in any unit.
  ///   - sigma: its standard uncertainty.
  init(_ work: MonteCarloCase, energy: (Int) -> Double, sigma: (Int) -> Double) {
    let wanted = work.wanted, airLimit = work.task.densities.airLimit
    func dose(_ n: Int) -> Double {
      let inverse = work.cells[n].inverseDensity
      return inverse * airLimit > 1 ? 0 : energy(n) * Double(inverse)
    }
    var top = 0.0
    for row in wanted { for n in row { top = max(top, dose(n)) } }
    var sum = 0.0, found = 0.0
    for row in wanted {
      for n in row where dose(n) > top / 2 {
        sum += sigma(n) / energy(n)
        found += 1
      }
    }
    parts = [(nil, found > 0 ? sum / found : .infinity)]
    for part in work.judged {
      var (noise, whole) = (0.0, 0.0)
      for n in part.offsets where dose(n) > part.least * top {
        noise += sigma(n)
        whole += energy(n)
      }
      // A part without dose has nothing to judge.
      parts.append((part.name, whole > 0 ? noise / whole : 0))
    }
  }

  /// `nil` where only the voxels above half of the maximum are judged.
  var sentence: String? {
    guard parts.count > 1 else { return nil }
    let all = parts.map { "\($0.name ?? "voxels above half of the maximum") \(percent($0.uncertainty))" }
    let decides = worst.name ?? "voxels above half of the maximum"
    return
      "Relative standard uncertainty of a voxel by the simulation: \(all.joined(separator: ", ")); \(decides) decides."
  }
}
