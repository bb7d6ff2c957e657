import QtQuick

// The calipers of an image, as thin lines with a bar across each end. Rows of `caliper_rows`.
Item {
    id: lines
    required property var rows
    required property Theme theme
    required property real zoom
    property int selected: -1 // is left to whoever shows its grips
    property bool numbered: false

    Repeater {
        model: lines.rows

        Item {
            id: line
            required property var modelData
            required property int index
            readonly property real startX: (modelData.start[0] + 0.5) * lines.zoom
            readonly property real startY: (modelData.start[1] + 0.5) * lines.zoom
            readonly property real dx: (modelData.end[0] - modelData.start[0]) * lines.zoom
            readonly property real dy: (modelData.end[1] - modelData.start[1]) * lines.zoom
            objectName: "caliper" + index
            visible: index !== lines.selected

            CaliperLine { x: line.startX; y: line.startY; dx: line.dx; dy: line.dy; theme: lines.theme }

            Text {
                visible: lines.numbered
                x: line.startX + 6 * lines.theme.unit
                y: line.startY - height - 2 * lines.theme.unit
                font { pixelSize: lines.theme.small; bold: true }
                style: Text.Outline
                styleColor: "black"
                color: lines.theme.text
                textFormat: Text.PlainText
                text: line.index + 1
            }
        }
    }
}
