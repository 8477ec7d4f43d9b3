import Checks
import DICOM
import Diagnostics
import Files
import Parallel
import Stages
import Synchronization
import Volumes

extension Inventory {
  /// Reads the pixels of a series in its unit, on its grid, with its times.
  ///
  /// - Parameters:
  ///   - answers: what the case file states about this series; it settles blocking findings.
  ///   - inCase: false where there is no case file in which anything could be stated; remedies then do not name it.
  /// - Throws: `Problems` with everything that is still open, or a `Problem` of a file that cannot be decoded.
  public func load(
    _ entry: SeriesEntry, answers: SeriesAnswers = SeriesAnswers(), inCase: Bool = true,
    progress: ProgressHandler? = nil
  ) throws -> ImageSeries {
    guard let stack = entry.stack else { return try VolumeFile.load(entry, answers, inCase: inCase) }
    let understood = Interpretation(stack, answers, halfLife: halfLife)
    let open = SeriesEntry.gathered(understood.findings.filter { $0.severity == .blocking })
    guard open.isEmpty else { throw Problems(open.map { $0.problem(inCase: inCase) }) }
    guard understood.kind.isImage else { throw Self.notAnImage(entry) }
    guard let geometry = understood.geometry, let unit = understood.unit else {
      throw Problem(.dataRejected, what: "the series has no place or no unit", at: entry.files[0])
    }
    let voxels = try FrameLoading(stack: stack, geometry: geometry, scales: unit.scales, progress: progress)
      .voxels()
    return ImageSeries(
      id: entry.id, modality: entry.modality, values: try Volume(grid: geometry.grid, voxels: voxels),
      unit: unit.unit,
      study: entry.study, acquisition: understood.acquisition,
      provenance: try provenance(entry, understood, unit, answers))
  }

  /// What is left to be looked at when the series is used with these statements.
  public func findings(_ entry: SeriesEntry, answers: SeriesAnswers = SeriesAnswers()) -> [ImageFinding] {
    guard let stack = entry.stack else { return entry.findings.filter { $0.severity == .review } }
    let understood = Interpretation(stack, answers, halfLife: halfLife).findings
    // A key that is stated settles the finding that asked for it.
    return SeriesEntry.gathered(
      understood.filter { $0.severity == .review && answers.given.isDisjoint(with: $0.keys) })
  }

  private func provenance(
    _ entry: SeriesEntry, _ understood: Interpretation, _ unit: UnitChoice.Result, _ answers: SeriesAnswers
  ) throws -> Provenance {
    var parameters = ["series": entry.id, "unit": unit.unit.word, "unit known by": unit.source]
    for (key, value) in answers.stated { parameters["stated \(key)"] = value }
    if understood.geometry?.isResampled == true { parameters["missing slices"] = "interpolated linearly" }
    if let windows = windowsTogether(entry) { parameters["energy windows, together"] = windows }
    let hash = try sha256(files: entry.files)
    return Provenance(
      inputs: [.init(role: understood.kind.rawValue, sha256: hash, files: entry.files.count)],
      steps: [.init("read image series", parameters)])
  }

  /// The energy windows that one reconstruction is of, where there are several.
  private func windowsTogether(_ entry: SeriesEntry) -> String? {
    guard let stack = entry.stack, stack.frames.first?.label.energyWindow == 0,
      let windows = stack.first.nuclearMedicine?.energyWindows, windows.count > 1
    else { return nil }
    return windows.joined(separator: " and ")
  }

  private static func notAnImage(_ entry: SeriesEntry) -> Problem {
    Problem(
      .dataRejected, what: "a \(entry.kind.rawValue) object is not an image series", at: entry.files[0],
      remedy: "name it under `structures` or `enter`, where such objects are read")
  }
}

/// Decodes all frames into one array, files in parallel, each voxel written once.
struct FrameLoading: Sendable {
  let stack: Stack
  let geometry: StackGeometry
  let scales: [Linear]
  var progress: ProgressHandler?

