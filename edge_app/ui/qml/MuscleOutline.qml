import QtQuick
import QtQuick.Shapes

// A proposed muscle: a faint dashed outline, and during a drag the rectangle the region snaps to.
Item {
    id: muscle
    required property var region
    required property Theme theme
    required property real zoom
    required property point origin // of the image in this item, px
    property bool emphasised: false

    Shape {
        objectName: "muscleOutline"
        anchors.fill: parent
        opacity: muscle.emphasised ? 0.9 : 0.5

        ShapePath {
            strokeColor: muscle.theme.text
            strokeWidth: Math.max(1, 1.5 * muscle.theme.unit)
            strokeStyle: ShapePath.DashLine
            dashPattern: [4, 4]
            fillColor: "transparent"

            PathPolyline {
                path: {
                    const corners = muscle.region.outline.map(corner => Qt.point(muscle.origin.x + corner[0] * muscle.zoom,
                                                                                 muscle.origin.y + corner[1] * muscle.zoom))
                    return corners.length > 0 ? corners.concat([corners[0]]) : []
                }
            }
        }
    }

    Rectangle {
        readonly property rect target: muscle.region.target
        visible: muscle.emphasised && target.width > 0
        x: muscle.origin.x + target.x * muscle.zoom
        y: muscle.origin.y + target.y * muscle.zoom
        width: target.width * muscle.zoom
        height: target.height * muscle.zoom
        color: "transparent"
        border { color: muscle.theme.warning; width: Math.max(1, Math.round(2 * muscle.theme.unit)) }
    }
}
