/// A horizontal piece of the page's flow that is not torn apart.
struct Strip {
  var height: Double
  /// Marks relative to the strip's top left corner.
  var marks: [Mark]
  /// Stays on one page with what follows.
  var keepsWithNext = false
  /// Printed again at the top of the next page when the flow breaks before this strip: a table's head.
  var head: [Mark] = []
  var headHeight = 0.0
  /// What it is for a reader that follows the structure: paragraph, heading, row of a table, figure.
  var tag = StructureTag.paragraph
  /// Entry of the outline that points here.
  var bookmark: (title: String, level: Int, name: String)?
  /// Areas that lead to a destination.
  var links: [(rect: Rect, target: String)] = []

  static func space(_ height: Double) -> Strip { Strip(height: height, marks: []) }
}

/// Structure elements of a tagged PDF (ISO 32000-1, 14.8.4).
enum StructureTag: String, Sendable {
  case paragraph = "P", title = "H1", section = "H2", heading = "H3", row = "TR", figure = "Figure"
}

/// One laid-out page.
struct PaperPage {
  /// Running head and foot, outside the text.
  var marks: [Mark] = []
  /// The text in reading order.
  var pieces: [(tag: StructureTag, marks: [Mark])] = []
  var all: [Mark] { marks + pieces.flatMap(\.marks) }
  var bookmarks: [(title: String, level: Int, name: String, y: Double)] = []
  var links: [(rect: Rect, target: String)] = []
}

/// Paper: A4 in points, with the margins of the running head and foot.
enum Paper {
  static let width = 595.276
  static let height = 841.890
  static let left = 43.0
  static let top = 62.0
  static let bottom = 52.0
  static var content: Double { width - 2 * left }
}

/// Sets strips one under the other and turns the page where the next one does not fit.
struct Paginator {
  private(set) var pages: [PaperPage] = [PaperPage()]
  private var y = Paper.top
  private var limit: Double { Paper.height - Paper.bottom }

  mutating func set(_ strips: [Strip]) {
    var n = 0
    while n < strips.count {
      let group = strips[n...].prefix(bound(strips, from: n))
      let need = group.reduce(0) { $0 + $1.height }
      if y + need > limit, y > Paper.top {
        turn()
        if !group.first!.head.isEmpty { repeatHead(of: group.first!) }
      }
      for strip in group { place(strip) }
      n += group.count
    }
  }

  /// How many strips from `n` belong together; a chain longer than a page is cut.
  private func bound(_ strips: [Strip], from n: Int) -> Int {
    var last = n
    var height = strips[n].height
    while strips[last].keepsWithNext, last + 1 < strips.count,
      height + strips[last + 1].height < limit - Paper.top
    {
      last += 1
      height += strips[last].height
    }
    return last - n + 1
  }

  mutating func turn() {
    pages.append(PaperPage())
    y = Paper.top
  }

  private mutating func repeatHead(of strip: Strip) {
    append(strip.head, .row)
    y += strip.headHeight
  }

  private mutating func place(_ strip: Strip) {
    // Space at the top of a page is no space.
    guard !(strip.marks.isEmpty && strip.bookmark == nil && y <= Paper.top) else { return }
    append(strip.marks, strip.tag)
    if let b = strip.bookmark { pages[pages.count - 1].bookmarks.append((b.title, b.level, b.name, y)) }
    pages[pages.count - 1].links += strip.links.map {
      ($0.rect.transformed(1, Point(Paper.left, y)), $0.target)
    }
    y += strip.height
  }

  /// What follows with the same tag is one piece, but for rows.
  private mutating func append(_ marks: [Mark], _ tag: StructureTag) {
    guard !marks.isEmpty else { return }
    let corner = Point(Paper.left, y)
    pages[pages.count - 1].pieces.append((tag, marks.map { $0.transformed(scale: 1, by: corner) }))
  }
}
