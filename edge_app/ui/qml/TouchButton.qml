import QtQuick
import QtQuick.Controls.Basic

// A button for a gloved finger: at least 12 mm high, with a text and an optional smaller line below it.
Button {
    id: button
    required property Theme theme
    property bool primary: false
    property bool chosen: false
    property string detail: ""
    property bool twoLines: false // for several short words beside other buttons
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

        Column {
            id: words
            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width)

            Text {
                width: Math.min(implicitWidth, button.availableWidth)
                anchors.horizontalCenter: parent.horizontalCenter
                horizontalAlignment: Text.AlignHCenter
                elide: Text.ElideRight
                wrapMode: button.twoLines ? Text.WordWrap : Text.NoWrap
                maximumLineCount: button.twoLines ? 2 : 1
                lineHeight: 0.9
                font { pixelSize: button.size; bold: true }
                fontSizeMode: button.twoLines ? Text.FixedSize : Text.HorizontalFit
                minimumPixelSize: button.theme.small
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
