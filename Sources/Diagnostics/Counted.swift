/// A number of things in words: `1 file`, `3 files`.
/// - Parameter plural: where it is not the noun with an s.
package func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
