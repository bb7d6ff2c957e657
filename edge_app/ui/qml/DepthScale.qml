import QtQuick

// A ruler beside the image field, from its top downwards: a tick every 5 mm, a number every 10 mm.
Item {
    id: ruler
    required property var live
    required property Theme theme
    required property real zoom
    readonly property real pitch: 5 / Math.max(live.mmPerPixel, 1e-6) * zoom // distance of two ticks, px on the screen
    readonly property bool legible: live.mmPerPixel > 0 && pitch >= 2

    width: 74 * theme.unit
    visible: legible

    Repeater {
        model: ruler.legible ? Math.floor((ruler.live.fieldBottom - ruler.live.fieldTop) * ruler.zoom / ruler.pitch) + 1 : 0

        Item {
            id: tick
            required property int index
            readonly property bool major: index % 2 === 0
            objectName: "tick" + index
            y: Math.round(ruler.live.fieldTop * ruler.zoom + index * ruler.pitch)

            Rectangle {
                width: (tick.major ? 10 : 6) * ruler.theme.unit
                height: Math.max(1, Math.round(ruler.theme.unit))
                color: ruler.theme.text
            }

            Text {
                visible: tick.major && tick.index > 0 && tick.y + height / 2 <= ruler.height
                x: 14 * ruler.theme.unit
                y: -height / 2
                font.pixelSize: ruler.theme.small
                color: ruler.theme.text
                textFormat: Text.PlainText
                text: tick.index === 2 ? qsTr("%1 mm").arg(5 * tick.index) : 5 * tick.index
            }
        }
    }
}
