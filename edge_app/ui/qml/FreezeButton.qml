import QtQuick
import QtQuick.Controls.Basic

Button {
    id: freeze
    required property var live
    required property Theme theme
    objectName: "freeze"
    focusPolicy: Qt.NoFocus
    onClicked: live.toggleFreeze()

    background: Rectangle {
        radius: freeze.theme.radius
        color: freeze.live.frozen ? freeze.theme.text : freeze.down ? freeze.theme.line : freeze.theme.raised
        border { color: freeze.theme.line; width: 1 }
    }
    contentItem: Item {
        Row {
            anchors.centerIn: parent
            spacing: freeze.theme.gap

            FreezeMark {
                anchors.verticalCenter: parent.verticalCenter
                size: 22 * freeze.theme.unit
                frozen: freeze.live.frozen
                color: words.color
            }

            Text {
                id: words
                font { pixelSize: 20 * freeze.theme.unit; bold: true }
                color: freeze.live.frozen ? freeze.theme.ground : freeze.theme.text
                textFormat: Text.PlainText
                text: freeze.live.frozen ? qsTr("Live") : qsTr("Freeze")
            }
        }
    }
}
