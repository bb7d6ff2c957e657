import QtQuick
import QtQuick.Shapes

// A body from the front and from the back, with a mark on each site: done, started, to do, next. Seen from the front, the
// patient's right is on the left.
Item {
    id: map
    required property Theme theme
    required property var sites
    readonly property real scale_: Math.min(width / 250, (height - theme.small) / 260)
    // Positions of the marks, in the drawing's 120 x 260 units, on the side that is on the left of the drawing.
    readonly property var places: ({
        "biceps brachii": { behind: false, x: 29, y: 86 },
        "tibialis anterior": { behind: false, x: 46, y: 204 },
        "gastrocnemius medialis": { behind: true, x: 46, y: 190 }
    })

    component Body: Item {
        id: body
        property string caption
        width: 120 * map.scale_
        height: 260 * map.scale_

        Shape {
            scale: map.scale_
            transformOrigin: Item.TopLeft
            width: 120
            height: 260

            ShapePath {
                fillColor: map.theme.raised
                strokeColor: map.theme.line
                strokeWidth: 1.5
                joinStyle: ShapePath.RoundJoin
                PathSvg {
                    path: "M60 6 C69 6 74 13 74 21 C74 29 70 36 66 38 L66 45 C72 49 84 49 91 54 C97 59 98 68 98 76 L104 112 L110 146 "
                        + "C112 152 108 158 104 154 L100 146 L92 114 L86 82 L84 104 L88 130 L86 168 L82 200 L78 238 L82 250 L66 250 "
                        + "L66 238 L64 200 L61 150 L59 150 L56 200 L54 238 L54 250 L38 250 L42 238 L38 200 L34 168 L32 130 L36 104 "
                        + "L34 82 L28 114 L20 146 L16 154 C12 158 8 152 10 146 L16 112 L22 76 C22 68 23 59 29 54 C36 49 48 49 54 45 "
                        + "L54 38 C50 36 46 29 46 21 C46 13 51 6 60 6 Z"
                }
            }
        }

        Text {
            anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: -map.theme.small }
            font.pixelSize: map.theme.small
            color: map.theme.faint
            textFormat: Text.PlainText
            text: body.caption
        }
    }

    Row {
        id: bodies
        anchors { centerIn: parent; verticalCenterOffset: -map.theme.small / 2 }
        spacing: 10 * map.scale_
        Body { caption: qsTr("front") }
        Body { caption: qsTr("back") }
    }

    Repeater {
        model: map.sites

        Rectangle {
            id: mark
            required property var modelData
            readonly property var given: modelData.place.x === undefined ? map.places[modelData.muscle] : modelData.place
            readonly property var place: given === undefined ? ({ behind: false, x: 0, y: 0 }) : given
            readonly property bool done: modelData.taken >= modelData.wanted
            // The right side is on the left from the front, and on the right from the back.
            readonly property bool mirrored: (modelData.side === "right") === place.behind
            visible: given !== undefined // a muscle whose place nobody says
            objectName: "mark-" + modelData.muscle + "-" + modelData.side
            width: Math.max((modelData.next ? 26 : 18) * map.scale_, (modelData.next ? 28 : 22) * map.theme.unit)
            height: width
            radius: width / 2
            x: bodies.x + (place.behind ? 130 : 0) * map.scale_ + (mirrored ? 120 - place.x : place.x) * map.scale_ - width / 2
            y: bodies.y + place.y * map.scale_ - height / 2
            color: done ? map.theme.text : modelData.next ? map.theme.warning : modelData.taken > 0 ? map.theme.line : map.theme.panel
            border { color: done ? map.theme.text : modelData.next ? map.theme.warning : map.theme.faint; width: 2 * map.theme.unit }

            Text {
                anchors.centerIn: parent
                font { pixelSize: Math.max(0.55 * parent.height, map.theme.small); bold: true }
                color: mark.done || mark.modelData.next ? map.theme.ground : map.theme.text
                textFormat: Text.PlainText
                text: mark.done ? "✓" : mark.modelData.taken
            }
        }
    }
}
