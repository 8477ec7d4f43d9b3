import DICOM
import Files
import Foundation
import Diagnostics

/// The secret that links research objects to their patients. With it, the same study gives the same objects again; without it,
/// nobody can find the patient, date or UID of one.
public struct IdentityKey: Sendable {
  private let secret: SecretKey

  init(_ secret: SecretKey) { self.secret = secret }

  /// Reads a key file, or makes one (mode 0600) where there is none.
  /// - Throws: `Problem` if others may read it, or it is not a key file.
  public static func open(_ url: URL) throws(Problem) -> IdentityKey {
    guard FileManager.default.fileExists(atPath: url.path) else {
      try createFolder(url.deletingLastPathComponent())
      return IdentityKey(try KeyFile.create(url))
    }
    return IdentityKey(try KeyFile.read(url))
  }

  private func code(_ purpose: String, _ text: String) -> String {
    secret.authenticationCode(of: Array((purpose + "\u{1f}" + text).utf8))
  }

  /// A UID in place of another: 122 bits of HMAC-SHA-256 as `2.25.` and a UUID of version 8 (RFC 9562).
  func uid(_ original: String) -> String {
    let value = UInt128(code("uid", original).prefix(32), radix: 16)!
    let version = (value & ~(UInt128(0xF) << 76)) | UInt128(8) << 76
    return "2.25.\((version & ~(UInt128(3) << 62)) | UInt128(2) << 62)"
  }

  /// A text that says nothing, the same for equal originals, so that what was one thing stays one thing.
  func dummy(_ original: String) -> String { "X" + code("text", original).prefix(8).uppercased() }

  func subject(_ identity: String) -> Subject {
    let days = 365 + Int(code("days", identity).prefix(8), radix: 16)! % 3285
    return Subject(pseudonym: "H-" + code("subject", identity).prefix(8).uppercased(), days: -days)
  }
}

/// A patient as research knows him.
public struct Subject: Sendable, Hashable {
  public var pseudonym: String
  /// By which all dates of this patient are moved: whole days, 1 to 10 years back, so that times of day and times between events
  /// stay as they are.
  public var days: Int
}

/// Who a data set is of: Patient ID with its issuer, else name and birth date, else the study.
struct PatientIdentity: Hashable, Sendable {
  var text: String
  /// False where patients differ by their study alone.
  var isKnown: Bool

  init(_ source: DataSet) {
    func value(_ tag: Tag) -> String { source.string(tag) ?? "" }
    let id = value(.patientID), name = value(.patientName)
    isKnown = !id.isEmpty || !name.isEmpty
    if !id.isEmpty {
      text = ["id", id, value(Tag(0x0010, 0x0021))].joined(separator: "\u{1f}")
    } else if !name.isEmpty {
      text = ["name", name, value(.patientBirthDate)].joined(separator: "\u{1f}")
    } else {
      text = "study\u{1f}" + value(.studyInstanceUID)
    }
  }
}
