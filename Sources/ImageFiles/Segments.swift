import Diagnostics
import Foundation
import Volumes

/// A part of a segmentation as 3D Slicer writes it (`.seg.nrrd`,
/// https://slicer.readthedocs.io/en/latest/developer_guide/modules/segmentations.html).
public struct Segment: Sendable, Hashable {
  public var name: String
  /// The value of its voxels in its layer.
  public var label: Int
  /// Segments that overlap are in different layers, from 0.
  public var layer: Int

  public init(name: String, label: Int, layer: Int = 0) {
    (self.name, self.label, self.layer) = (name, label, layer)
  }
}

extension ImageFiles {
  /// Names of labels that the file itself holds: the segments of an NRRD file, the label table that TotalSegmentator and
  /// Connectome Workbench put into a NIfTI header. Empty where there are none.
  /// - Throws: `Problem` if the file cannot be read or its header is damaged.
  public static func segments(_ path: String) throws(Problem) -> [Segment] {
    switch try ImageFormat(path: path) {
    case .nrrd: NRRDFile.segments(try NRRDFile(path: path).keys)
    case .nifti: try NIfTIFile(path: path).labelTable()
    case .metaImage: []
    }
  }

  /// All layers of a label file; one where parts cannot overlap.
  ///
  /// - Throws: `Problem` as `readLabels`.
  public static func readLayers(_ path: String) throws(Problem) -> [Volume<Int32>] {
    guard try ImageFormat(path: path) == .nrrd else { return [try readLabels(path)] }
    let file = try NRRDFile(path: path)
    let (grid, count) = (try file.imageHeader().grid, try file.layers())
    let all = try file.layout().labels()
    return try (0..<count).map { layer throws(Problem) in
      try Volume(filling: grid, with: stride(from: layer, to: all.count, by: count).map { all[$0] })
    }
  }
}

extension NRRDFile {
  fileprivate static func segments(_ keys: [String: String]) -> [Segment] {
    var found: [Segment] = []
    while let name = keys["Segment\(found.count)_Name"] ?? keys["Segment\(found.count)_ID"] {
      let prefix = "Segment\(found.count)_"
      found.append(
        Segment(
          name: name, label: keys[prefix + "LabelValue"].flatMap { Int($0) } ?? 1,
          layer: keys[prefix + "Layer"].flatMap { Int($0) } ?? 0))
    }
    return found
  }
}

extension NIfTIFile {
  /// The table in the header's extension, an XML text: `<Label Key="5" …><![CDATA[liver]]></Label>`.
  fileprivate func labelTable() throws(Problem) -> [Segment] {
    let start = isWide ? Self.wideHeaderSize : Self.headerSize
    guard voxOffset.isFinite, voxOffset > Double(start + 12), voxOffset < Double(1 << 22) else { return [] }
    let bytes: [UInt8]
    do throws(StreamFault) { bytes = try GzipStream(path: path).bytes(Int(voxOffset)) } catch {
      throw error.problem(at: path)
    }
    let text = String(decoding: bytes[start...], as: UTF8.self)
    return text.matches(of: /<Label\s+[^>]*Key="(\d+)"[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]+)/).compactMap {
      match in
      Int(match.output.1).flatMap { key in
        key == 0
          ? nil : Segment(name: match.output.2.trimmingCharacters(in: .whitespaces), label: key, layer: 0)
      }
    }
  }
}
