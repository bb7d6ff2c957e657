import QtQuick
import EdgeApp

// A still image to tap points on, with a cross at each. Its children are drawn over it, in source pixels times `zoom`.
Item {
    id: view
    required property var taps
    required property Theme theme
    required property color colour
    readonly property real zoom: taps.frameWidth > 0 ? Math.min(width / taps.frameWidth, height / taps.frameHeight) : 0
    default property alias over: overlay.data

    StillImage {
        objectName: "still"
        taps: view.taps
        width: Math.round(view.taps.frameWidth * view.zoom)
        height: Math.round(view.taps.frameHeight * view.zoom)
        anchors.centerIn: parent

        MouseArea {
            anchors.fill: parent
            onClicked: mouse => view.taps.tap(mouse.x / view.zoom, mouse.y / view.zoom)
        }

        Item { id: overlay; anchors.fill: parent }

        // A cross with a gap in the middle, so that the tapped spot stays visible.
        Repeater {
            model: view.taps.marks

            Item {
                id: mark
                required property var modelData
                required property int index
                objectName: "mark" + index
                x: modelData[0] * view.zoom
                y: modelData[1] * view.zoom

                Repeater {
                    model: [[-1, 0], [1, 0], [0, -1], [0, 1]]

                    Rectangle {
                        required property var modelData
                        readonly property real arm: 14 * view.theme.unit
                        readonly property real thick: 2 * view.theme.unit
                        width: modelData[0] ? arm : thick
                        height: modelData[1] ? arm : thick
                        x: modelData[0] * 0.9 * arm - width / 2
                        y: modelData[1] * 0.9 * arm - height / 2
                        color: view.colour
                    }
                }
            }
        }
    }
}
