import QtQuick

// Texts for the values used in the records.
QtObject {
    property var names: ({}) // of an exam's protocol: by muscle, by language
    readonly property string language: qsTr("en", "the code of the language that this is translated to")

    // A text of a protocol, which is there in every language.
    function said(text: var): string { return text === undefined || text[language] === undefined ? "" : text[language] }

    function muscle(name: string): string {
        if (names[name] !== undefined)
            return said(names[name])
        switch (name) {
        case "biceps brachii": return qsTr("Biceps brachii")
        case "tibialis anterior": return qsTr("Tibialis anterior")
        case "gastrocnemius medialis": return qsTr("Gastrocnemius medialis")
        default: return name.charAt(0).toUpperCase() + name.slice(1)
        }
    }

    function side(name: string): string {
        return name === "left" ? qsTr("left") : name === "right" ? qsTr("right") : name
    }

    function site(muscleName: string, sideName: string): string {
        return qsTr("%1, %2").arg(muscle(muscleName)).arg(side(sideName))
    }

    function answer(name: string): string {
        switch (name) {
        case "normal": return qsTr("Normal")
        case "abnormal": return qsTr("Abnormal")
        case "indeterminate": return qsTr("Indeterminate")
        case "not judged": return qsTr("Not judged")
        case "not validated on this device": return qsTr("Not validated on this device")
        case "not made for this muscle": return qsTr("No finding")
        default: return qsTr("Not judged")
        }
    }

    readonly property string otherMuscle: qsTr("The model was not made for this muscle.")

    // Why an answer is indeterminate, of one image or of several together; empty where it is not.
    function reason(name: string): string {
        switch (name) {
        case "close to the threshold": return qsTr("close to the threshold")
        case "views disagree": return qsTr("views disagree")
        case "images disagree": return qsTr("images disagree")
        case "too few images": return qsTr("too few images")
        case "indeterminate sites": return qsTr("one or more indeterminate")
        default: return ""
        }
    }
}
