import Checks
import Documents
import Intake
import Stages
import Volumes

/// The parts of a label image compared with what organs usually are.
struct LabelAppraisal {
  private let values: Volume<Int32>
  private let hounsfield: Volume<Float>?
  private let pieces: [Int32: [Int]]

  init(_ values: Volume<Int32>, image: ImageSeries) {
    self.values = values
    hounsfield = image.unit == .hounsfield ? image.values : nil
    pieces = LabelPieces(values).sizes
  }

  func part(_ label: Int, _ name: String) -> SegmentProposal.Part {
    let role = StructureProposal(name).role
    let sizes = pieces[Int32(label)] ?? []
    let count = sizes.reduce(0, +)
    let volume = Double(count) * values.grid.voxelVolume.value
    let largest = count > 0 ? Double(sizes.max() ?? 0) / Double(count) : 0
    var part = SegmentProposal.Part(
      label: label, name: name, role: role, volumeMl: volume, meanHU: mean(label),
      touchesEdge: touchesEdge(label),
      pieces: sizes.count, largestPiece: largest, remarks: [])
    part.remarks = remarks(part)
    return part
  }

  private func remarks(_ part: SegmentProposal.Part) -> [String] {
    var remarks: [String] = []
    if let fault = Plausibility.volume(of: part.role)?.fault(part.volumeMl) { remarks.append(fault) }
    if let mean = part.meanHU, let fault = Plausibility.density(of: part.role)?.fault(mean) {
      remarks.append(fault)
    }
    if part.touchesEdge, ![.body, .lung, .marrow].contains(part.role) {
      remarks.append("it touches the edge of the image: a part of the organ may be missing")
    }
    if part.pieces > 1, part.largestPiece < 0.95, [.liver, .kidney, .spleen].contains(part.role) {
      remarks.append("it is in \(part.pieces) pieces: what is not the organ?")
    }
    return remarks
  }

  private func mean(_ label: Int) -> Double? {
    guard let hounsfield else { return nil }
    var (sum, count) = (0.0, 0)
    for n in values.voxels.indices where values.voxels[n] == label {
      sum += Double(hounsfield.voxels[n])
      count += 1
    }
    return count > 0 ? sum / Double(count) : nil
  }

  private func touchesEdge(_ label: Int) -> Bool {
    let size = values.grid.size
    let wanted = Int32(label)
    for k in 0..<size.k {
      for j in 0..<size.j {
        let isEdge = k == 0 || k == size.k - 1 || j == 0 || j == size.j - 1
        let row = (k * size.j + j) * size.i
        if values.voxels[row] == wanted || values.voxels[row + size.i - 1] == wanted { return true }
        if isEdge, values.voxels[row..<row + size.i].contains(wanted) { return true }
      }
    }
    return false
  }
}

/// Connected pieces of each label: voxels that share a face.
struct LabelPieces {
  /// Sizes in voxels.
  private(set) var sizes: [Int32: [Int]] = [:]

  init(_ volume: Volume<Int32>) {
    let size = volume.grid.size
    let steps = [1, size.i, size.i * size.j]
    var parent = Array(volume.voxels.indices)
    func root(_ n: Int) -> Int {
      var at = n
      while parent[at] != at {
        parent[at] = parent[parent[at]]
        at = parent[at]
      }
      return at
    }
    for n in volume.voxels.indices where volume.voxels[n] != 0 {
      let inside = [n % size.i > 0, n / size.i % size.j > 0, n / (size.i * size.j) > 0]
      for (isInside, step) in zip(inside, steps) where isInside && volume.voxels[n - step] == volume.voxels[n]
      {
        let (a, b) = (root(n), root(n - step))
        if a != b { parent[max(a, b)] = min(a, b) }
      }
    }
    var counts: [Int: Int] = [:]
    for n in volume.voxels.indices where volume.voxels[n] != 0 { counts[root(n), default: 0] += 1 }
    for (n, count) in counts { sizes[volume.voxels[n], default: []].append(count) }
  }
}
