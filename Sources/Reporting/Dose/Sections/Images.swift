import Quantities
import Stages

extension DoseReport {
  var images: [ContentBlock] {
    guard let scene else { return [] }
    let (hasDose, activities) = (scene.material.dose != nil, scene.material.activities)
    var blocks: [ContentBlock] = []
    if hasDose {
      blocks.append(panel(scene, .dose, isodoses: true, "Absorbed dose on \(ground(scene))"))
    }
    blocks.append(.drawn { [.viewer(SliceViewer(scene))] }.only(.screen))
    if let first = activities.first {
      let caption = "Activity concentration \(SliceFigure.hours(first)) on \(ground(scene))"
      let activity = panel(scene, .activity(0), isodoses: false, caption)
      blocks.append(hasDose ? activity.only(.screen) : activity)
    }
    if !hasDose, activities.isEmpty {
      blocks.append(panel(scene, .none, isodoses: false, ground(scene)))
    }
    return blocks + (activities.count > 1 ? [strip(scene)] : [])
  }

  private func strip(_ scene: ImageScene) -> ContentBlock {
    .drawn {
      [
        .figures(
          scene.material.activities.indices.compactMap {
            ProjectionFigure(scene: scene, content: .activity($0))?.drawing
          }, perRow: 4,
          caption:
            "Coronal maximum-intensity projections on one scale for all times (inverse grey, square root), 0 to "
            + "\(Format.number(scene.activityTop / 1e3).text) kBq/mL")
      ]
    }
  }

  private func ground(_ scene: ImageScene) -> String {
    scene.material.reference == nil ? "black (no anatomical image)" : scene.material.referenceName
  }

  private func panel(_ scene: ImageScene, _ overlay: Overlay, isodoses: Bool, _ caption: String)
    -> ContentBlock
  {
    let convention =
      "Radiological convention: the patient's right is on the left. Window: \(scene.material.window.source)."
    return .drawn {
      [
        .figures(
          SliceOrientation.allCases.map {
            SliceFigure(scene: scene, orientation: $0, overlay: overlay, isodoses: isodoses).drawing
          }, perRow: 3, caption: ""),
        .figures(
          [SliceKey(scene: scene, overlay: overlay, isodoses: isodoses).drawing], perRow: 1,
          caption: caption + ". " + convention),
      ]
    }
  }
}
