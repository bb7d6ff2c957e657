import QtQuick

// What says on a small picture that it is of a clip, or of an exam with clips.
Rectangle {
    id: badge
    required property Theme theme
    required property string said
    implicitWidth: words.implicitWidth + 6 * theme.unit
    implicitHeight: words.implicitHeight + 2 * theme.unit
    color: theme.raised

    Text {
        id: words
        anchors.centerIn: parent
        font { pixelSize: badge.theme.small; bold: true }
        color: badge.theme.text
        textFormat: Text.PlainText
        text: "▶ " + badge.said
    }
}
