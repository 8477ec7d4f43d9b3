internal import CCairo
import Foundation

/// A shaped piece of text; owns a pango layout.
///
/// Glyph positions are not rounded to pixels, so that text has the same length on screen, in PNG and in PDF.
final class TextLayout {
  let layout: OpaquePointer
  let width: Double
  let baseline: Double

  /// Host fonts by preference; DejaVu has the Greek letters, superscripts and signs that reports need.
  static let family = "DejaVu Sans Condensed, DejaVu Sans, Liberation Sans, Sans"
  static let monoFamily = "DejaVu Sans Mono, Liberation Mono, Monospace"

  convenience init(_ text: String, _ style: TextStyle, on context: OpaquePointer) {
    self.init(text, style, layout: pango_cairo_create_layout(context))
  }

  /// For measuring only.
  convenience init(measuring text: String, _ style: TextStyle) {
    let context = pango_font_map_create_context(pango_cairo_font_map_get_default())
    defer { g_object_unref(gpointer(context!)) }
    self.init(text, style, layout: pango_layout_new(context))
  }

  private init(_ text: String, _ style: TextStyle, layout: OpaquePointer) {
    self.layout = layout
    TextLayout.exact(pango_layout_get_context(layout))
    let font = pango_font_description_from_string(style.mono ? TextLayout.monoFamily : TextLayout.family)
    pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
    pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_layout_set_font_description(layout, font)
    pango_font_description_free(font)
    pango_layout_set_text(layout, text, -1)
    var logical = PangoRectangle()
    pango_layout_get_extents(layout, nil, &logical)
    width = Double(logical.width) / Double(PANGO_SCALE)
    baseline = Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
  }

  deinit { g_object_unref(gpointer(layout)) }

  private static func exact(_ context: OpaquePointer?) {
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    pango_cairo_context_set_font_options(context, options)
    pango_cairo_context_set_resolution(context, 72)
    pango_context_set_round_glyph_positions(context, 0)
    cairo_font_options_destroy(options)
  }

  /// Text broken into lines of at most `width`, at spaces and, where a word is longer, inside it.
  static func lines(_ text: String, _ style: TextStyle, width: Double) -> [String] {
    guard !text.isEmpty else { return [""] }
    let measured = TextLayout(measuring: text, style)
    pango_layout_set_width(measured.layout, Int32(max(1, width) * Double(PANGO_SCALE)))
    pango_layout_set_wrap(measured.layout, PANGO_WRAP_WORD_CHAR)
    let bytes = Array(text.utf8)
    return (0..<pango_layout_get_line_count(measured.layout)).map { n in
      let line = pango_layout_get_line_readonly(measured.layout, n)!.pointee
      let part = bytes[Int(line.start_index)..<Int(line.start_index + line.length)]
      return String(decoding: part, as: UTF8.self).trimmingCharacters(in: .whitespaces)
    }
  }

  static func width(_ text: String, _ style: TextStyle) -> Double { TextLayout(measuring: text, style).width }
}
