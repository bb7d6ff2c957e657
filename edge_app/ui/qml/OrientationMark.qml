import QtQuick

// The side of the probe marker, at the top of the image field as on scanners: a ring on the left; if the image is mirrored, on the
// right, in the warning colour and with a text. Nothing if the orientation is unknown.
Row {
    id: mark
    required property var live
    required property Theme theme
    required property real zoom
    property real minX // px, least distance from the left edge of the image
    property real minY // px, least distance from its top
    readonly property bool mirrored: live.orientation === "mirrored"

    objectName: "orientationMark"
    visible: live.orientation !== ""
    layoutDirection: mirrored ? Qt.RightToLeft : Qt.LeftToRight
    spacing: 6 * theme.unit
    x: mirrored ? live.fieldRight * zoom - width : Math.max(minX, live.fieldLeft * zoom)
    y: Math.max(minY, live.fieldTop * zoom)

    Rectangle {
        width: 16 * mark.theme.unit
        height: width
        radius: width / 2
        color: "#80000000" // visible on bright tissue too
        border { color: word.color; width: 3 * mark.theme.unit }
        anchors.verticalCenter: parent.verticalCenter
    }

    Text {
        id: word
        visible: mark.mirrored
        font { pixelSize: mark.theme.body; bold: true }
        color: mark.mirrored ? mark.theme.warning : mark.theme.text
        style: Text.Outline
        styleColor: "black"
        textFormat: Text.PlainText
        text: qsTr("Mirrored")
    }
}
