/// A number of things in words: `1 file`, `3 files`.
/// - Parameter plural: where it is not the noun with an s.
package func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// A number of things that do something: `1 file is`, `3 files are`.
/// - Parameters:
///   - one: the verb, and what follows it, of one.
///   - many: the same of several.
package func counted(
  _ count: Int, _ noun: String, plural: String? = nil, _ one: String, _ many: String
) -> String {
  "\(counted(count, noun, plural: plural)) \(count == 1 ? one : many)"
}
