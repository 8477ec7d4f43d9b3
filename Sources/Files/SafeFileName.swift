/// A name that every file system takes: letters, digits, hyphens and points stay, everything else becomes an underscore.
package func safeFileName(_ text: String) -> String {
  String(text.map { $0.isLetter || $0.isNumber || "-.".contains($0) ? $0 : "_" })
}
