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
        Column {
            anchors.centerIn: parent
            spacing: 5 * freeze.theme.unit

            FreezeMark {
                anchors.horizontalCenter: parent.horizontalCenter
                size: 18 * freeze.theme.unit
                frozen: freeze.live.frozen
                color: words.color
            }

            Text {
                id: words
                font { pixelSize: freeze.theme.small; bold: true }
                color: freeze.theme.ground
                textFormat: Text.PlainText
                text: freeze.live.frozen ? qsTr("Live") : qsTr("Freeze")
            }
        }
    }
}
