import Alignment
import Checks
import Diagnostics
import Documents
import Intake
import Stages
import Volumes

/// The parts of a label image compared with what organs usually are.
struct LabelAppraisal {
  private let values: Volume<Int32>
  private let hounsfield: Volume<Float>?
  private let pieces: [Int32: [Int]]

  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  init(_ values: Volume<Int32>, image: ImageSeries) throws(Problem) {
    self.values = values
    hounsfield = image.unit == .hounsfield ? image.values : nil
    pieces = try Morphology.pieces(of: values)
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
    part.remarks = part.doubts.map(\.text)
    return part
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

extension SegmentProposal.Part {
  /// What a person has to look at first.
  var doubts: [Finding] { notes.map { Finding($0, at: name) } }

  private var notes: [ProposalNote] {
    let volume = Plausibility.volume(of: role).flatMap { BeyondRange($0, volumeMl) }
    let density = meanHU.flatMap { mean in Plausibility.density(of: role).flatMap { BeyondRange($0, mean) } }
    return [volume, density].compactMap(\.self).map { .implausible($0) }
      + (touchesEdge && ![.body, .lung, .marrow].contains(role) ? [.touchesEdge] : [])
      + (pieces > 1 && largestPiece < 0.95 && [.liver, .kidney, .spleen].contains(role)
        ? [.inPieces(pieces)] : [])
  }
}
