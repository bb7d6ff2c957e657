import QtQuick

// Sentences for what is set otherwise than it was validated or is remembered.
QtObject {
    function control(name: string): string {
        switch (name) {
        case "brightness": return qsTr("Brightness")
        case "contrast": return qsTr("Contrast")
        case "saturation": return qsTr("Saturation")
        case "hue": return qsTr("Hue")
        case "gamma": return qsTr("Gamma")
        case "gain": return qsTr("Gain")
        case "sharpness": return qsTr("Sharpness")
        case "exposure": return qsTr("Exposure")
        case "automatic gain": return qsTr("Automatic gain")
        case "automatic exposure": return qsTr("Automatic exposure")
        case "backlight compensation": return qsTr("Backlight compensation")
        case "RGB range": return qsTr("RGB range")
        case "preset": return qsTr("Preset")
        case "depth": return qsTr("Depth")
        case "frequency": return qsTr("Frequency")
        case "dynamic range": return qsTr("Dynamic range")
        default: return name
        }
    }

    function name(difference: var): string {
        switch (difference.aspect) {
        case "preset": return qsTr("Preset")
        case "image width": return qsTr("Image width")
        case "image height": return qsTr("Image height")
        case "mm per pixel": return qsTr("Millimetres per pixel")
        case "mirrored": return qsTr("Mirrored")
        default: return control(difference.control)
        }
    }

    function value(text: string): string {
        return text === "yes" ? qsTr("yes") : text === "no" ? qsTr("no") : text
    }

    function sentence(difference: var): string {
        const found = value(difference.found)
        const recorded = value(difference.recorded)
        switch (difference.aspect) {
        case "expired": return qsTr("The validation expired on %1.").arg(recorded)
        case "clock": return qsTr("The clock is wrong: %1.").arg(found)
        case "image field on the screen":
            if (found === "" || recorded === "")
                return qsTr("Whether the ultrasound image still has the size that was recorded is unknown.")
            return qsTr("The ultrasound image on the scanner's screen has another shape: depth, zoom or preset was changed.")
        case "text on the screen":
            if (found === "")
                return qsTr("%1 on the scanner's screen cannot be compared.").arg(name(difference))
            if (recorded === "")
                return qsTr("%1 on the scanner's screen was not recorded before.").arg(name(difference))
            return qsTr("%1 on the scanner's screen has changed.").arg(name(difference))
        }
        if (found === "")
            return qsTr("%1 is unknown instead of %2.").arg(name(difference)).arg(recorded)
        if (recorded === "")
            return qsTr("%1 is %2 and was not recorded before.").arg(name(difference)).arg(found)
        return qsTr("%1 is %2 instead of %3.").arg(name(difference)).arg(found).arg(recorded)
    }

    function isOfTime(difference: var): bool {
        return difference.aspect === "expired" || difference.aspect === "clock"
    }

    function title(differences: var): string {
        return differences.some(isOfTime) ? qsTr("The validation no longer holds") : qsTr("A setting has changed")
    }

    // What differs, and what to do.
    function detail(differences: var): string {
        const advice = differences.every(isOfTime) ? qsTr("Have the device validated again, or set the clock.")
                     : differences.some(one => one.aspect === "image field on the screen")
                       ? qsTr("Set it back, or set the scale again.")
                       : qsTr("Set it back, or have the device validated again.")
        return [...differences.map(sentence), advice].join(" ")
    }
}
