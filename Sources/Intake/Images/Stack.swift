import Checks
import DICOM
import Files
import Volumes

/// The frames that belong into one volume, with the headers of their files.
struct Stack: Sendable {
  var files: [Instance]
  var frames: [Frame]
  var kind: SeriesKind
  /// What distinguishes this stack from others of the same series; enters the identifier.
  var part: String
  /// What happened while the series was taken apart.
  var findings: [ImageFinding]
  /// Paths of files that repeat one of `files`.
  var copies: [String] = []

  var first: Instance { files[0] }
  var size: SIMD2<Int> { first.size }
}

/// Takes one series apart into stacks: by object class, orientation, pixel grid, and where several volumes share
/// their places, by the number that the scanner gave them.
enum StackBuilder {
  /// - Parameter instances: all files of one series, in the order of their paths.
  static func stacks(of instances: [Instance]) -> [Stack] {
    let (unique, copies) = withoutCopies(instances)
    var stacks: [Stack] = []
    let classes = Dictionary(grouping: unique) {
      Class(kind: $0.kind, localiser: $0.imageType.contains("LOCALIZER"))
    }
    for (each, files) in classes.sorted(by: { $0.key < $1.key }) {
      if each.kind.isNuclearMedicine, !isSliceBySlice(files) {
        stacks += files.flatMap(nuclearMedicine)
      } else if each.kind.isImage || each.kind == .other {
        stacks += planes(files, each)
      } else {
        stacks += files.map {
          Stack(files: [$0], frames: $0.frames, kind: each.kind, part: $0.ownKey, findings: [])
        }
      }
    }
    assign(copies, of: unique, to: &stacks)
    return stacks
  }

  /// Each copy is named once, with the first stack that holds its original.
  private static func assign(_ copies: [Instance], of unique: [Instance], to stacks: inout [Stack]) {
    var left = copies
    for n in stacks.indices where !left.isEmpty {
      let originals = Set(stacks[n].files.map(\.sopInstance))
      let own = left.filter { originals.contains($0.sopInstance) }
      guard !own.isEmpty else { continue }
      stacks[n].copies = own.map(\.path)
      stacks[n].findings.append(told(own, of: unique))
      left.removeAll { originals.contains($0.sopInstance) }
    }
  }

  private struct Class: Hashable, Comparable {
    var kind: SeriesKind
    var localiser: Bool
    static func < (a: Class, b: Class) -> Bool {
      (a.localiser ? 1 : 0, a.kind.rawValue) < (b.localiser ? 1 : 0, b.kind.rawValue)
    }
  }

  /// The first of each identifier; a damaged file gives way to a whole one.
  private static func withoutCopies(_ all: [Instance]) -> (unique: [Instance], copies: [Instance]) {
    var seen: Set<String> = [], unique: [Instance] = [], copies: [Instance] = []
    let whole = Set(all.filter { !$0.isDamaged }.map(\.sopInstance))
    for one in all {
      let givesWay = one.isDamaged && whole.contains(one.sopInstance)
      if one.sopInstance.isEmpty || !givesWay && seen.insert(one.sopInstance).inserted {
        unique.append(one)
      } else {
        copies.append(one)
      }
    }
    return (unique, copies)
  }

  /// Two files with one identifier should be the same object; where their bytes differ, one of them is lost.
  private static func told(_ copies: [Instance], of unique: [Instance]) -> ImageFinding {
    let originals = Dictionary(
      unique.map { ($0.sopInstance, $0.path) }, uniquingKeysWith: { first, _ in first })
    let different = copies.filter { !$0.isDamaged }.first { copy in
      originals[copy.sopInstance].map { (try? sha256(file: $0)) != (try? sha256(file: copy.path)) } ?? false
    }
    guard let different else {
      return .note(
        .frames(.copies(files: copies.count, damaged: copies.count(where: \.isDamaged))), at: copies[0].path)
    }
    return .review(.frames(.copiesDiffer(files: copies.count)), at: different.path)
  }

  /// Old NM systems export a reconstruction as one file per slice.
  private static func isSliceBySlice(_ files: [Instance]) -> Bool {
    files.count > 1
      && files.allSatisfy { $0.kind == .spect && $0.frames.count == 1 && $0.frames[0].position != nil }
      && Set(files.map { $0.frames[0].position! }).count > 1
  }

  // MARK: NM

  /// One stack per energy window, detector and time: an NM object may hold several volumes or pictures.
  private static func nuclearMedicine(_ file: Instance) -> [Stack] {
    let groups = Dictionary(grouping: file.frames, by: \.label).sorted { $0.key < $1.key }
    let times = Set(
      file.frames.map { [$0.label.phase, $0.label.interval, $0.label.timeSlot, $0.label.temporal] })
    return groups.map { label, frames in
      var kind = file.kind
      if kind == .spect, times.count > 1 { kind = .gated }
      if kind == .planar || kind == .wholeBody, frames.count > 1 || times.count > 1 { kind = .dynamic }
      let sorted = frames.allSatisfy { $0.order != nil } ? frames.sorted { $0.order! < $1.order! } : frames
      let part = groups.count == 1 ? file.ownKey : "\(file.ownKey) \(label)"
      return Stack(files: [file], frames: sorted, kind: kind, part: part, findings: [])
    }
  }

  // MARK: Planes with their own position

  private static func planes(_ files: [Instance], _ each: Class) -> [Stack] {
    var stacks: [Stack] = []
    // A file without a single frame is listed by itself, so that what is wrong with it is seen.
    let bare = files.filter(\.frames.isEmpty).map {
      Stack(files: [$0], frames: [], kind: each.kind, part: $0.ownKey, findings: [])
    }
    for (n, file) in files.enumerated() {
      for var frame in file.frames {
        frame.file = n
        if let at = stacks.firstIndex(where: { belongs(frame, file, to: $0, in: files) }) {
          stacks[at].frames.append(frame)
        } else {
          stacks.append(Stack(files: files, frames: [frame], kind: each.kind, part: "", findings: []))
        }
      }
    }
    return bare
      + stacks.flatMap(SharedPlaces.separate).map { stack in
        var named = withOwnFilesOnly(stack)
        named.part = named.frames.map { "\(named.files[$0.file].ownKey) \($0.index)" }.min() ?? ""
        return named
      }
  }

  private static func belongs(_ frame: Frame, _ file: Instance, to stack: Stack, in files: [Instance]) -> Bool
  {
    let other = stack.frames[0], otherFile = files[other.file]
    guard file.size == otherFile.size, file.frameOfReference == otherFile.frameOfReference,
      file.emission.units == otherFile.emission.units
    else { return false }
    switch (frame.axes, other.axes) {
    case (nil, nil): break
    case (let a?, let b?): guard (a.i - b.i).norm < 1e-3, (a.j - b.j).norm < 1e-3 else { return false }
    default: return false
    }
    switch (frame.spacing, other.spacing) {
    case (nil, nil): return true
    case (let a?, let b?): return abs(a.x - b.x) < 1e-4 * a.x && abs(a.y - b.y) < 1e-4 * a.y
    default: return false
    }
  }

  private static func withOwnFilesOnly(_ stack: Stack) -> Stack {
    var result = stack
    let used = Set(stack.frames.map(\.file)).sorted()
    let number = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    result.files = used.map { stack.files[$0] }
    result.frames = stack.frames.map { frame in
      var moved = frame
      moved.file = number[frame.file]!
      return moved
    }
    return result
  }
}
