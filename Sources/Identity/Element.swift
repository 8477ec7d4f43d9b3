import DICOM
import Diagnostics

/// One element on its way from a source into the object that is made of it.
struct Element {
  let tag: Tag
  /// Value representation that counts, and the one in which it is stored.
  let vr, stored: String
  let source, target: DataSet

  var text: String { source.text(tag)?.trimmingPadding ?? "" }
  var values: [String] {
    text.split(separator: "\\", omittingEmptySubsequences: false).map { String($0).trimmingPadding }
  }

  func write(_ text: String) throws(Problem) { try target.pass(tag, text, vr: vr) }
  func write(_ values: [String]) throws(Problem) { try write(values.joined(separator: "\\")) }
  /// As it is stored.
  func copy() throws(Problem) { try target.copy([tag], from: source) }
  /// Present without a value; binary elements are left out instead.
  func writeEmpty() throws(Problem) { if Element.isText(vr) { try write("") } }

  static func isText(_ vr: String) -> Bool {
    [
      "AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT",
    ].contains(vr)
  }
}

extension String {
  var trimmingPadding: String {
    var text = Substring(self)
    while let last = text.last, " \0\t\r\n".contains(last) { text.removeLast() }
    return String(text.drop { $0 == " " })
  }
}
