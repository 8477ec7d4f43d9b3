import Arguments
import Diagnostics
import Documents

extension ResultForm.Identity: ChoiceValue {}
extension ResultForm.Activity: ChoiceValue {}

/// How results are written as DICOM objects.
struct ObjectFields: SharedFields {
  var identity = ResultForm.Identity.clinical
  var key: FilePath?
  var doseBits = 16
  var activity = ResultForm.Activity.nm
  var maps = false

  static var fields: [Field<Self>] {
    Field.option(
      \.identity, "identity", nil, "WHOSE",
      "clinical: patient and study of the images, so that results file under the patient; research: nobody's, by a key"
    )
    Field.option(
      \.key, "key", nil, "FILE",
      "key file of research objects, as of hepatica deidentify; made if it is not there")
    Field.option(
      \.doseBits, "dose-bits", nil, "N", "bits of a voxel of RT Dose: 16, which every viewer reads, or 32",
      in: .within(16...32))
    Field.option(
      \.activity, "activity-as", nil, "FORM",
      "quantified images as nm (with a value mapping) or as pet (Bq/mL)")
    Field.flag(
      \.maps, "maps", nil, "dose, its uncertainty and time-integrated activity as Parametric Maps too")
  }

  /// - Throws: a usage `Problem` for research objects without a key, or a key without them.
  func form(_ context: Context) throws -> ResultForm {
    var form = ResultForm()
    (form.identity, form.key, form.doseBits) = (identity, context.url(key), doseBits)
    (form.activity, form.maps) = (activity, maps)
    try form.check()
    return form
  }
}
