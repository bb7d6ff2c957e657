import QtQuick

// What went wrong and what to do, in the language of the screen. `coded.py` makes the texts: kind, value, English sentence.
QtObject {
    function of(text: string): string {
        const [kind, value, sentence] = text.split("\n")
        if (sentence === undefined)
            return text
        switch (kind) {
        case "wrong pin": return value === "0" ? qsTr("This PIN is wrong.") : qsTr("This PIN is wrong. Try again in %1 s.").arg(value)
        case "pin wait": return qsTr("Too many wrong PINs. Try again in %1 s.").arg(value)
        case "disk full": return qsTr("The disk is full. Export finished exams and have them deleted.")
        case "disk failing": return qsTr("The disk reports an error. Try again, then have the disk replaced.")
        case "disk closed": return qsTr("The disk cannot be read or written. Have the device checked.")
        case "damaged": return qsTr("What is kept on this device is damaged. Have a backup restored.")
        case "newer": return qsTr("The exams were written by a newer program. Have this one updated.")
        case "in use": return qsTr("Another program has the exams open. Have it closed.")
        case "little room": return qsTr("Room for about %1 images is left. Export finished exams and have them deleted.").arg(value)
        case "no room": return qsTr("There is no room for another image. Export finished exams and have them deleted.")
        case "finished": return qsTr("This exam is finished and cannot be changed. Begin another one.")
        case "gone": return qsTr("This exam or image is no longer there.")
        case "locked": return qsTr("The exams are locked. Enter the PIN.")
        case "stick full": return qsTr("The stick is full. Make room on it, or take another one.")
        case "stick failing": return qsTr("The stick reports an error. Take another one.")
        case "stick closed": return qsTr("The stick cannot be written. Remove its write protection, or take another one.")
        case "stick gone": return qsTr("The stick is no longer there. Plug it in and export again.")
        case "export ended": return qsTr("The export was interrupted. Export again.")
        case "server silent": return qsTr("The server %1 does not answer, or refuses. Check the network.").arg(value)
        case "server refused": return qsTr("The server %1 did not store everything. Send again, or have the server checked.").arg(value)
        case "server lost": return qsTr("The connection to the server %1 was lost. Send again.").arg(value)
        case "taps too near": return qsTr("The points are too near to each other. Tap two that are farther apart.")
        case "no such scale": return qsTr("No scanner shows such a scale. Correct the distance or the points.")
        case "unexpected": return qsTr("The program failed unexpectedly (%1). Try again.").arg(value)
        default: return sentence
        }
    }
}
