import Diagnostics
import Volumes

extension Morphology {
  /// Sizes, in voxels, of the pieces that each label of an image is in, the largest first. Voxels of a piece share faces; 0 is
  /// the background.
  ///
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  package static func pieces(of labels: Volume<Int32>) throws(Problem) -> [Int32: [Int]] {
    var sizes: [Int32: [Int]] = [:]
    for (label, box) in boxes(labels) {
      sizes[label] = try components(labels.cropped(to: box).mapped { $0 == label }).sizes
    }
    return sizes
  }

  private static func boxes(_ labels: Volume<Int32>) -> [Int32: IndexBox] {
    var boxes: [Int32: IndexBox] = [:]
    let size = labels.grid.size
    for k in 0..<size.k {
      for j in 0..<size.j {
        let row = labels.voxels[labels.grid.offset(0, j, k)..<labels.grid.offset(0, j, k) + size.i]
        var from = row.startIndex
        // A run of one label at a time.
        while from < row.endIndex {
          let label = row[from]
          let to = row[from...].firstIndex { $0 != label } ?? row.endIndex
          if label != 0 {
            let run = IndexBox(
              lower: GridSize(from - row.startIndex, j, k), upper: GridSize(to - row.startIndex, j + 1, k + 1)
            )
            boxes[label] = boxes[label]?.union(run) ?? run
          }
          from = to
        }
      }
    }
    return boxes
  }
}
