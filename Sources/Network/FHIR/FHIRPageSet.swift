/// The resources of all pages of one search.
struct FHIRPageSet {
  private(set) var resources: [FHIRText] = []
  private(set) var total: Int?
  /// What the service remarks, and how often; its texts may name the patient and are not repeated.
  private(set) var remarks = 0

  mutating func add(_ bundle: FHIRText, _ type: String) {
    total = bundle["total"]?.wholeNumber ?? total
    for entry in bundle["entry"]?.elements ?? [] {
      guard let resource = entry["resource"] else { continue }
      switch resource["resourceType"]?.text {
      case type: resources.append(resource)
      case "OperationOutcome": remarks += 1
      default: continue  // What the service includes beside what was asked for.
      }
    }
  }

  var isWhole: Bool { total.map { resources.count >= $0 } ?? true }
}
