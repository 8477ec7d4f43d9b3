/// A fault in words: what is wrong, why it matters, what to do.
public struct Wording: Sendable, Hashable {
  public var what, why, remedy: String

  public init(_ what: String, why: String = "", remedy: String = "") {
    (self.what, self.why, self.remedy) = (what, why, remedy)
  }
}

/// A value that has words.
///
/// A room states what it found as a value, without a sentence. `Reporting` gives the value its words by conforming it, and rooms
/// cannot import `Reporting`: so a problem asks the value itself.
public protocol Worded {
  var wording: Wording { get }
}

extension Problem {
  /// A found fact as a problem. Where `Reporting` is not part of the program, the fact is described as it is.
  public init<Fact>(_ kind: Kind, stating fact: Fact, at location: String) {
    let words = (fact as? any Worded)?.wording ?? Wording("\(fact)")
    self.init(kind, what: words.what, at: location, why: words.why, remedy: words.remedy)
  }
}
