/// A name that every file system takes: letters, digits, hyphens and points stay, everything else becomes an underscore.
/// Never hidden (a point in front), never empty; longer ones than 120 bytes are cut and distinguished by their digest.
package func safeFileName(_ text: String) -> String {
  var name = String(text.map { $0.isLetter || $0.isNumber || "-.".contains($0) ? $0 : "_" })
  if name.isEmpty || name.first == "." { name = "_" + name.dropFirst() }
  guard name.utf8.count > 120 else { return name }
  var short = name
  while short.utf8.count > 100 { short.removeLast() }
  return short + "-" + sha256(text.utf8).prefix(12)
}
