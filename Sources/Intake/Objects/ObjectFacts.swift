import Checks
import DICOM
import Diagnostics
import Stages
import Volumes

/// What the header of a structure, dose or map object says of itself, before its pixels are read.
struct ObjectFacts: Sendable {
  var grid: Grid?
  var unit: ImageUnit?
  var unitSource = ""
  /// One text for each structure, mapping or kind of dose.
  var contents: [String] = []
  /// That of all its parts; `nil` where they differ or name none.
  var frameOfReference: String?
  var findings: [ImageFinding] = []

  /// `nil` for other kinds. What is wrong with it is among the findings.
  init?(_ set: DataSet, kind: SeriesKind) {
    do {
      switch kind {
      case .structureSet: try readStructures(set)
      case .segmentation: try readSegments(set)
      case .dose: try readDose(set)
      case .parametricMap: try readMap(set)
      case .realWorldMapping: readMappings(set)
      default: return nil
      }
    } catch {
      let problem = error as? Problem ?? Problem(.dataRejected, what: "\(error)", at: set.location)
      findings.append(.blocking(.told(problem), at: problem.location))
    }
  }

  private mutating func readStructures(_ set: DataSet) throws {
    let file = try StructureSetFile(set)
    contents = file.regions.map { region in
      "\(region.name) (\(region.kind.isEmpty ? "" : region.kind + ", ")\(counted(region.contours.count, "contour")))"
    }
    let frames = Set(file.regions.map(\.frameOfReference))
    frameOfReference = frames.count == 1 ? frames.first! : nil
    findings += file.findings
  }

  private mutating func readSegments(_ set: DataSet) throws {
    guard SegmentationFile.sopClasses.contains(set.string(.sopClassUID) ?? "") else {
      throw Problem(
        .dataRejected, what: "segments are given as surfaces", at: set.location,
        why: "surfaces are not read", remedy: "export them as voxels (Segmentation) or contours (RTSTRUCT)")
    }
    let coding = try SegmentationFile.coding(set)
    let size = Size(set)
    let numbers = coding == .labels ? [] : try SegmentationFile.frameSegments(set)
    contents = SegmentationFile.segments(
      set, numbers, frames: size.frames, isLabelMap: coding == .labels
    ).map { "\($0.label) (\(counted($0.frames, "frame")))" }
    unitSource = "Segmentation Type (0062,0001)"
    unit = .other(set.string(.segmentationType) ?? "")
    grid = try FrameStack(set, rows: size.rows, columns: size.columns, frames: size.frames).grid
  }

  private mutating func readDose(_ set: DataSet) throws {
    let (isRelative, kind) = try DoseObject.meaning(set)
    (unit, unitSource) = (isRelative ? .other("relative dose") : .gray, "Dose Units (3004,0002)")
    let summation = set.string(.doseSummationType) ?? "no summation type"
    contents = ["\(kind.rawValue.lowercased()) dose, \(Instance.plain(summation))"]
    let size = Size(set)
    grid = try DoseGeometry(set, size.columns, size.rows, size.frames).grid
  }

  private mutating func readMap(_ set: DataSet) throws {
    let size = Size(set)
    // The stack first: it refuses an object that describes more frames than it lists.
    grid = try FrameStack(set, rows: size.rows, columns: size.columns, frames: size.frames).grid
    let mappings = try ParametricMapFile.mappings(set, frames: size.frames)
    unit = ParametricMapFile.unit(mappings)
    if let doubt = ParametricMapFile.doubt(set, mappings) { findings.append(doubt) }
    unitSource = "Real World Value Mapping (0040,9096)"
  }

  private mutating func readMappings(_ set: DataSet) {
    for group in set.items(.referencedImageRealWorldValueMappingSequence) {
      let images = group.items(.referencedImageSequence).count
      contents += RealWorldMapping.all(in: group).map {
        "\($0.unitCode): stored value × \($0.scale.slope) + \($0.scale.intercept), for \(images) image(s)"
      }
    }
  }

  /// Rows, columns and frames as the header states them.
  private struct Size {
    let rows, columns, frames: Int
    init(_ set: DataSet) {
      func side(_ tag: Tag) -> Int { set.int(tag).flatMap { (0...65535).contains($0) ? $0 : nil } ?? 0 }
      (rows, columns) = (side(.rows), side(.columns))
      frames = max(1, set.int(.numberOfFrames) ?? 1)
    }
  }
}
