import Arguments
import Documents
import Foundation
import Studies
import Workflow

extension PlanTemplate.Kind: ChoiceValue {}

public struct PlanOperation: Operation {
  var plan = FilePath("")
  var output: FilePath?
  var template: PlanTemplate.Kind?
  var flow = FlowFields()
  public init() {}

  public static let about = About(
    "plan", .planning, "activity of microspheres, cycles of PRRT",
    takes: "plan file: volumes, ratios, shunt, cycles, images",
    gives: "`plan.html`, `.pdf`, `.json`, `.csv`: methods side by side, limits, vials, PRRT",
    """
    Radioembolisation: every method side by side (MIRD, BSA, modified BSA, empirical, partition, multi-compartment, \
    voxel) with tumour, normal-liver and lung dose, the largest activity within limits, vials and hours, and after \
    treatment predicted against delivered. PRRT: the remaining dose allowance after the cycles so far, and the \
    expected intra-arterial/intravenous dose ratio. With --registry, earlier doses come from the account of the liver, and \
    volumes, ratios and lung shunt from the record where the plan leaves them out; times between lobes, retreatment and \
    earlier PRRT are judged. --record keeps what the plan foresees, for eligibility. Writes plan.html, plan.pdf, plan.json, tables/*.csv, \
    and plan.csv with the methods of radioembolisation.
    """,
    writes: ["plan.html", "plan.pdf", "plan.json", "plan.csv", "tables/*.csv"],
    examples: [
      .init("hepatica plan p01.json5 --template tare", "a first plan file to fill in"),
      .init("hepatica plan p01.json5 -o /data/p01/plan", "compute it"),
      .init(
        "hepatica plan p01.json5 --registry department.sqlite --record --by mp1 --why plan",
        "with the patient's record"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.plan, "PLAN", "plan file (JSON5)", .input)
    Field.option(
      \.output, "output", "o", "FOLDER", "where the results go", .output,
      fallback: "“plan” next to the plan file",
      completes: .folders)
    \.flow
    Field.option(
      \.template, "template", "t", "KIND",
      "write a first plan file instead: tare or prrt; or the data of the devices, to be edited")
  }

  public func inputs(in context: Context) -> [URL] { template == nil ? [context.url(plan)] : [] }
  public func outputFiles(in context: Context) -> [URL] { template == nil ? [] : [context.url(plan)] }
  public func outputFolder(in context: Context) -> URL? {
    template == nil ? OutputFolder.url(output, "plan", beside: plan, context) : nil
  }

  public func run(_ context: Context) throws -> Outcome {
    guard let folder = outputFolder(in: context) else {
      return try PlanTemplate.run(template ?? .tare, to: context.url(plan), overwrite: true)
    }
    let link = try flow.link(in: context)
    return try PlanTask.run(
      PlanTask.read(context.url(plan), link: link), to: folder, link: link, progress: context.progress)
  }
}
