/// How many patients went which way: the flow of a CONSORT statement (doi:10.1136/bmj-2024-081123).
public struct FlowFigure: Sendable {
  public struct Reason: Sendable {
    public var label: String
    public var count: Int
    public init(_ label: String, _ count: Int) { (self.label, self.count) = (label, count) }
  }
  /// A box of those who continued, and next to it those who did not.
  public struct Step: Sendable {
    public var label: String
    public var count: Int
    /// Title and reasons of those who left before this box; empty where nobody left.
    public var leftTitle: String
    public var leaving: [Reason]

    public init(_ label: String, _ count: Int, leftTitle: String = "", leaving: [Reason] = []) {
      (self.label, self.count, self.leftTitle, self.leaving) = (label, count, leftTitle, leaving)
    }
  }
  /// A branch of a split, e.g. an arm, with its own steps.
  public struct Branch: Sendable {
    public var steps: [Step]
    public init(_ steps: [Step]) { self.steps = steps }
  }

  public var title: String
  public var trunk: [Step]
  /// Empty for a cohort without arms.
  public var branches: [Branch]

  public init(title: String, trunk: [Step], branches: [Branch] = []) {
    (self.title, self.trunk, self.branches) = (title, trunk, branches)
  }

  private static let width = 520.0
  private static let gap = 16.0
  private static let text = TextStyle(size: 8)

  public var drawing: Drawing {
    let trunkHeight = height(trunk)
    let split = branches.map { height($0.steps) }.max() ?? 0
    var d = Drawing(
      width: Self.width, height: 24 + trunkHeight + (branches.isEmpty ? 0 : 14 + split), title: title,
      alternative: (trunk + branches.flatMap(\.steps)).map { "\($0.label): \($0.count)" }.joined(
        separator: "; ")
        + ".")
    d.text(title, 0, 12, .title)
    let column = Rect(x: 0, y: 24, width: branches.isEmpty ? 420 : Self.width, height: trunkHeight)
    let end = draw(&d, trunk, in: column)
    branch(&d, from: end)
    return d
  }

  private func branch(_ d: inout Drawing, from end: Point) {
    guard !branches.isEmpty else { return }
    let each = (Self.width - 12 * Double(branches.count - 1)) / Double(branches.count)
    let y = end.y + 8
    let centres = branches.indices.map { Double($0) * (each + 12) + each * 0.3 }
    let stroke = Stroke(ink: .axis, width: 1)
    d.line(end, Point(end.x, y), stroke)
    d.line(Point(min(end.x, centres[0]), y), Point(max(end.x, centres[centres.count - 1]), y), stroke)
    for (n, branch) in branches.enumerated() {
      d.line(Point(centres[n], y), Point(centres[n], y + 6), stroke)
      _ = draw(
        &d, branch.steps, in: Rect(x: Double(n) * (each + 12), y: y + 6, width: each, height: 0))
    }
  }

  private func boxHeight(_ step: Step) -> Double { 27 }
  private func sideHeight(_ step: Step) -> Double { 15 + 10 * Double(step.leaving.count) }
  private func stepHeight(_ step: Step) -> Double {
    (step.leaving.isEmpty ? Self.gap : sideHeight(step) + Self.gap) + boxHeight(step)
  }
  private func height(_ steps: [Step]) -> Double {
    steps.enumerated().reduce(0) {
      $0 + ($1.offset == 0 && $1.element.leaving.isEmpty ? 27 : stepHeight($1.element))
    }
  }

  /// - Returns: the middle of the lower edge of the last box.
  private func draw(_ d: inout Drawing, _ steps: [Step], in column: Rect) -> Point {
    let box = column.width * 0.6
    let centre = column.x + box / 2
    var y = column.y
    for (n, step) in steps.enumerated() {
      let lead = step.leaving.isEmpty ? Self.gap : sideHeight(step) + Self.gap
      if n > 0 || !step.leaving.isEmpty {
        arrow(&d, Point(centre, y), Point(centre, y + lead))
        if !step.leaving.isEmpty { side(&d, step, column, centre, y + Self.gap / 2) }
        y += lead
      }
      main(&d, step, Rect(x: column.x, y: y, width: box, height: 27))
      y += 27
    }
    return Point(centre, y)
  }

  private func arrow(_ d: inout Drawing, _ a: Point, _ b: Point) {
    d.line(a, b - Point(0, 3), Stroke(ink: .axis, width: 1))
    d.path(.area([b, b + Point(-2.6, -5), b + Point(2.6, -5)]), fill: .axis)
  }

  private func main(_ d: inout Drawing, _ step: Step, _ box: Rect) {
    d.rect(box, fill: .panel, stroke: Stroke(ink: .axis, width: 0.9))
    let label = Drawing.fitted(step.label, Self.text, width: box.width - 12)
    d.text(label, box.midX, box.y + 11, Self.text, .middle)
    d.text("n = \(step.count)", box.midX, box.y + 22, TextStyle(size: 8.4, bold: true), .middle)
  }

  private func side(_ d: inout Drawing, _ step: Step, _ column: Rect, _ centre: Double, _ y: Double) {
    let left = column.x + column.width * 0.6 - column.width * 0.14
    let box = Rect(x: left, y: y, width: column.maxX - left, height: sideHeight(step))
    let middle = box.midY
    d.line(Point(centre, middle), Point(box.x - 3, middle), Stroke(ink: .axis, width: 1))
    d.path(
      .area([Point(box.x, middle), Point(box.x - 5, middle - 2.6), Point(box.x - 5, middle + 2.6)]),
      fill: .axis)
    d.rect(box, fill: .paper, stroke: Stroke(ink: .grid, width: 0.9))
    let all = step.leaving.reduce(0) { $0 + $1.count }
    let head = TextStyle(size: 7.6, bold: true)
    d.text(
      Drawing.fitted("\(step.leftTitle), n = \(all)", head, width: box.width - 10), box.x + 6, box.y + 10.5,
      head)
    for (n, reason) in step.leaving.enumerated() {
      let style = TextStyle(size: 7.4)
      d.text(
        Drawing.fitted("\(reason.label), n = \(reason.count)", style, width: box.width - 16), box.x + 12,
        box.y + 20.5 + 10 * Double(n), style)
    }
  }
}
