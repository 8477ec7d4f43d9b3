import Checks
import Diagnostics
import Quantities

extension ImageFinding: Worded {
  public var wording: Wording {
    var words = note.wording
    if files > 1 { words.what += " (in \(counted(files, "file")))" }
    if isLeftOut { words.what += "; it is left out" }
    words.remedy = hinted(words.remedy)
    return words
  }

  /// The keys of the case file that settle it; where there is no case file, the remedy does not send the user to one.
  private func hinted(_ remedy: String) -> String {
    guard !keys.isEmpty else { return remedy }
    guard isInCase else {
      return remedy.isEmpty ? "give an image that states it, such as the DICOM series" : remedy
    }
    let names = keys.map { "`\($0.rawValue)`" }.joined(separator: " or ")
    let hint = "state \(names) for this image in the case file"
    return remedy.isEmpty ? hint : remedy.hasSuffix(hint) ? remedy : "\(remedy); \(hint)"
  }
}

extension ReadingNote: Worded {
  package var wording: Wording {
    switch self {
    case .object(let note): note.wording
    case .frames(let note): note.wording
    case .place(let note): note.wording
    case .values(let note): note.wording
    case .time(let note): note.wording
    case .nuclide(let note): note.wording
    case .decay(let note): note.wording
    case .administration(let note): note.wording
    case .contours(let note): note.wording
    case .structures(let note): note.wording
    case .told(_, let wording): wording
    }
  }
}

extension Double {
  /// Millimetres and other lengths to a hundredth.
  var hundredths: String { printed(decimals: 2) }
}
