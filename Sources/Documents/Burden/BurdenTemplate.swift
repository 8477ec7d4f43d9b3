import Diagnostics
import Files
import Foundation

/// A first burden file with a comment at every line.
public enum BurdenTemplate {
  public static let text = """
    {
      hepatica: 1,
      patient: { pseudonym: "P-01" },
      // CT or MR on which the structures were drawn; the ground of the picture
      anatomy: { path: "ct" },
      // SSTR PET; without it the burden comes from structures alone
      pet: {
        image: { path: "pet" },
        // weightKg: 70, injectedMBq: 150, injection: "2026-03-02T09:00:00", // what the PET does not say itself
        // ct: { path: "pet-ct" },  // CT of the PET session: registers it to the anatomy
        // registered: true,        // or: confirmed by a person as aligned
      },
      structures: [
        { path: "rtstruct.dcm", // RTSTRUCT, SEG, or a label image (NIfTI, MetaImage) with names: { "1": "Liver" }
          roles: { "Liver": "liver", "Right lobe": "liverLobe", "Left lobe": "liverLobe",
                   "GTV 1": "tumour", "GTV 2": "tumour", "Spleen": "spleen", "Aorta": "other" } },
      ],
      // drawnAround: true, // the liver was drawn around its lesions, as in label images: count them in; or name them
      // threshold: { suv: 12 },        // tumour is what reaches this SUV in the liver …
      // threshold: { timesNormal: 2 }, // … or a multiple of the SUVmax of the sphere in normal liver
      // enhancement: { atLeast: 110 }, // tumour is what reaches this value of the anatomy in the liver: HU on CT
      // sphere: { diameterMm: 30, centre: [10, -120, 95] }, // without centre it is placed automatically
      // visualKrenning: { "GTV 1": 4, "GTV 2": 3 }, bloodPool: "Aorta",
      // readers: [ // instead of one opinion
      //   { name: "A", structures: [{ path: "a.nii.gz", names: { "1": "T" }, roles: { "T": "tumour" } }] },
      //   { name: "B", structures: [{ path: "b.nii.gz", names: { "1": "T" }, roles: { "T": "tumour" } }] },
      //   { name: "C", structures: [{ path: "c.nii.gz", names: { "1": "T" }, roles: { "T": "tumour" } }] },
      // ],
      // resolutionMm: 6, // full width at half maximum, for the uncertainty of volumes
    }

    """
}
