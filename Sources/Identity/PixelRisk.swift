import DICOM

/// What speaks against copying an object whose header alone is cleaned.
struct PixelRisk {
  /// Why it is never copied.
  var refusal: String?
  /// Why its pixels may show text.
  var capture: String?

  private static let storage = "1.2.840.10008.5.1.4.1.1."

  init(_ head: DataSet) {
    let sopClass = head.string(.sopClassUID) ?? ""
    guard sopClass.hasPrefix(Self.storage), UID.isValid(sopClass) else {
      refusal = "no object of a storage class of the standard"
      return
    }
    let kind = sopClass.dropFirst(Self.storage.count).split(separator: ".")
    switch kind.first {
    case "104": refusal = "an encapsulated document, whose contents cannot be cleaned"
    case "9": refusal = "a waveform, which is not cleaned"
    case "66" where kind.count == 1: refusal = "raw data, whose contents are not known"
    case "11": refusal = "a presentation state, whose graphics and texts are not cleaned"
    case "7", "6", "3", "77": capture = "a capture, ultrasound or photograph"
    default: break
    }
    let type = head.strings(.imageType)
    if head.string(.burnedInAnnotation) == "YES" { capture = "Burned In Annotation (0028,0301) is YES" }
    if type.contains(where: { $0.contains("SCREEN") || $0.contains("CAPTURE") }) {
      capture = "a capture of a screen"
    }
    if let conversion = head.string(.conversionType), conversion != "DRW" {
      capture = "a conversion of other pictures"
    }
  }
}
