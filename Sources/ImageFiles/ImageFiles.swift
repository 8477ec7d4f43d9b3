import Diagnostics
import Volumes

/// Single-file research images: NIfTI-1 and NIfTI-2 (`.nii`, `.nii.gz`; NIfTI-1 is written), MetaImage (`.mha`, `.mhd` with `.raw`
/// or `.zraw`) and NRRD with the segments of 3D Slicer (`.nrrd`, `.seg.nrrd`; read only).
///
/// Geometry is turned into DICOM patient coordinates (LPS, mm) on the way in and back on the way out. Values are
/// those that the file means: slope and intercept are applied. Not a number stays not a number; nothing is
/// clamped or filled. The formats are read here and not through ITK because its NIfTI reader turns NaN into 0
/// and its MetaImage reader takes a damaged compressed file for zeros, both without a word.
public enum ImageFiles {
  /// Reads what the file says of itself, without the voxels.
  ///
  /// - Parameter orientation: which of the two transforms of a NIfTI file counts; `nil` takes the sform where it
  ///   is set, else the qform, and reports a finding where they disagree.
  /// - Throws: `Problem` if the file is missing, not one of the formats, not a volume, or has a sheared affine.
  public static func header(_ path: String, orientation: NIfTITransform? = nil) throws(Problem) -> ImageHeader
  {
    switch try ImageFormat(path: path) {
    case .nifti: try NIfTIFile(path: path).imageHeader(orientation: orientation)
    case .metaImage: try MetaImageFile(path: path).imageHeader()
    case .nrrd: try NRRDFile(path: path).imageHeader()
    }
  }

  /// The file of the voxels of a MetaImage header that keeps them elsewhere; `nil` for all other files.
  ///
  /// - Throws: `Problem` if the header is damaged or its voxels are not there.
  public static func dataFile(of path: String) throws(Problem) -> String? {
    guard path.lowercased().hasSuffix(".mhd") else { return nil }
    let (file, isLocal) = try MetaImageFile(path: path).dataFile()
    return isLocal ? nil : file
  }

  /// Reads one volume as 32-bit floats; integers up to 2^24 in magnitude are exact.
  ///
  /// - Parameter volume: which volume of a series along the fourth axis, from 0; `nil` demands that there is
  ///   only one.
  /// - Throws: `Problem` as `header`, and if the file is cut short, damaged, holds several volumes while none was
  ///   chosen, or holds integers that 32-bit floats cannot carry.
  public static func read(
    _ path: String, volume: Int? = nil, orientation: NIfTITransform? = nil
  ) throws(Problem) -> Volume<Float> {
    let (layout, grid) = try layout(path, volume: volume, orientation: orientation)
    return try Volume(filling: grid, with: try layout.floats())
  }

  /// Reads one volume of labels exactly.
  ///
  /// - Throws: `Problem` as `read`, and if a value is not a whole number of 32 bits.
  public static func readLabels(
    _ path: String, volume: Int? = nil, orientation: NIfTITransform? = nil
  ) throws(Problem) -> Volume<Int32> {
    let (layout, grid) = try layout(path, volume: volume, orientation: orientation)
    return try Volume(filling: grid, with: try layout.labels())
  }

  /// Writes a volume whole or not at all; the extension of `path` chooses the format.
  ///
  /// NIfTI gets the same transform as sform and qform, both `scanner anatomical`. An `.mhd` header and its `.raw`
  /// are two files: the data are in place before the header that names them.
  /// - Parameter description: a sentence on what the numbers are. NIfTI keeps 79 bytes of it. It must not hold
  ///   patient data.
  /// - Throws: `Problem` of kind `usage` for an unknown extension, `cannotCreate` or `inputOutput` if the file
  ///   cannot be written; the target is then as it was before.
  public static func write<Element: VoxelComponent>(
    _ volume: Volume<Element>, _ path: String, description: String = ""
  ) throws {
    switch try ImageFormat(path: path) {
    case .nifti: try NIfTIFile.write(volume, to: path, description: description)
    case .metaImage: try MetaImageFile.write(volume, to: path, description: description)
    case .nrrd:
      throw Problem(
        .usage, what: "NRRD files are read, not written", at: path, remedy: "use .nii, .nii.gz, .mha or .mhd")
    }
  }

  /// Number of voxels that are not a number or infinite.
  static func nonFiniteCount(_ volume: Volume<Float>) -> Int {
    volume.voxels.withUnsafeBufferPointer { values in
      values.reduce(into: 0) { count, value in if !value.isFinite { count += 1 } }
    }
  }

  /// A problem that states how many voxels are not numbers; `nil` where all have one.
  static func nonFiniteFinding(_ volume: Volume<Float>, at path: String) -> Problem? {
    let count = nonFiniteCount(volume)
    guard count > 0 else { return nil }
    return Problem(
      .dataRejected, what: "\(count) of \(volume.voxels.count) voxels are not numbers (NaN or infinite)",
      at: path,
      why: "a mean, an integral or a dose over such voxels is not a number either",
      remedy:
        "find out which program left them and what they mean, for example 0 outside the field of view"
    )
  }

  private static func layout(
    _ path: String, volume: Int?, orientation: NIfTITransform?
  ) throws(Problem) -> (VoxelLayout, Grid) {
    switch try ImageFormat(path: path) {
    case .nifti:
      let file = try NIfTIFile(path: path)
      let header = try file.imageHeader(orientation: orientation)
      return (try file.layout(volume: try header.choose(volume, at: path)), header.grid)
    case .metaImage:
      let file = try MetaImageFile(path: path)
      let header = try file.imageHeader()
      return (try file.layout(volume: try header.choose(volume, at: path)), header.grid)
    case .nrrd:
      let file = try NRRDFile(path: path)
      let header = try file.imageHeader()
      // Layers of one place follow each other: one of several is no run of bytes.
      _ = try header.choose(header.volumes == 1 ? volume : nil, at: path)
      return (try file.layout(), header.grid)
    }
  }
}

/// The file formats of this room.
public enum ImageFormat: String, Sendable, Hashable {
  case nifti = "NIfTI"
  case metaImage = "MetaImage"
  case nrrd = "NRRD"

  /// - Throws: `Problem` of kind `usage` for another extension.
  public init(path: String) throws(Problem) {
    let name = path.lowercased()
    if name.hasSuffix(".nii") || name.hasSuffix(".nii.gz") {
      self = .nifti
    } else if name.hasSuffix(".mha") || name.hasSuffix(".mhd") {
      self = .metaImage
    } else if name.hasSuffix(".nrrd") {
      self = .nrrd
    } else {
      throw Problem(
        .usage, what: "unknown image format", at: path,
        remedy: "use .nii, .nii.gz, .mha, .mhd or, to read, .nrrd")
    }
  }
}

extension Volume {
  /// The count of `voxels` was taken from the same header as the grid.
  init(filling grid: Grid, with voxels: [Element]) throws(Problem) {
    do throws(GridError) { try self.init(grid: grid, voxels: voxels) } catch {
      throw Problem(.internalError, what: error.description)
    }
  }
}
