import QtQuick

// In front of everything while a restored backup takes its place, and until somebody has read what became of it.
Rectangle {
    id: screen
    required property var restore
    required property var translator
    required property Theme theme
    color: theme.ground

    ErrorMessages { id: errorMessages }

    MultiPointTouchArea { anchors.fill: parent }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: screen.theme.gap }
        theme: screen.theme
        translator: screen.translator
        title: screen.restore.step === "replacing" ? qsTr("Restoring…") : screen.restore.restored < 0 ? qsTr("Not restored") : qsTr("Restored")
    }

    Column {
        anchors { left: parent.left; right: parent.right; top: header.bottom; margins: 2 * screen.theme.gap }
        spacing: screen.theme.gap

        SettingsText {
            objectName: "restoreResult"
            theme: screen.theme
            font.pixelSize: 17 * theme.unit
            color: screen.restore.step === "replacing" ? theme.text : screen.restore.fault !== "" || screen.restore.altered !== "" ? theme.warning : theme.good
            text: screen.restore.step === "replacing" ? qsTr("Please wait, and leave the device on.")
                : screen.restore.fault !== "" ? errorMessages.of(screen.restore.fault)
                : screen.restore.altered !== "" ? qsTr("Exams restored: %1. But something in them was altered outside this program: have the audit trail checked.").arg(screen.restore.restored)
                : qsTr("Exams restored: %1. Nothing in them was altered.").arg(screen.restore.restored)
        }

        SettingsText {
            theme: screen.theme
            text: screen.restore.restored < 0 ? "" : qsTr("Enter your PIN as before. Then add the other people and have a new recovery key written down.")
        }

        TouchButton {
            objectName: "restoreRead"
            visible: screen.restore.step === "over"
            width: parent.width
            theme: screen.theme
            primary: true
            text: qsTr("OK")
            onClicked: screen.restore.finish()
        }
    }
}
