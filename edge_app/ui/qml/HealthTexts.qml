import QtQuick

// Every warning of `health_warnings.py` in words, each with one piece of advice.
QtObject {
    function title(kind: string): string {
        switch (kind) {
        case "clock": return qsTr("The clock is wrong")
        case "disk": return qsTr("Storage is nearly full")
        case "undervoltage": return qsTr("Weak power supply")
        case "overcurrent": return qsTr("Too much current")
        case "throttling": return qsTr("Slowed down by heat")
        case "heat": return qsTr("The device is warm")
        case "battery": return qsTr("Low battery")
        case "node": return qsTr("The DICOM node does not answer")
        case "protocols": return qsTr("A protocol file is faulty")
        case "backup": return qsTr("Backup due")
        default: return kind
        }
    }

    function advice(kind: string): string {
        switch (kind) {
        case "clock": return qsTr("It is before this program was made, or before the last exam. Set date and time before the next exam.")
        case "disk": return qsTr("Export finished exams and have them deleted.")
        case "undervoltage": return qsTr("Use the device's own power supply and cable.")
        case "overcurrent": return qsTr("Unplug what is not needed.")
        case "throttling": return qsTr("Keep the vents clear and take the device out of the sun. The live image goes on.")
        case "heat": return qsTr("Keep the vents clear before it slows down.")
        case "battery": return qsTr("Plug in the power supply.")
        case "node": return qsTr("Check network and server, then test it again under “DICOM node”.")
        case "protocols": return qsTr("It cannot be chosen. Have the file corrected that is named below.")
        case "backup": return qsTr("Insert a USB stick and back up under “Backup”.")
        default: return ""
        }
    }
}
