import Arguments
import Documents
import Files
import Foundation
import Studies
import Workflow

public struct BurdenOperation: Operation {
  var input = FilePath("")
  var output: FilePath?
  var liver: String?
  var tumours: [String] = []
  var lobes: [String] = []
  var anatomy: FilePath?
  var series: String?
  var labels = LabelFields()
  var around = false
  var template = false
  var flow = FlowFields()
  public init() {}

  public static let about = About(
    "burden", .selection, "tumour fraction of the liver", takes: "structures, SSTR PET, readers",
    gives: "`burden.html`, `.pdf`, `.json`, `.csv`: tumour over liver, with pictures",
    """
    Tumour over liver, whole and per lobe, from structures, from a threshold on the SSTR PET, and from \
    receptor-confirmed lesions; several readers' drawings with their agreement; Krenning scores; a picture with \
    the sphere in normal liver. INPUT is a burden file (JSON5), or structures named by --liver and --tumour. \
    Writes burden.html, burden.pdf, burden.json and tables as CSV. With --registry and --record, burden, volumes, uptake and \
    ratios go into the patient's record, where eligibility and plan find them.
    """,
    writes: [
      "burden.html", "burden.pdf", "burden.json", "burden.csv", "lesions.csv", "ratios.csv", "agreement.csv",
    ],
    examples: [
      .init("hepatica burden p01.json5 --template", "a first burden file to fill in"),
      .init("hepatica burden p01.json5", "measure it"),
      .init(
        "hepatica burden labels.nii.gz --label 1=Liver --label 5=T1 --liver Liver --tumour T1",
        "from a label image"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.input, "INPUT", "burden file, label image, SEG or RTSTRUCT", .input)
    Field.option(
      \.output, "output", "o", "FOLDER", "where the results go", .output,
      fallback: "“burden” next to the input",
      completes: .folders)
    Field.option(\.liver, "liver", nil, "NAME", "structure that is the liver with its tumours")
    Field.options(\.tumours, "tumour", nil, "NAME", "structure that is tumour")
    Field.options(\.lobes, "lobe", nil, "NAME", "structure that is a lobe")
    Field.option(
      \.anatomy, "anatomy", nil, "PATH", "CT on which the structures were drawn, in HU; for the picture",
      .input)
    Field.option(
      \.series, "series", nil, "ID", "series of the anatomy as inspect prints it, where there are several")
    \.labels
    Field.flag(\.around, "around", nil, "the liver was drawn around its lesions: count them in")
    \.flow
    Field.flag(\.template, "template", "t", "write a first burden file instead")
  }

  public func inputs(in context: Context) -> [URL] {
    (template ? [] : [context.url(input)]) + (context.url(anatomy).map { [$0] } ?? [])
  }
  public func outputFiles(in context: Context) -> [URL] { template ? [context.url(input)] : [] }
  public func outputFolder(in context: Context) -> URL? {
    template ? nil : OutputFolder.url(output, "burden", beside: input, context)
  }

  public func run(_ context: Context) throws -> Outcome {
    let file = context.url(input)
    guard let folder = outputFolder(in: context) else { return try BurdenTemplate.run(file, overwrite: true) }
    if isFolder(file.path) != true { try mustBeFile(file.path, called: "burden file or structure file") }
    let burden =
      file.pathExtension == "json5"
      ? try BurdenFile.read(file)
      : try Burden(
        structures: file, liver: liver, tumours: tumours, lobes: lobes, names: labels.labels.map(\.word),
        anatomy: context.url(anatomy), series: series, around: around)
    return try BurdenTask.run(
      burden, to: folder, link: flow.link(in: context), progress: context.progress)
  }
}
