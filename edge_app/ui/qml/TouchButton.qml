import QtQuick
import QtQuick.Controls.Basic

// A button for a gloved finger: at least 12 mm high, with a text and an optional smaller line below it.
Button {
    id: button
    required property Theme theme
    property bool primary: false
    property bool chosen: false
    property string detail: ""
    property color colour: theme.text
    property real size: 17 * theme.unit
    readonly property bool filled: enabled && (primary || chosen) // what cannot be touched is an outline
    implicitHeight: theme.touch
    implicitWidth: Math.max(theme.touch, words.implicitWidth + 2 * theme.gap)
    padding: 4 * theme.unit
    focusPolicy: Qt.NoFocus

    background: Rectangle {
        radius: button.theme.radius
        color: !button.enabled ? "transparent" : button.filled ? button.colour : button.down ? button.theme.line : button.theme.raised
        border { color: button.theme.line; width: 1 }
    }
    contentItem: Item {
        opacity: button.enabled ? 1 : 0.6

        TextMetrics {
            id: inOneLine
            font { family: button.font.family; pixelSize: button.size; bold: true }
            text: button.text
        }

        Column {
            id: words
            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width)

            Text {
                width: Math.min(implicitWidth, button.availableWidth)
                anchors.horizontalCenter: parent.horizontalCenter
                horizontalAlignment: Text.AlignHCenter
                elide: Text.ElideRight
                wrapMode: Text.WordWrap
                maximumLineCount: 2
                lineHeight: 0.9
                font { pixelSize: Math.ceil(inOneLine.advanceWidth) > button.availableWidth ? Math.min(button.size, button.theme.small) : button.size; bold: true }
                color: button.filled ? button.theme.ground : button.colour
                textFormat: Text.PlainText
                text: button.text
            }

            Text {
                visible: text !== ""
                width: Math.min(implicitWidth, button.availableWidth)
                anchors.horizontalCenter: parent.horizontalCenter
                elide: Text.ElideRight
                font.pixelSize: button.theme.small
                color: button.filled ? button.theme.ground : button.theme.faint
                textFormat: Text.PlainText
                text: button.detail
            }
        }
    }
}
