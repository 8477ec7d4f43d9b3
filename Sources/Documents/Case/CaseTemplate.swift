import Diagnostics
import Files
import Foundation
import Intake
import Nuclides
import Quantities
import Stages

/// Writes a first case file from the images in a folder. What an image states is in it; all that none
/// states stays open, each with its key, so that the file is refused until a human has filled it in.
public enum CaseTemplate {
  /// Marks what the user must replace; no key accepts it as a value.
  package static let open = "FILL IN"

  /// A case file, and a calibration file where the images need one that is not there.
  package struct Proposal {
    package var text: String
    package var calibration: String?
    /// Series and files that the case file does not use and lists.
    package var leftOut = 0
  }

  /// - Parameters:
  ///   - images: the folder of the images as the case file is to name it.
  ///   - root: its path.
  ///   - calibrationFile: the name of a calibration file that is there already.
  package static func proposal(
    _ inventory: Inventory, images: String, root: String, calibrationFile: String? = nil
  ) -> Proposal {
    let scene = ImageScene(inventory, images: images, root: root)
    let needsFile =
      scene.needsCalibration && calibrationFile == nil && scene.kind != .tare && scene.nuclide != nil
    var blocks = blocks(scene, calibrationFile ?? "calibration.json5")
    let left = scene.leftOut(of: blocks.joined(separator: "\n"))
    blocks.append(scene.account(of: left))
    return Proposal(
      text: text(scene, blocks),
      calibration: needsFile ? CalibrationTemplate.text(nuclide: scene.nuclide ?? open) : nil,
      leftOut: left.parts.count + left.series.count)
  }

  private static func blocks(_ scene: ImageScene, _ calibrationFile: String) -> [String] {
    [
      administration(scene), scene.timePoints, scene.unexplained, calibration(scene, calibrationFile),
      structures(scene), choices(scene),
    ]
  }

  private static func text(_ scene: ImageScene, _ blocks: [String]) -> String {
    """
    {
      // A Hepatica case file, written from what could be read from the images. Check every line and replace each
      // “\(open)”; the manual's article on the case file lists all keys.
      hepatica: 1,
      patient: { \(patient(scene)) },
      therapy: { \(therapy(scene))
      },
    \(blocks.filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    """
  }

  private static func patient(_ scene: ImageScene) -> String {
    var parts = ["pseudonym: \"\(scene.pseudonym)\""]
    if let sex = scene.patient.sex { parts.append("sex: \"\(sex.rawValue)\"") }
    if let weight = scene.patient.weight { parts.append("weightKg: \(number(weight.value / 1000))") }
    if let height = scene.patient.height { parts.append("heightCm: \(number(height.value / 10))") }
    return parts.joined(separator: ", ")
  }

  private static func therapy(_ scene: ImageScene) -> String {
    var line = ""
    if let kind = scene.kind {
      line += "kind: \"\(kind.rawValue)\", "
    } else if scene.nuclide != nil {
      line += "kind: \"\(open)\", "
    }
    if let product = scene.product { line += "product: \"\(escaped(product))\", " }
    line += "nuclide: \"\(scene.nuclide ?? open)\", cycle: 1,"
    let why =
      scene.kind != nil
      ? "kind: what \(scene.nuclide ?? "") is usually given as; PRRT or TARE"
      : scene.nuclide == nil
        ? "Y-90 and Ho-166 mean TARE, Lu-177 PRRT; else state kind: \"PRRT\" or \"TARE\""
        : "PRRT or TARE: \(scene.nuclide ?? "") does not decide; for an imaging agent see hepatica burden, uptake and plan"
    return line + " // " + why
  }

  private static func administration(_ scene: ImageScene) -> String {
    // Decays that are entered need none.
    guard !scene.emissions.isEmpty else { return "" }
    let activity = scene.activity.map { number($0.inGigabecquerels) }
    let said = "as the images say: check it"
    return """
        administrations: [{
          start: "\(scene.administered.map { "\($0)" } ?? open)", // date and time\(scene.administered == nil ? "" : "; " + said)
          activityGBq: \(activity ?? "\"\(open)\""), // before the administration\(activity == nil ? "" : "; " + said)
          // measured: "…", residualGBq: 0, residualMeasured: "…", route: "", relativeUncertainty: 0.03,
        }],
      """
  }

  private static func calibration(_ scene: ImageScene, _ file: String) -> String {
    guard !scene.emissions.isEmpty else { return "" }
    if !scene.needsCalibration { return "  calibration: \"none\", // the images are not in counts" }
    if scene.kind == .tare || scene.nuclide == nil {
      return """
          // Particles stay where they lodge: the images give the distribution, the administered activity the scale.
          calibration: { method: "administered", lungShuntFraction: 0 }, // 0: no shunt; state the measured one. Or the path of a camera's calibration file
        """
    }
    return "  calibration: \"\(file)\", // the camera's factor"
  }

  private static func structures(_ scene: ImageScene) -> String {
    let blocks = scene.structures
    guard !blocks.isEmpty else { return "" }
    return """
        // Roles are proposed from the names, confirm each: liver, liverLobe, perfusedVolume, tumour, kidney, spleen, lung,
        // marrow, body, other; of a lobe its side, right or left.
        structures: [
      \(blocks.joined(separator: "\n"))
        ],
      """
  }

  /// As the file is read again: to a millionth of what is usual, without the noise of binary numbers.
  static func number(_ x: Double) -> String { x.rounded(decimals: 6).printedExactly }

  /// One line per name; a lobe whose name states no side is left open.
  package static func roles(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }.map { name in
      let proposal = StructureProposal(name)
      let count = names.count { $0 == name }
      let role = proposal.role.rawValue
      let side = proposal.side?.rawValue ?? (proposal.role == .liverLobe ? open : nil)
      let value = side.map { "{ role: \"\(role)\", side: \"\($0)\" }" } ?? "\"\(role)\""
      return
        "      \"\(escaped(name))\": \(value),\(count > 1 ? " // \(counted(count, "structure")) of this name" : "")"
    }
  }

  /// A name as it may stand between quotation marks.
  package static func escaped(_ name: String) -> String {
    String(quotedJSON(name, escapingLineSeparators: true).dropFirst().dropLast())
  }

  /// The folder as seen from the case file's folder, where that is simple.
  package static func relative(_ folder: URL, to file: URL) -> String {
    let home = file.deletingLastPathComponent().standardizedFileURL.path
    let path = folder.standardizedFileURL.path
    if path == home { return "." }
    return path.hasPrefix(home + "/") ? String(path.dropFirst(home.count + 1)) : path
  }
}