  func voxels() throws -> [Float] {
    let area = stack.size.x * stack.size.y
    let (total, overflow) = area.multipliedReportingOverflow(by: geometry.slices.count)
    guard !overflow, total <= 1 << 30 else {
      throw Problem(
        .dataRejected,
        what: "the volume has \(counted(geometry.slices.count, "slice")) of \(area) pixels: too many",
        at: stack.first.path)
    }
    try checkSizes(area)
    let jobs = Dictionary(grouping: geometry.slices.indices, by: { primary(geometry.slices[$0]).file })
      .sorted { $0.key < $1.key }.map(\.value)
    let done = Atomic(0)
    return try [Float](unsafeUninitializedCapacity: total) { buffer, count in
      let out = DisjointBuffer(buffer)
      let outcomes = parallelMap(jobs.count) { n in
        defer {
          let finished = done.add(1, ordering: .relaxed).newValue
          if finished % 16 == 0 { progress?(Double(finished) / Double(jobs.count), "reading images") }
        }
        return Result { () throws(Problem) in
          try fill(jobs[n]) { out[$0 * area..<($0 + 1) * area] }
        }
      }
      try FrameLoading.refuse(outcomes)
      count = total
    }
  }

  /// Of all problems the one that stands first by its place, whatever the order of slices.
  private static func refuse(_ outcomes: [Result<Void, Problem>]) throws(Problem) {
    var first: Problem?
    for case .failure(let problem) in outcomes where first.map({ problem.location < $0.location }) ?? true {
      first = problem
    }
    if let first { throw first }
  }

  /// The headers decide how much memory is taken: they must be backed by files of that size, unless compressed.
  private func checkSizes(_ area: Int) throws(Problem) {
    for file in stack.files {
      let frames = try PixelFrames(DataSet.read(file.path))
      guard frames.frameCount == area, frames.samples == 1 else {
        throw Problem(
          .dataRejected, what: "the frames are not \(stack.size.x) × \(stack.size.y) single numbers",
          at: file.path)
      }
      if stack.files.count > 1 { break }
    }
  }

  private func primary(_ source: SliceSource) -> Frame {
    switch source {
    case .frame(let n), .between(let n, _, _): stack.frames[n]
    }
  }

  /// All slices of one file; the file is opened once.
  private func fill(_ slices: [Int], _ rows: (Int) -> UnsafeMutableBufferPointer<Float>) throws(Problem) {
    var open: [Int: PixelFrames] = [:]
    for k in slices {
      switch geometry.slices[k] {
      case .frame(let n): try read(n, into: rows(k), &open)
      case .between(let a, let b, let weight):
        try read(a, into: rows(k), &open)
        let second = try values(b, &open)
        let target = rows(k), w = Float(weight)
        for v in second.indices { target[v] = target[v] * (1 - w) + second[v] * w }
      }
    }
  }

  private func values(_ n: Int, _ open: inout [Int: PixelFrames]) throws(Problem) -> [Float] {
    let frames = try pixels(stack.frames[n].file, &open)
    return try frames.floats(
      frame: stack.frames[n].index, slope: scales[n].slope, intercept: scales[n].intercept)
  }

  private func read(
    _ n: Int, into target: UnsafeMutableBufferPointer<Float>, _ open: inout [Int: PixelFrames]
  ) throws(Problem) {
    let frames = try pixels(stack.frames[n].file, &open)
    try frames.read(
      frame: stack.frames[n].index, slope: scales[n].slope, intercept: scales[n].intercept, into: target)
    try check(target, n)
  }

  private func pixels(_ file: Int, _ open: inout [Int: PixelFrames]) throws(Problem) -> PixelFrames {
    if let frames = open[file] { return frames }
    let frames = try PixelFrames(DataSet.read(stack.files[file].path))
    guard frames.columns == stack.size.x, frames.rows == stack.size.y else {
      throw Problem(
        .dataRejected, what: "the file has changed since it was inspected", at: stack.files[file].path)
    }
    open[file] = frames
    return frames
  }

  /// Values outside of the range that a mapping covers have no meaning.
  private func check(_ values: UnsafeMutableBufferPointer<Float>, _ n: Int) throws(Problem) {
    guard let range = stack.frames[n].mappings.first(where: { $0.scaled == scales[n] })?.range else { return }
    let ends = [range.lowerBound, range.upperBound].map { Float($0 * scales[n].slope + scales[n].intercept) }
    let low = min(ends[0], ends[1]), high = max(ends[0], ends[1])
    let slack = max(abs(low), abs(high)) * 1e-5
    guard values.allSatisfy({ $0 >= low - slack && $0 <= high + slack }) else {
      throw Problem(
        .dataRejected,
        what: "frame \(stack.frames[n].index + 1) has values outside of the range that its mapping covers",
        at: "\(stack.files[stack.frames[n].file].path) (0040,9216) (0040,9211)",
        why: "they have no meaning in the unit")
    }
  }
}
