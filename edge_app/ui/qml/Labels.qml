import QtQuick

// Texts for the values used in the records.
QtObject {
    function muscle(name: string): string {
        switch (name) {
        case "biceps brachii": return qsTr("Biceps brachii")
        case "tibialis anterior": return qsTr("Tibialis anterior")
        case "gastrocnemius medialis": return qsTr("Gastrocnemius medialis")
        default: return name
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
        default: return qsTr("Not judged")
        }
    }

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
