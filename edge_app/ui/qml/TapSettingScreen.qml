import QtQuick
import QtQuick.Layouts

// A still image to tap a box on, around the text of a setting; beside or below it which setting that is.
Rectangle {
    id: screen
    required property var marking
    required property var live
    required property Theme theme
    required property bool portrait
    required property real panelWidth
    required property real panelHeight
    readonly property bool boxed: marking.box.length === 4
    readonly property bool refused: marking.faultText !== ""
    color: "black"

    ErrorMessages { id: errorMessages }
    DifferenceTexts { id: names }

    Item {
        id: view
        width: screen.portrait ? parent.width : parent.width - panel.width
        height: screen.portrait ? parent.height - panel.height : parent.height

        TapImage {
            id: image
            anchors.fill: parent
            taps: screen.marking
            theme: screen.theme
            colour: screen.boxed ? screen.theme.good : screen.theme.warning

            Rectangle {
                objectName: "settingBox"
                visible: screen.boxed
                x: visible ? screen.marking.box[0] * image.zoom : 0
                y: visible ? screen.marking.box[1] * image.zoom : 0
                width: visible ? screen.marking.box[2] * image.zoom : 0
                height: visible ? screen.marking.box[3] * image.zoom : 0
                color: "transparent"
                border { color: image.colour; width: Math.max(1, Math.round(screen.theme.unit)) }
            }
        }

        // The probe keeps streaming behind the still image, and a lost probe is reported.
        Banner {
            anchors { left: parent.left; bottom: parent.bottom; margins: screen.theme.gap }
            visible: screen.live.probe === "lost" || screen.live.probe === "reconnecting"
            theme: screen.theme
            colour: screen.theme.alarm
            title: qsTr("Probe disconnected. Reconnecting…")
        }
    }

    Rectangle {
        id: panel
        width: screen.panelWidth
        height: screen.panelHeight
        anchors { right: parent.right; bottom: parent.bottom }
        color: screen.theme.panel

        ColumnLayout {
            anchors { fill: parent; margins: screen.theme.gap }
            spacing: screen.theme.gap / 2

            // Not over the image: a scanner writes its settings wherever there is room.
            Text {
                objectName: "settingStep"
                Layout.fillWidth: true
                font { pixelSize: screen.theme.body; bold: true }
                color: screen.refused ? screen.theme.warning : screen.theme.text
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                text: screen.refused ? qsTr("The setting was not marked")
                    : screen.boxed ? qsTr("Which setting is this?")
                    : screen.marking.marks.length === 0 ? qsTr("Tap above left of a setting's text")
                    : qsTr("Tap below right of the text")
            }

            Text {
                objectName: "settingAdvice"
                Layout.fillWidth: true
                font.pixelSize: screen.theme.small
                color: screen.theme.text
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                text: screen.refused ? errorMessages.of(screen.marking.faultText)
                                     : qsTr("Leave room for a longer number. Never mark a name or a clock.")
            }

            TouchButton {
                objectName: "settingName"
                Layout.fillWidth: true
                theme: screen.theme
                text: names.control(screen.marking.setting)
                detail: qsTr("Tap to change")
                onClicked: screen.marking.chooseNext()
            }

            Item { Layout.fillHeight: true }

            GridLayout {
                Layout.fillWidth: true
                columns: 2
                columnSpacing: screen.theme.gap / 2

                TouchButton {
                    objectName: "settingCancel"
                    Layout.fillWidth: true
                    Layout.preferredWidth: 100
                    theme: screen.theme
                    size: theme.body
                    text: qsTr("Cancel")
                    onClicked: screen.marking.cancel()
                }

                TouchButton {
                    objectName: "settingConfirm"
                    Layout.fillWidth: true
                    Layout.preferredWidth: 100
                    theme: screen.theme
                    size: theme.body
                    primary: true
                    enabled: screen.boxed
                    text: qsTr("Set")
                    onClicked: screen.marking.confirm()
                }
            }
        }
    }
}
