import QtQuick

// A gear, and on it how many things are wrong with the device.
TouchButton {
    id: button
    required property var settings
    readonly property int warnings: settings ? settings.warnings.length : 0
    objectName: "settings"
    Accessible.name: qsTr("Settings")
    onClicked: settings.open()

    Item {
        id: gear
        anchors.centerIn: parent
        width: 30 * button.theme.unit
        height: width

        Repeater {
            model: 4

            Rectangle { // two opposite teeth
                required property int index
                anchors.centerIn: parent
                width: 7 * button.theme.unit
                height: gear.height
                radius: 2 * button.theme.unit
                rotation: 45 * index
                color: button.theme.text
                antialiasing: true
            }
        }

        Rectangle {
            anchors.centerIn: parent
            width: 0.74 * gear.width
            height: width
            radius: width / 2
            color: button.theme.text
        }

        Rectangle {
            anchors.centerIn: parent
            width: 0.34 * gear.width
            height: width
            radius: width / 2
            color: button.theme.raised
        }
    }

    Rectangle {
        visible: button.warnings > 0
        anchors { right: parent.right; top: parent.top; margins: 3 * button.theme.unit }
        width: 22 * button.theme.unit
        height: width
        radius: width / 2
        color: button.theme.warning

        Text {
            objectName: "warningCount"
            anchors.centerIn: parent
            font { pixelSize: button.theme.small; bold: true }
            color: button.theme.ground
            textFormat: Text.PlainText
            text: button.warnings
        }
    }
}
