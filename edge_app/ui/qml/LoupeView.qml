import QtQuick
import EdgeApp

// What a finger is about to point at, magnified, with a cross at the point. It lies beside finger and point and covers neither.
Rectangle {
    id: loupe
    required property Theme theme
    required property var holder // of the frame
    required property real zoom // px a source px
    required property point target // source px
    required property point targetAt // where that is in the parent, px
    required property point finger // in the parent, px
    property color colour: theme.warning
    readonly property real distance: 40 * theme.unit // from what it must not cover
    readonly property real nearest: Math.min(finger.x, targetAt.x) - distance
    readonly property real farthest: Math.max(finger.x, targetAt.x) + distance
    objectName: "loupe"
    width: 150 * theme.unit
    height: width
    x: farthest + width <= parent.width ? farthest : Math.max(0, nearest - width)
    y: Math.max(0, Math.min(targetAt.y - height / 2, parent.height - height))
    z: 1
    color: "black"
    border { color: colour; width: 2 * theme.unit }

    Loupe {
        id: image
        anchors { fill: parent; margins: loupe.border.width }
        holder: loupe.holder
        point: loupe.target
        across: loupe.zoom > 0 ? width / (3 * loupe.zoom) : 0
    }

    // A cross with a gap, so that it does not hide the point either.
    Repeater {
        model: 4

        Rectangle {
            required property int index
            readonly property bool across: index % 2 === 0
            readonly property real gap: 6 * loupe.theme.unit
            readonly property real arm: 26 * loupe.theme.unit
            readonly property real thick: Math.max(1, Math.round(loupe.theme.unit))
            width: across ? arm : thick
            height: across ? thick : arm
            x: (loupe.width - width) / 2 + (across ? (index === 0 ? -1 : 1) * (gap + arm / 2) : 0)
            y: (loupe.height - height) / 2 + (across ? 0 : (index === 1 ? -1 : 1) * (gap + arm / 2))
            color: loupe.colour
        }
    }
}
