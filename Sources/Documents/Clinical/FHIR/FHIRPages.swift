import Diagnostics
import Files

/// What a Bundle says of the other pages of an answer.
package struct FHIRPages: Sendable {
  private var own: Set<String> = []
  private var next: [(url: String, file: String)] = []
  private var totals: [(total: Int, file: String)] = []
  private var matches = 0
  private var pages = 0

  package mutating func add(_ bundle: JSON5Value, file: String) {
    pages += 1
    for link in bundle["link"]?.elements ?? [] {
      guard let url = link["url"]?.text else { continue }
      switch link["relation"]?.text {
      case "self": own.insert(url)
      case "next": next.append((url, file))
      default: continue
      }
    }
    guard bundle["type"]?.text == "searchset" else { return }
    matches += (bundle["entry"]?.elements ?? []).count { entry in
      (entry["search"]?["mode"]?.text ?? "match") == "match"
    }
    if let total = bundle["total"]?.numberText.flatMap({ Int($0) }) { totals.append((total, file)) }
  }

  /// Pages that are named and not there.
  package var problems: [Problem] {
    let missing = next.filter { !own.contains($0.url) }
    // Servers that name no page by itself: all are there if one of them has no next.
    let isWhole = missing.isEmpty || (missing.count == next.count && pages > next.count)
    guard isWhole else {
      return missing.map { incomplete("the next page of this Bundle is not among the files", $0.file) }
    }
    guard let (total, file) = totals.max(by: { $0.total < $1.total }), matches < total else { return [] }
    return [
      incomplete(
        "the Bundle states that \(counted(total, "resource", "was", "were")) found; the files contain \(matches)",
        file)
    ]
  }

  private func incomplete(_ what: String, _ file: String) -> Problem {
    Problem(
      .dataRejected, what: what, at: file, why: "results on the other pages would be missing silently",
      remedy: "fetch all pages (Bundle.link, relation next) and give all files")
  }
}
