import Checks
import Diagnostics
import Stages

extension CaseNote: Worded {
  package var wording: Wording {
    switch self {
    case .roleDoubtful(let called, let stated):
      Wording("it is called like \(called.ofOrgan) and has the role of \(stated.ofOrgan)")
    case .offsetOfOne(let seconds, let isOfImage, _):
      Wording(
        "the \(isOfImage ? "image" : "administration") states its offset from UTC (\(Self.clock(seconds))) and the "
          + "\(isOfImage ? "administration" : "image") does not: both are read as clock times of one place")
    case .patientsDiffer(let groups):
      Wording(
        "the images are of \(counted(groups.count, "patient")) by Patient ID, name and date of birth: "
          + groups.joined(separator: "; "))
    case .nuclideStated(let nuclide): Wording("the case file states \(nuclide)")
    case .scaledByActivity: Wording("the administered activity gives the scale")
    case .registrationAccepted(let person, let why):
      Wording("accepted by \(person)" + (why.isEmpty ? "" : ": \(why)"))
    case .acceptedOtherwise(let person, let timePoint, let mark):
      Wording(
        "\(person) accepted the registration of \(timePoint) with the mark \(mark), and it is another one now, or none: it "
          + "counts as not looked at, and no move by hand is made. Look at it, then correct the line under “registered”, or "
          + "remove it.")
    case .unitKnown(let unit): Wording("the image is in \(unit)")
    }
  }

  private static func clock(_ offset: Int) -> String {
    let minutes = abs(offset) / 60
    let digits = { (n: Int) in n < 10 ? "0\(n)" : "\(n)" }
    return (offset < 0 ? "−" : "+") + "\(digits(minutes / 60)):\(digits(minutes % 60))"
  }
}

extension StructureRole {
  /// With its article.
  fileprivate var ofOrgan: String {
    switch self {
    case .liver: "the liver"
    case .kidney: "a kidney"
    case .spleen: "the spleen"
    case .lung: "a lung"
    case .marrow: "marrow"
    case .body: "the body"
    default: rawValue
    }
  }
}
