import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts

// Beside the picture: where it comes from, what was found in it, and the two things a hand does.
Rectangle {
    id: panel
    required property var live
    required property Theme theme
    color: theme.panel

    component Rule: Rectangle {
        Layout.fillWidth: true
        implicitHeight: Math.max(1, Math.round(panel.theme.unit))
        color: panel.theme.line
    }

    ColumnLayout {
        anchors { fill: parent; margins: panel.theme.gap }
        spacing: 10 * panel.theme.unit

        SourceLine { Layout.fillWidth: true; live: panel.live; theme: panel.theme }

        Rule { }

        Verdict { Layout.fillWidth: true; Layout.fillHeight: true; live: panel.live; theme: panel.theme }

        Rule { }

        HeatSlider { Layout.fillWidth: true; live: panel.live; theme: panel.theme }

        Button {
            id: freeze
            objectName: "freeze"
            Layout.fillWidth: true
            Layout.preferredHeight: panel.theme.touch
            focusPolicy: Qt.NoFocus
            onClicked: panel.live.toggleFreeze()

            background: Rectangle {
                radius: panel.theme.radius
                color: panel.live.frozen ? panel.theme.text : freeze.down ? panel.theme.line : panel.theme.raised
                border { color: panel.theme.line; width: 1 }
            }
            contentItem: Item {
                Row {
                    anchors.centerIn: parent
                    spacing: panel.theme.gap

                    FreezeMark {
                        anchors.verticalCenter: parent.verticalCenter
                        size: 22 * panel.theme.unit
                        frozen: panel.live.frozen
                        color: words.color
                    }

                    Text {
                        id: words
                        font { pixelSize: 20 * panel.theme.unit; bold: true }
                        color: panel.live.frozen ? panel.theme.ground : panel.theme.text
                        textFormat: Text.PlainText
                        text: panel.live.frozen ? qsTr("Live") : qsTr("Freeze")
                    }
                }
            }
        }
    }
}
