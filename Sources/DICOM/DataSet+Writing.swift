internal import CDCMTK
import Diagnostics
import Foundation

extension DataSet {
  /// Sets a text element. `vr` is needed for private elements only.
  /// - Throws: `internalError` if the value breaks the rules of its VR, such as a DS of more than 16 characters.
  public func set(_ tag: Tag, _ value: String, vr: String = "") throws(Problem) {
    try attempt(tag) { hd_set_text(handle, tag.code, vr, value, $0, $1) }
  }

  /// Sets a text element with several values.
  ///
  /// - Throws: `internalError` if the values break the rules of the VR.
  public func set(_ tag: Tag, _ values: [String], vr: String = "") throws(Problem) {
    try set(tag, values.joined(separator: "\\"), vr: vr)
  }

  /// Sets a numeric element of any VR: DS and IS are written as text, US, SS, UL, SL, FL, FD binary.
  ///
  /// - Throws: `internalError` if the values break the rules of the VR.
  public func set(_ tag: Tag, _ values: [Double], vr: String = "") throws(Problem) {
    switch vr.isEmpty ? Self.dictionaryVR(tag) : vr {
    case "DS": try set(tag, values.map(DecimalString.format), vr: vr)
    case "IS": try set(tag, values.map { "\(Int($0))" }, vr: vr)
    default: try attempt(tag) { hd_set_numbers(handle, tag.code, vr, values, values.count, $0, $1) }
    }
  }

  /// Sets a numeric element with one value.
  ///
  /// - Throws: `internalError` if the values break the rules of the VR.
  public func set(_ tag: Tag, _ value: Double, vr: String = "") throws(Problem) {
    try set(tag, [value], vr: vr)
  }
  /// Sets a numeric element with one whole number.
  ///
  /// - Throws: `internalError` if the values break the rules of the VR.
  public func set(_ tag: Tag, _ value: Int, vr: String = "") throws(Problem) {
    try set(tag, [Double(value)], vr: vr)
  }
  /// Sets a numeric element with several whole numbers.
  ///
  /// - Throws: `internalError` if the values break the rules of the VR.
  public func set(_ tag: Tag, _ values: [Int], vr: String = "") throws(Problem) {
    try set(tag, values.map(Double.init), vr: vr)
  }

  /// Sets attribute tags (VR AT).
  ///
  /// - Throws: `internalError` if the values break the rules of the VR.
  public func set(_ tag: Tag, tags: [Tag]) throws(Problem) {
    try set(tag, tags.map { Double($0.code) }, vr: "AT")
  }

  /// Sets an element of type 2 without value.
  ///
  /// - Throws: `internalError` if the values break the rules of the VR.
  public func setEmpty(_ tag: Tag, vr: String = "") throws(Problem) { try set(tag, "", vr: vr) }

  /// Sets raw little-endian bytes of an OB, OW, OF, OD or UN element. An odd number of OB bytes is padded.
  ///
  /// - Throws: `internalError` if the values break the rules of the VR.
  public func set(_ tag: Tag, bytes: [UInt8], vr: String = "") throws(Problem) {
    try attempt(tag) { text, capacity in
      bytes.withUnsafeBytes { hd_set_bytes(handle, tag.code, vr, $0.baseAddress, $0.count, text, capacity) }
    }
  }

  /// Appends an item to a sequence, which is made if it is absent, and returns the item to be filled.
  ///
  /// - Throws: `internalError` if DCMTK refuses the sequence.
  @discardableResult
  public func addItem(_ sequence: Tag, vr: String = "") throws(Problem) -> DataSet {
    let (item, text) = withErrorText { hd_add_item(handle, sequence.code, vr, 1, $0, $1) }
    guard let item else { throw Problem(.internalError, what: text, at: place(sequence)) }
    return DataSet(handle: item, location: "\(location) \(sequence)")
  }

  /// Sets an empty sequence; nothing happens if it is there.
  ///
  /// - Throws: `internalError` if DCMTK refuses the sequence.
  public func addSequence(_ sequence: Tag, vr: String = "") throws(Problem) {
    let (_, text) = withErrorText { hd_add_item(handle, sequence.code, vr, 0, $0, $1) }
    guard text.isEmpty else { throw Problem(.internalError, what: text, at: place(sequence)) }
  }

  /// Copies elements, sequences with all that is in them; tags that `source` has not are passed over.
  ///
  /// - Throws: `internalError` if DCMTK cannot insert an element.
  public func copy(_ tags: [Tag], from source: DataSet) throws(Problem) {
    for tag in tags where source.contains(tag) {
      try attempt(tag) { hd_copy(source.handle, handle, tag.code, $0, $1) }
    }
  }

  /// Passes on a text that stands in another object, without judging whether it keeps the rules of its VR.
  ///
  /// - Throws: `internalError` if the element cannot hold text.
  package func pass(_ tag: Tag, _ value: String, vr: String) throws(Problem) {
    try attempt(tag) { hd_pass_text(handle, tag.code, vr, value, $0, $1) }
  }

  private func attempt(_ tag: Tag, _ body: (UnsafeMutablePointer<CChar>, Int) -> HDStatus) throws(Problem) {
    let (status, text) = withErrorText(body)
    guard status == HDOkay else {
      throw Problem(.internalError, what: "a value does not fit its element: \(text)", at: place(tag))
    }
  }

  /// The VR that the dictionary gives, `UN` for unknown elements.
  package static func dictionaryVR(_ tag: Tag) -> String { hd_dictionary_vr(tag.code).take() }
}
