import QtQuick

// Off and on again, each held down, for a tap is soon made; and the way to take the device out of service.
Column {
    id: section
    required property var settings
    required property var exam
    required property Theme theme
    readonly property var power: settings.power
    readonly property bool saving: exam.isBusy || exam.exportController.condition === "busy"
    readonly property bool ready: settings.mayChange && power.isThere && !saving && power.state !== "busy"
    spacing: theme.gap

    ErrorMessages { id: errorMessages }

    HoldButton {
        objectName: "powerOff"
        width: parent.width
        theme: section.theme
        enabled: section.ready
        text: qsTr("Switch off")
        detail: qsTr("press and hold")
        onHeld: section.power.switchOff()
    }

    HoldButton {
        objectName: "restart"
        width: parent.width
        theme: section.theme
        enabled: section.ready
        text: qsTr("Restart")
        detail: qsTr("press and hold")
        onHeld: section.power.restart()
    }

    SettingsText {
        objectName: "powerNote"
        theme: section.theme
        color: theme.warning
        text: !section.power.isThere ? qsTr("This machine is not switched off from here. Use its own settings.")
            : section.saving ? qsTr("Something is being saved. Wait a moment.")
            : section.power.state === "busy" ? qsTr("Please wait…")
            : section.power.state === "" ? "" : errorMessages.of(section.power.state)
    }

    TouchButton {
        objectName: "toDecommission"
        width: parent.width
        theme: section.theme
        enabled: section.settings.mayChange
        text: qsTr("Decommission")
        detail: qsTr("make all exams unreadable for good")
        onClicked: section.settings.show("decommission")
    }
}
