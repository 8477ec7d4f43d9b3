import DICOM
import Diagnostics

/// Patient and study modules of an image, exactly as they are: with them a result files under its patient.
///
/// PS3.3: Patient C.7.1.1, Clinical Trial Subject C.7.1.3, General Study C.7.2.1, Patient Study C.7.2.2, Clinical Trial Study C.7.2.3.
public struct PatientModules: Sendable {
  private let source: DataSet

  /// From an image of the study that results are to join.
  public init(_ source: DataSet) { self.source = source }

  /// - Throws: `Problem` if the file cannot be read.
  public init(file path: String) throws(Problem) { source = try DataSet.read(path, stopBeforePixels: true) }

  public var study: String? { source.string(.studyInstanceUID) }
  /// Equal for objects of one patient.
  public var patient: String { PatientIdentity(source).text }

  /// Writes the modules into a new object, whose texts are UTF-8. What the object has of them already is replaced.
  /// - Throws: `Problem` if DCMTK refuses an element.
  public func write(into target: DataSet) throws(Problem) {
    for tag in Self.tags where source.contains(tag) { try source.transcribe(tag, into: target) }
  }

  /// The source made into research objects by a key.
  func deidentifier(_ key: IdentityKey) -> Deidentifier { Deidentifier(key, of: source) }

  static let tags: [Tag] = [
    // Patient
    0x0008_1120, 0x0010_0010, 0x0010_0020, 0x0010_0021, 0x0010_0022, 0x0010_0024, 0x0010_0026, 0x0010_0027,
    0x0010_0028,
    0x0010_0030, 0x0010_0032, 0x0010_0033, 0x0010_0034, 0x0010_0035, 0x0010_0040, 0x0010_0200, 0x0010_0212,
    0x0010_0213,
    0x0010_0214, 0x0010_0215, 0x0010_0216, 0x0010_0217, 0x0010_0218, 0x0010_0219, 0x0010_0221, 0x0010_0222,
    0x0010_0223,
    0x0010_0229, 0x0010_1000, 0x0010_1001, 0x0010_1002, 0x0010_1100, 0x0010_2160, 0x0010_2201, 0x0010_2202,
    0x0010_2203,
    0x0010_2292, 0x0010_2293, 0x0010_2294, 0x0010_2295, 0x0010_2296, 0x0010_2297, 0x0010_2298, 0x0010_2299,
    0x0010_4000,
    0x0012_0062, 0x0012_0063, 0x0012_0064,
    // Clinical trial subject and study
    0x0012_0010, 0x0012_0020, 0x0012_0021, 0x0012_0022, 0x0012_0023, 0x0012_0030, 0x0012_0031, 0x0012_0032,
    0x0012_0040,
    0x0012_0041, 0x0012_0042, 0x0012_0043, 0x0012_0050, 0x0012_0051, 0x0012_0052, 0x0012_0053, 0x0012_0054,
    0x0012_0055,
    0x0012_0081, 0x0012_0082, 0x0012_0083,
    // General study
    0x0008_0020, 0x0008_0030, 0x0008_0050, 0x0008_0051, 0x0008_0090, 0x0008_0096, 0x0008_009C, 0x0008_009D,
    0x0008_1030,
    0x0008_1032, 0x0008_1048, 0x0008_1049, 0x0008_1060, 0x0008_1062, 0x0008_1110, 0x0020_000D, 0x0020_0010,
    0x0032_1033,
    0x0032_1034, 0x0040_1012,
    // Patient study
    0x0008_1080, 0x0008_1084, 0x0010_1010, 0x0010_1020, 0x0010_1021, 0x0010_1022, 0x0010_1023, 0x0010_1024,
    0x0010_1030,
    0x0010_2000, 0x0010_2110, 0x0010_2180, 0x0010_21A0, 0x0010_21B0, 0x0010_21C0, 0x0010_21D0, 0x0032_1066,
    0x0032_1067,
    0x0038_0010, 0x0038_0014, 0x0038_0060, 0x0038_0062, 0x0038_0064, 0x0038_0500,
  ].map { (code: UInt32) in Tag(UInt16(code >> 16), UInt16(code & 0xFFFF)) }
}

extension DataSet {
  /// Copies an element with all that is in it; texts become UTF-8, whatever character set they stand in, and are not judged.
  func transcribe(_ tag: Tag, into target: DataSet) throws(Problem) {
    let vr = vr(tag) ?? "UN"
    if vr == "SQ" {
      try target.addSequence(tag, vr: "SQ")
      for item in items(tag) {
        let copy = try target.addItem(tag, vr: "SQ")
        for inner in item.tags where inner != .specificCharacterSet { try item.transcribe(inner, into: copy) }
      }
    } else if Element.isText(vr), let text = text(tag) {
      try target.pass(tag, text, vr: vr)
    } else {
      try target.copy([tag], from: self)
    }
  }
}
