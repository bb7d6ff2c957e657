import QtQuick

// Why an image is not judged: what it is, and as a sentence that says what to do. The values are those of `Guard` in records.py.
QtObject {
    function sentence(guard: string): string {
        switch (guard) {
        case "no contact": return qsTr("No contact in the region. Use more gel or press the probe on.")
        case "lifted off": return qsTr("Part of the probe is off the skin. Use more gel and hold the probe flat.")
        case "air": return qsTr("The probe is in the air. Use gel and place it on the skin.")
        case "underexposed": return qsTr("Too dark in the region. Increase the gain.")
        case "saturated": return qsTr("Too bright in the region. Reduce the gain.")
        case "flat": return qsTr("No structure in the region. Move the region or the probe onto the muscle.")
        case "colour": return qsTr("Colour in the region. Switch off Doppler or elastography.")
        case "text": return qsTr("Writing or a menu in the region. Close it or move the region.")
        case "frozen": return qsTr("The scanner's image does not change. Unfreeze the scanner.")
        case "beyond the field": return qsTr("The region reaches beyond the ultrasound image. Move it inside or make it smaller.")
        case "too few pixels": return qsTr("The region has too few pixels. Make it larger, or take the image at a higher resolution.")
        case "other scale": return qsTr("The network does not know regions of this size. Change the size or the scanner's depth.")
        case "not muscle": return qsTr("This does not look like muscle. Move the probe or the region onto the muscle.")
        case "upside down": return qsTr("The image seems to be upside down. Turn it so that the skin is at the top.")
        case "wrong view": return qsTr("This looks like a view along the muscle. Turn the probe by 90 degrees.")
        default: return ""
        }
    }

    // For a line in a table.
    function title(guard: string): string {
        switch (guard) {
        case "no contact": return qsTr("No contact")
        case "lifted off": return qsTr("Probe off the skin")
        case "air": return qsTr("Probe in the air")
        case "underexposed": return qsTr("Too dark")
        case "saturated": return qsTr("Too bright")
        case "flat": return qsTr("No structure")
        case "colour": return qsTr("Colour")
        case "text": return qsTr("Text or menu")
        case "frozen": return qsTr("Scanner frozen")
        case "beyond the field": return qsTr("Beyond the image")
        case "too few pixels": return qsTr("Too few pixels")
        case "other scale": return qsTr("Unknown size")
        case "not muscle": return qsTr("Not muscle")
        case "upside down": return qsTr("Upside down")
        case "wrong view": return qsTr("Along the muscle")
        default: return ""
        }
    }
}
