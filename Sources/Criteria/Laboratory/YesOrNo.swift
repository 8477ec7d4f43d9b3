/// A yes or no as tables write it: words, letters, numbers, and the boxes of REDCap (`1` and `0` in raw exports, `Checked`
/// and `Unchecked` in those with labels).
package struct YesOrNo {
  package let isYes: Bool

  /// `nil` for any other text, an empty one included.
  package init?(_ text: String) {
    switch text.lowercased() {
    case "yes", "y", "true", "1", "x", "checked", "confirmed": isYes = true
    case "no", "n", "false", "0", "unchecked": isYes = false
    default: return nil
    }
  }
}
