import DICOM
import Diagnostics
import Files
import Foundation
import Parallel
import Synchronization

/// The headers of many files, read by several threads; the result does not depend on their number.
struct HeaderReading: Sendable {
  var instances: [Instance] = []
  var volumes: [SeriesEntry] = []
  var skipped: [Inventory.Skipped] = []

  private enum Outcome: Sendable {
    case instance(Instance)
    case volume(SeriesEntry)
    case skipped(String)
  }

  static func read(_ paths: [String], progress: ProgressHandler?) -> HeaderReading {
    let done = Atomic(0)
    let outcomes = parallelMap(paths.count) { n in
      defer {
        let count = done.add(1, ordering: .relaxed).newValue
        if count % 64 == 0 { progress?(Double(count) / Double(paths.count), "reading headers") }
      }
      return read(paths[n])
    }
    var result = HeaderReading()
    for (path, outcome) in zip(paths, outcomes) {
      switch outcome {
      case .instance(let instance): result.instances.append(instance)
      case .volume(let entry): result.volumes.append(entry)
      case .skipped(let reason): result.skipped.append(.init(path: path, reason: reason))
      }
    }
    return result
  }

  private static func read(_ path: String) -> Outcome {
    do throws(Problem) {
      try mustBeFile(path)
      if VolumeFile.isOne(path) {
        return try VolumeFile.entry(path).map(Outcome.volume) ?? .skipped(VolumeFile.dataOnly)
      }
      guard DataSet.isDICOM(path) else { return .skipped("not an image file") }
      return .instance(try Instance(path: path))
    } catch { return .skipped(error.what) }
  }
}
