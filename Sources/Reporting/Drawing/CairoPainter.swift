internal import CCairo

/// Paints marks on a cairo context.
struct CairoPainter {
  let context: OpaquePointer

  init(_ context: OpaquePointer) { self.context = context }

  func background(_ ink: Ink) {
    set(ink)
    cairo_paint(context)
  }

  func paint(_ marks: [Mark]) { marks.forEach(paint) }

  private func paint(_ mark: Mark) {
    switch mark {
    case .path(let path, let fill, let stroke, _): paint(path, fill: fill, stroke: stroke)
    case .text(let text, let at, let style, let anchor, let turned): paint(text, at, style, anchor, turned)
    case .image(let raster, let rect, let smooth): paint(raster, rect, smooth)
    case .group(let marks, let clip, _):
      cairo_save(context)
      if let clip {
        cairo_rectangle(context, clip.x, clip.y, clip.width, clip.height)
        cairo_clip(context)
      }
      paint(marks)
      cairo_restore(context)
    }
  }

  private func set(_ ink: Ink) {
    let part = { (shift: UInt32) in Double(ink.rgb >> shift & 255) / 255 }
    cairo_set_source_rgba(context, part(16), part(8), part(0), ink.alpha)
  }

  private func paint(_ path: Path, fill: Ink?, stroke: Stroke?) {
    cairo_new_path(context)
    for part in path.parts {
      guard let first = part.points.first else { continue }
      cairo_move_to(context, first.x, first.y)
      for p in part.points.dropFirst() { cairo_line_to(context, p.x, p.y) }
      if part.closed { cairo_close_path(context) }
    }
    if let fill {
      set(fill)
      cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
      cairo_fill_preserve(context)
    }
    if let stroke { self.stroke(stroke) }
    cairo_new_path(context)
  }

  private func stroke(_ stroke: Stroke) {
    set(stroke.ink)
    cairo_set_line_width(context, stroke.width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_dash(context, stroke.dashes, Int32(stroke.dashes.count), 0)
    cairo_stroke_preserve(context)
  }

  private func paint(_ raster: Raster, _ rect: Rect, _ smooth: Bool) {
    cairo_save(context)
    cairo_translate(context, rect.x, rect.y)
    cairo_scale(context, rect.width / Double(raster.width), rect.height / Double(raster.height))
    raster.withSurface { surface in
      cairo_set_source_surface(context, surface, 0, 0)
      let pattern = cairo_get_source(context)
      cairo_pattern_set_filter(pattern, smooth ? CAIRO_FILTER_BILINEAR : CAIRO_FILTER_NEAREST)
      // Without padding the outermost half pixel would fade.
      cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)
      cairo_rectangle(context, 0, 0, Double(raster.width), Double(raster.height))
      cairo_fill(context)
    }
    cairo_restore(context)
  }

  private func paint(_ text: String, _ at: Point, _ style: TextStyle, _ anchor: Anchor, _ turned: Bool) {
    let layout = TextLayout(text, style, on: context)
    let shift = anchor == .start ? 0 : anchor == .middle ? layout.width / 2 : layout.width
    cairo_save(context)
    cairo_translate(context, at.x, at.y)
    if turned { cairo_rotate(context, -.pi / 2) }
    cairo_move_to(context, -shift, -layout.baseline)
    if let halo = style.halo {
      set(halo)
      cairo_set_line_width(context, style.size / 4)
      cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
      cairo_set_dash(context, nil, 0, 0)
      pango_cairo_layout_path(context, layout.layout)
      cairo_stroke(context)
      cairo_move_to(context, -shift, -layout.baseline)
    }
    set(style.ink)
    pango_cairo_show_layout(context, layout.layout)
    cairo_restore(context)
  }
}
