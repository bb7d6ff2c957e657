import QtQuick

// What went wrong and what to do, in the language of the screen. `error_text.py` encodes the error: code, value, English message.
QtObject {
    function of(text: string): string {
        const [code, value, message] = text.split("\n")
        if (message === undefined)
            return text
        switch (code) {
        case "wrong pin": return value === "0" ? qsTr("The PIN is incorrect.") : qsTr("The PIN is incorrect. Try again in %1 s.").arg(value)
        case "pin wait": return qsTr("Too many incorrect PINs. Try again in %1 s.").arg(value)
        case "wrong key": return value === "0" ? qsTr("The recovery key is incorrect.") : qsTr("The recovery key is incorrect. Try again in %1 s.").arg(value)
        case "mistyped key": return qsTr("The recovery key was mistyped. It has %1 letters and digits.").arg(value)
        case "name taken": return qsTr("Somebody already has this name. Choose another one.")
        case "no user": return qsTr("There is nobody of this name any more.")
        case "last supervisor": return qsTr("There has to be a supervisor. Add another one first.")
        case "supervisor only": return qsTr("Only a supervisor can do this.")
        case "disk full": return qsTr("The disk is full. Export finished exams and have them deleted.")
        case "disk failing": return qsTr("The disk reports an error. Try again. If the error persists, have the disk replaced.")
        case "disk closed": return qsTr("The disk cannot be read or written to. Have the device checked.")
        case "damaged": return qsTr("The exam data on this device are damaged. Have a backup restored.")
        case "older": return qsTr("An older copy of the exams is in place of the newer ones. Have a backup restored.")
        case "read only": return qsTr("Nothing can be saved. Exams can still be read and exported. Have the disk checked.")
        case "newer": return qsTr("The exams were saved by a newer version of the program. Have this device updated.")
        case "on trial": return qsTr("The update is still being checked. Wait a minute, then enter the PIN again.")
        case "in use": return qsTr("Another program is using the exams. Have it closed.")
        case "little room": return qsTr("Space left, in images: about %1. Export finished exams and have them deleted.").arg(value)
        case "no room": return qsTr("No space for another image. Export finished exams and have them deleted.")
        case "no room for clip": return qsTr("No space for this clip. Export finished exams and have them deleted.")
        case "finished": return qsTr("This exam is finished and cannot be changed. Start a new one.")
        case "gone": return qsTr("This exam or image no longer exists.")
        case "locked": return qsTr("The exams are locked. Enter the PIN.")
        case "stick full": return qsTr("The stick is full. Free up space or use another one.")
        case "stick failing": return qsTr("The stick reports an error. Use another one.")
        case "stick closed": return qsTr("The stick cannot be written to. Remove the write protection or use another one.")
        case "stick gone": return qsTr("The stick was removed. Insert it and export again.")
        case "export ended": return qsTr("The export was interrupted. Export again.")
        case "server silent": return qsTr("Server %1 does not respond or refuses the connection. Check the network connection.").arg(value)
        case "title refused": return qsTr("Server %1 does not accept this device. Have the AE titles checked: its own, and EDGE_APP for this device.").arg(value)
        case "server refused": return qsTr("Server %1 did not store everything. Send again or have the server checked.").arg(value)
        case "server lost": return qsTr("The connection to server %1 was lost. Try again.").arg(value)
        case "server not secure": return qsTr("No encrypted connection to server %1. Have the certificates checked.").arg(value)
        case "sending stopped": return qsTr("Sending stopped when the screen was locked. Send again.")
        case "no worklist": return qsTr("Server %1 gives no worklist. Have its settings checked.").arg(value)
        case "taps too near": return qsTr("The points are too close together. Tap two points farther apart.")
        case "no such scale": return qsTr("No scanner uses this scale. Correct the distance or the points.")
        case "no such box": return qsTr("The box is too large or too small. Tap closely around the text of one setting.")
        case "box in image": return qsTr("The box reaches into the ultrasound image. Mark text beside it.")
        case "no text": return qsTr("There is no text in the box. Tap around the text of a setting.")
        case "text changes": return qsTr("This text changes by itself. Mark a setting, not a clock, and leave it alone.")
        case "no system bus": return qsTr("This machine has no services to set. Use its own settings.")
        case "system refused": return qsTr("The system did not do this. Have whoever looks after the device do it.")
        case "no such time": return qsTr("There is no such date and time. Type year, month, day, hour and minute: twelve digits.")
        case "unexpected": return qsTr("Unexpected program error (%1). Try again.").arg(value)
        default: return message
        }
    }
}
