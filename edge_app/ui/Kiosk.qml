import QtQuick

// The whole screen: the picture, the panel beside it, and the notice that is always there.
Rectangle {
    id: screen
    required property var live
    color: "black"

    Theme {
        id: theme
        unit: Math.min(screen.width / 800, screen.height / 480)
    }

    Shortcut { sequences: ["Space", "F"]; onActivated: screen.live.toggleFreeze() }
    Shortcut { sequences: [StandardKey.Quit]; onActivated: Qt.quit() }

    LiveView {
        anchors { left: parent.left; right: panel.left; top: parent.top; bottom: notice.top }
        live: screen.live
        theme: theme
    }

    Panel {
        id: panel
        objectName: "panel"
        width: 232 * theme.unit
        anchors { right: parent.right; top: parent.top; bottom: notice.top }
        live: screen.live
        theme: theme
    }

    Rectangle {
        id: notice
        objectName: "notice"
        width: parent.width
        height: 30 * theme.unit
        anchors.bottom: parent.bottom
        color: theme.raised

        Row {
            anchors.centerIn: parent
            spacing: 6 * theme.unit

            Text {
                font { pixelSize: theme.body; bold: true }
                color: theme.warning
                textFormat: Text.PlainText
                text: qsTr("Research use only.")
            }

            Text {
                font.pixelSize: theme.body
                color: theme.text
                textFormat: Text.PlainText
                text: screen.live.simulatedTraining ? qsTr("Weights trained on simulated images. Assists, never diagnoses.")
                                                    : qsTr("Assists, never diagnoses.")
            }
        }
    }
}
