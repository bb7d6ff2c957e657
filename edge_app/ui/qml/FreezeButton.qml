import QtQuick
import QtQuick.Controls.Basic

// The main action of the live screen; on a frozen image it leads back to the live one.
Button {
    id: freeze
    required property var live
    required property Theme theme
    objectName: "freeze"
    focusPolicy: Qt.NoFocus
    onClicked: live.toggleFreeze()

    background: Rectangle {
        radius: freeze.theme.radius
        color: freeze.down ? freeze.theme.faint : freeze.theme.text
        border { color: freeze.theme.line; width: 1 }
    }
    contentItem: Item {
        Row {
            anchors.centerIn: parent
            spacing: freeze.theme.gap / 2

            FreezeMark {
                anchors.verticalCenter: parent.verticalCenter
                size: 16 * freeze.theme.unit
                frozen: freeze.live.frozen
                color: words.color
            }

            Text {
                id: words
                font { pixelSize: 17 * freeze.theme.unit; bold: true }
                color: freeze.theme.ground
                textFormat: Text.PlainText
                text: freeze.live.frozen ? qsTr("Live") : qsTr("Freeze")
            }
        }
    }
}
