import Foundation

/// Texts in the form that C takes, alive as long as this is.
final class CTexts {
  private var texts: [UnsafeMutablePointer<CChar>] = []
  private var lists: [UnsafeMutablePointer<UnsafePointer<CChar>?>] = []

  func text(_ value: String) -> UnsafePointer<CChar> {
    let copy = strdup(value)!
    texts.append(copy)
    return UnsafePointer(copy)
  }

  func optional(_ value: String?) -> UnsafePointer<CChar>? { value.map { text($0) } }

  func list(_ values: [String]) -> UnsafePointer<UnsafePointer<CChar>?> {
    let list = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: max(values.count, 1))
    for (n, value) in values.enumerated() { (list + n).initialize(to: text(value)) }
    lists.append(list)
    return UnsafePointer(list)
  }

  deinit {
    for text in texts { free(text) }
    for list in lists { list.deallocate() }
  }
}

/// A text of C, repaired where it is not UTF-8.
func swiftText(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
