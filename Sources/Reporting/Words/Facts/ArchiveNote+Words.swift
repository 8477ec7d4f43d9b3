import Checks
import Diagnostics

extension ArchiveNote: Worded {
  package var wording: Wording {
    switch self {
    case .keyReadable(let file): Wording("others than the owner may read the private key \(file)")
    case .unencrypted(let archive): Wording("\(archive): patient data would travel unencrypted over http")
    case .everySenderAccepted: Wording("receive accepts objects from every sender that knows its AE title")
    case .noAnswer(let fault): Wording("\(fault.location): \(fault.what); \(fault.remedy)")
    }
  }
}

extension CommitmentNote: Worded {
  package var wording: Wording {
    switch self {
    case .whole(let count):
      Wording("the archive committed to \(count == 1 ? "the object" : "all \(count) objects")")
    case .part(let count, let all, let reasons):
      Wording(
        "the archive committed to \(count) of \(all) objects"
          + (reasons.isEmpty ? "" : ": \(reasons.joined(separator: ", "))"))
    case .silent(let seconds, let port):
      Wording(
        "not confirmed: the archive took the request, and sent no report within \(seconds) s"
          + (port.map { "; another program, perhaps hepatica receive, has port \($0), and gets it" } ?? ""))
    case .refused(let fault): Wording("not confirmed: \(fault.what)")
    }
  }
}

extension CopiesNote: Worded {
  package var wording: Wording {
    switch self {
    case .pixels(let count):
      Wording(
        "\(counted(count, "copy", plural: "copies")) may show text in their pixels, which is not removed: look at each before it is handed on"
      )
    case .namingNobody(let count):
      Wording(
        "\(counted(count, "object", "names", "name")) no patient: each of their studies became a patient of its own"
      )
    case .leftOut(let count, let why): Wording("\(count) left out: \(why)")
    }
  }
}
