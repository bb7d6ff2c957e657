import QtQuick

// From its own origin by (dx, dy): light on a dark edge, so that it is seen on muscle and on bone, with a bar across each end.
Item {
    id: line
    required property real dx
    required property real dy
    required property Theme theme
    property real thick: Math.max(1, 1.5 * theme.unit)
    readonly property real length: Math.hypot(dx, dy)

    component Stroke: Item {
        id: stroke
        required property real breadth
        required property color colour

        Rectangle { y: -height / 2; width: line.length; height: stroke.breadth; color: stroke.colour; antialiasing: true }
        Rectangle { x: -width / 2; y: -height / 2; width: stroke.breadth; height: 11 * line.theme.unit + stroke.breadth; color: stroke.colour; antialiasing: true }
        Rectangle { x: line.length - width / 2; y: -height / 2; width: stroke.breadth; height: 11 * line.theme.unit + stroke.breadth; color: stroke.colour; antialiasing: true }
    }

    Item {
        rotation: Math.atan2(line.dy, line.dx) * 180 / Math.PI
        transformOrigin: Item.TopLeft

        Stroke { breadth: line.thick + 2 * line.theme.unit; colour: "#a0000000" }
        Stroke { breadth: line.thick; colour: line.theme.text }
    }
}
