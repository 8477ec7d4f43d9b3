import Files
import Foundation
import Stages

/// Slices to page through, shown where a script runs; the data are a JSON island in the page.
struct HTMLViewer {
  let viewer: SliceViewer
  init(_ viewer: SliceViewer) { self.viewer = viewer }

  var html: String {
    var out = "<div class=\"viewer\" hidden><h3>Slices</h3><div class=\"tools\">"
    out +=
      "<label>Overlay <input type=\"range\" class=\"opacity\" min=\"0\" max=\"100\" value=\"80\"></label>"
    out += "<label><input type=\"checkbox\" class=\"contours\" checked> Contours</label>"
    if viewer.overlayName == "dose" {
      out += "<label><input type=\"checkbox\" class=\"isodoses\" checked> Isodose lines</label>"
    }
    out += "<span class=\"hint\">Wheel, ↑ ↓ or slider changes the slice</span></div><div class=\"planes\">"
    for plane in viewer.planes where !plane.frames.isEmpty { out += self.plane(plane) }
    out += "</div><script type=\"application/json\" class=\"frames\">\(json)</script></div>"
    return out
  }

  private func plane(_ plane: (orientation: SliceOrientation, frames: [SliceViewer.Frame], start: Int))
    -> String
  {
    let name = plane.orientation.rawValue
    let letters = zip(["l", "r", "t", "b"], plane.frames[0].letters)
      .map { "<b class=\"o \($0)\">\($1)</b>" }.joined()
    return "<figure class=\"plane\" data-plane=\"\(name)\" tabindex=\"0\" aria-label=\"\(name) slices\">"
      + "<div class=\"stage\"><img class=\"base\" alt=\"\(name) anatomy\"><img class=\"wash\" alt=\"\(name) \(viewer.overlayName)\">"
      + "<svg class=\"lines\" aria-hidden=\"true\"></svg>\(letters)</div>"
      + "<figcaption>\(name.capitalized) <output></output></figcaption>"
      + "<input type=\"range\" class=\"slice\" min=\"0\" max=\"\(plane.frames.count - 1)\" value=\"\(plane.start)\" aria-label=\"\(name) slice\"></figure>"
  }

  /// Base64 and our own SVG paths hold no `</`, so that the island cannot end early: the slash is escaped anyway.
  private var json: String {
    let planes = viewer.planes.map { plane in
      JSON.object([
        ("plane", .text(plane.orientation.rawValue)), ("start", .number(Double(plane.start))),
        ("frames", .array(plane.frames.map(frame))),
      ])
    }
    return JSON.array(planes).compact.replacing("</", with: "<\\/")
  }

  private func frame(_ f: SliceViewer.Frame) -> JSON {
    .object([
      ("label", .text(f.label)), ("c", .number(Double(f.columns))), ("r", .number(Double(f.rows))),
      ("a", .text(f.anatomy.base64EncodedString())), ("w", .text(f.wash.base64EncodedString())),
      ("l", .text(f.lines)), ("i", .text(f.isodoses)),
    ])
  }
}
