import QtQuick
import QtQuick.Controls.Basic

// A button for a gloved finger: at least 12 mm high, with a text and optionally one or two smaller lines below it.
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
    implicitWidth: Math.max(theme.touch, Math.max(widthOf(inOneLine), widthOf(detailInOneLine)) + 2 * theme.gap)
    padding: 4 * theme.unit
    focusPolicy: Qt.NoFocus

    // A letter may reach beyond its advance.
    function widthOf(line: TextMetrics): real {
        return Math.ceil(Math.max(line.advanceWidth, line.boundingRect.right)) + 1
    }

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

        TextMetrics {
            id: detailInOneLine
            font { family: button.font.family; pixelSize: button.theme.small }
            text: button.detail
        }

        // Measured apart: a text's own implicit width follows its width in Qt 6.8, which would go round.
        Column {
            anchors.centerIn: parent

            Text {
                id: title
                width: Math.min(button.widthOf(inOneLine), button.availableWidth)
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
                width: Math.min(button.widthOf(detailInOneLine), button.availableWidth)
                anchors.horizontalCenter: parent.horizontalCenter
                horizontalAlignment: Text.AlignHCenter
                elide: Text.ElideRight
                wrapMode: Text.WordWrap
                maximumLineCount: title.lineCount > 1 ? 1 : 2
                lineHeight: 0.9
                font.pixelSize: button.theme.small
                color: button.filled ? button.theme.ground : button.theme.faint
                textFormat: Text.PlainText
                text: button.detail
            }
        }
    }
}
