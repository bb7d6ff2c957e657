import QtQuick

// In front of everything once the exams are destroyed: what was done, what was checked, and how to take the proof along.
Rectangle {
    id: screen
    required property var settings
    required property var translator
    required property Theme theme
    readonly property var erasure: settings.erasure
    color: theme.ground

    ErrorMessages { id: errorMessages }

    MultiPointTouchArea { anchors.fill: parent }

    Header {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: screen.theme.gap }
        theme: screen.theme
        translator: screen.translator
        title: screen.erasure.isBusy ? qsTr("Destroying…") : screen.erasure.holds ? qsTr("Decommissioned") : qsTr("Not proven")
    }

    Column {
        anchors { left: parent.left; right: parent.right; top: header.bottom; margins: screen.theme.gap }
        spacing: screen.theme.gap

        SettingsText {
            objectName: "erasureResult"
            theme: screen.theme
            font.pixelSize: theme.body
            color: screen.erasure.holds ? theme.good : theme.warning
            text: screen.erasure.isBusy ? qsTr("Please wait…")
                : screen.erasure.fault !== "" ? errorMessages.of(screen.erasure.fault)
                : screen.erasure.holds ? qsTr("The exams of this device cannot be read any longer.")
                : qsTr("Not every check was passed. Have the medium destroyed.")
        }

        SettingsText {
            objectName: "erasureProof"
            theme: screen.theme
            text: screen.erasure.files === 0 ? ""
                : qsTr("Files overwritten and removed: %1, keys first. Checks passed: %2 of %3.").arg(screen.erasure.files).arg(screen.erasure.checks).arg(screen.erasure.allChecks)
        }

        SettingsText {
            theme: screen.theme
            color: theme.faint
            wrapMode: Text.WrapAnywhere
            text: screen.erasure.digest === "" ? "" : qsTr("SHA-256 of the database before: %1").arg(screen.erasure.digest)
        }

        TouchButton {
            objectName: "saveProof"
            visible: screen.erasure.files > 0
            width: parent.width
            theme: screen.theme
            text: qsTr("Write the proof to a stick")
            detail: screen.erasure.saved === "none" ? qsTr("Insert a stick that can be written to.") : screen.erasure.saved
            onClicked: screen.erasure.saveProof()
        }

        HoldButton {
            objectName: "finalOff"
            visible: !screen.erasure.isBusy && screen.settings.power.isThere
            width: parent.width
            theme: screen.theme
            text: qsTr("Switch off")
            detail: qsTr("press and hold")
            onHeld: screen.settings.power.switchOff()
        }

        SettingsText {
            theme: screen.theme
            color: theme.faint
            text: screen.erasure.isBusy ? "" : qsTr("When it is started again, this is a new device that asks for a new PIN.")
        }
    }
}
