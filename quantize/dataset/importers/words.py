"""Words that headings, folders and cells use for the same thing: English, German, Spanish, Italian, Dutch and French. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

# column of the manifest -> headings, as `plain` writes them. "frame", "born" and "examined" are no columns of a manifest:
# the number of a page from 1, and two dates that an age follows from.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "image": ("image", "imagename", "imagefile", "imageid", "imagepath", "file", "filename", "filepath", "path", "img", "picture",
              "scan", "bild", "bildname", "bilddatei", "datei", "dateiname", "pfad", "imagen", "archivo", "fichero",
              "immagine", "bestand", "fichier"),
    "mask": ("mask", "maskfile", "maskname", "maskpath", "segmentation", "annotation", "groundtruth", "maske", "maskendatei",
             "mascara", "maschera"),
    "subject": ("subject", "subjectid", "subjectnumber", "patient", "patientid", "patientnumber", "patientcode", "pid",
                "participant", "participantid", "person", "personid", "case", "caseid", "id", "code", "anonid", "anonymousid",
                "proband", "probandid", "probandennummer", "patientennummer", "fall", "sujeto", "paciente", "soggetto",
                "paziente", "proefpersoon", "sujet"),
    "label": ("label", "class", "classification", "diagnosis", "group", "status", "condition", "category", "outcome", "target",
              "result", "finding", "pathology", "health", "abnormal", "diagnose", "befund", "gruppe", "klasse", "diagnostico",
              "grupo", "etiqueta", "diagnosi", "gruppo", "groep", "groupe"),
    "muscle": ("muscle", "musclename", "muskel", "musculo", "muscolo", "spier", "bodypart", "site", "anatomy"),
    "side": ("side", "laterality", "seite", "lado", "lato", "zijde", "cote", "bodyside"),
    "age": ("age", "ageyears", "ageyear", "patientage", "alter", "edad", "eta", "leeftijd"),
    "sex": ("sex", "gender", "patientsex", "geschlecht", "sexo", "sesso", "geslacht", "sexe", "genero"),
    "height_cm": ("height", "heightcm", "heightm", "length", "lengthcm", "bodyheight", "patientheight", "groesse", "grosse",
                  "koerpergroesse", "korpergrosse", "altura", "estatura", "altezza", "lengte", "taille"),
    "weight_kg": ("weight", "weightkg", "bodyweight", "patientweight", "mass", "gewicht", "koerpergewicht", "korpergewicht",
                  "peso", "poids"),
    "z_score": ("zscore", "z", "greylevelzscore", "graylevelzscore", "eizscore", "zwert"),
    "grade": ("grade", "heckmatt", "heckmattgrade", "heckmattscore", "grad", "grado"),
    "subtype": ("subtype", "subgroup", "diseasetype", "subtyp", "untergruppe", "subtipo", "sottotipo"),
    "gain_db": ("gain", "gaindb"),
    "dynamic_range_db": ("dynamicrange", "dynamicrangedb"),
    "frequency_mhz": ("frequency", "frequencymhz", "frequenz"),
    "depth_mm": ("depthmm", "imagedepthmm", "tiefemm"),
    "device": ("device", "scanner", "machine", "system", "manufacturer", "vendor", "model", "ultrasounddevice", "geraet", "gerat",
               "equipo", "ecografo", "toestel", "appareil"),
    "mm_per_pixel": ("mmperpixel", "mmpx", "pixelsize", "pixelsizemm", "pixelspacing", "spacing", "resolutionmm", "mmpropixel"),
    "part": ("part", "split", "fold", "set", "subset", "partition"),
    "frame": ("framenumber", "frameno", "page", "pagenumber", "seitennummer", "bildnummer"),
    "born": ("born", "birthdate", "dateofbirth", "dob", "geburtsdatum", "fechanacimiento", "datanascita"),
    "examined": ("examined", "examdate", "examinationdate", "scandate", "studydate", "date", "untersuchungsdatum", "datum",
                 "fecha"),
}  # fmt: skip

LABELS: Mapping[str, tuple[str, ...]] = {
    "normal": ("normal", "healthy", "control", "controls", "hc", "negative", "unaffected", "volunteer", "volunteers", "gesund",
               "kontrolle", "unauffaellig", "unauffallig", "sano", "sana", "sanos", "sani", "gezond", "sain", "normals"),
    "abnormal": ("abnormal", "pathological", "pathologic", "pathology", "patient", "patients", "diseased", "disease", "affected",
                 "positive", "nmd", "neuromuscular", "krank", "pathologisch", "auffaellig", "auffallig", "anormal", "enfermo",
                 "patologico", "patologica", "malato", "ziek", "malade", "abnormals"),
}  # fmt: skip

SEXES: Mapping[str, tuple[str, ...]] = {
    "female": ("female", "f", "w", "woman", "women", "weiblich", "frau", "mujer", "femenino", "femmina", "vrouw", "v", "femme"),
    "male": ("male", "m", "man", "men", "maennlich", "mannlich", "mann", "hombre", "masculino", "maschio", "homme"),
}

SIDES: Mapping[str, tuple[str, ...]] = {
    "left": ("left", "l", "links", "li", "izquierda", "izquierdo", "sinistra", "sinistro", "sx", "lt", "gauche"),
    "right": ("right", "r", "rechts", "re", "derecha", "derecho", "destra", "destro", "dx", "rt", "droite"),
}

PARTS: Mapping[str, tuple[str, ...]] = {
    "train": ("train", "training", "trainset", "trainingset"),
    "validation": ("validation", "val", "valid", "dev", "valset", "validationset"),
    "test": ("test", "testing", "testset", "holdout"),
}

# Usual short forms, and full names however they are written. "Gastrocnemius" alone is none of these: it has two heads.
MUSCLES: Mapping[str, tuple[str, ...]] = {
    "biceps brachii": ("bb", "bicepsbrachii"),
    "tibialis anterior": ("ta", "tibialisanterior"),
    "gastrocnemius medialis": ("gm", "gastrocnemiusmedialis", "medialgastrocnemius"),
    "gastrocnemius lateralis": ("gl", "gastrocnemiuslateralis", "lateralgastrocnemius"),
    "soleus": ("soleus",),
    "vastus lateralis": ("vl", "vastuslateralis"),
    "vastus medialis": ("vm", "vastusmedialis"),
    "rectus femoris": ("rf", "rectusfemoris"),
}

MASKS = frozenset({
    "mask", "masks", "maske", "masken", "annot", "annots", "annotation", "annotations", "trainannot", "valannot", "testannot",
    "seg", "segs", "segmentation", "segmentations", "gt", "groundtruth", "label", "labels", "roi", "rois",
})  # fmt: skip
IMAGES = frozenset({"image", "images", "img", "imgs", "bild", "bilder", "png", "frames", "data", "dataset", "raw", "us"})


def plain(text: str) -> str:
    """A word without case, accents and anything but letters and digits: "Größe (cm)" -> "grossecm"."""
    flat = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return "".join(c for c in flat if c.isalnum())


def tokens(text: str) -> list[str]:
    """The words of a file's or a folder's name, which spaces, dashes, points and underscores part: "BB_anon-4" -> BB, anon, 4."""
    return [word for word in re.split(r"[\s_\-.,;()\[\]]+", text) if word]


def meaning(column: str, text: str) -> str | None:
    """The manifest's word for what a cell or a folder's name says of label, sex, side, part or muscle; None: it says nothing."""
    word = plain(text)
    return next((meant for meant, said in _WORDS[column].items() if word in said), None)


def heading(text: str) -> str | None:
    """The column that a heading means; None: it means nothing that is known."""
    word = plain(re.sub(r"[(\[].*?[)\]]", "", text)) or plain(text)
    return next((column for column, said in HEADINGS.items() if word in said or plain(column) == word), None)


def said_by(name: str) -> Iterator[tuple[str, str]]:
    """(column, word) for each word of a folder's or a file's name that says something: "BB_Healthy" -> muscle and label."""
    words = [name, *tokens(name)]
    for column in ("label", "muscle", "side", "part"):
        # A single letter of a name may be anything.
        found = {meant for word in words if len(plain(word)) > 1 and (meant := meaning(column, word)) is not None}
        if len(found) == 1:
            yield column, found.pop()


_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "label": LABELS,
    "sex": SEXES,
    "side": SIDES,
    "part": PARTS,
    "muscle": MUSCLES,
}
