import QtQuick

// The region of interest: dragged by its middle, resized by its corners. Each corner has a touch area of 12 mm. If a muscle is
// proposed, its outline is shown, the region snaps to it, and one tap moves it there. While a corner is dragged,
// a loupe shows where it is.
Item {
    id: editor
    required property var live
    required property var region
    required property Theme theme
    required property real zoom
    required property point origin // of the image in this item, px
    required property real occupiedHeight // px at the top left, used by other items
    property int held: 0 // fingers on the region
    property Item pulled: null // the corner that one of them is on
    property point finger

    Binding { target: editor.region; property: "finger"; value: editor.zoom > 0 ? editor.theme.touch / 2 / editor.zoom : 0 }

    component Grip: MouseArea {
        property int horizontal: 0
        property int vertical: 0
        property point down
        enabled: editor.region.editable
        preventStealing: true
        onPressed: mouse => {
            down = editor.finger = mapToItem(editor, mouse.x, mouse.y)
            editor.region.grab()
        }
        onPositionChanged: mouse => {
            const here = editor.finger = mapToItem(editor, mouse.x, mouse.y)
            editor.region.drag(horizontal, vertical, (here.x - down.x) / editor.zoom, (here.y - down.y) / editor.zoom)
        }
        onPressedChanged: {
            editor.held += pressed ? 1 : -1
            editor.pulled = pressed && horizontal !== 0 ? this : null
            if (editor.held === 0)
                editor.region.release()
        }
    }

    MuscleOutline {
        anchors.fill: parent
        visible: editor.region.offered || editor.held > 0
        region: editor.region
        theme: editor.theme
        zoom: editor.zoom
        origin: editor.origin
        emphasised: editor.held > 0
    }

    Rectangle {
        id: outline
        objectName: "region"
        x: editor.origin.x + editor.live.roi.x * editor.zoom
        y: editor.origin.y + editor.live.roi.y * editor.zoom
        width: editor.live.roi.width * editor.zoom
        height: editor.live.roi.height * editor.zoom
        color: "transparent"
        border { color: "#a0ffffff"; width: Math.max(1, Math.round(editor.theme.unit)) }

        Grip { anchors.fill: parent }
    }

    Repeater {
        model: [[-1, -1], [1, -1], [-1, 1], [1, 1]]

        Grip {
            id: corner
            required property var modelData
            // The touch area is mostly outside the region, so that a small region can still be dragged by its middle.
            readonly property real cornerX: outline.x + (horizontal > 0 ? outline.width : 0)
            readonly property real cornerY: outline.y + (vertical > 0 ? outline.height : 0)
            objectName: "corner" + horizontal + vertical
            horizontal: modelData[0]
            vertical: modelData[1]
            width: editor.theme.touch
            height: editor.theme.touch
            x: Math.max(0, Math.min(cornerX - width / 2 + horizontal * width / 5, editor.width - width))
            y: Math.max(0, Math.min(cornerY - height / 2 + vertical * height / 5, editor.height - height))

            Repeater {
                model: editor.region.editable ? 2 : 0

                Rectangle { // the two arms of a corner bracket
                    required property int index
                    readonly property real arm: 22 * editor.theme.unit
                    readonly property real thick: 4 * editor.theme.unit
                    width: index ? thick : arm
                    height: index ? arm : thick
                    x: corner.cornerX - corner.x - (corner.horizontal > 0 ? width : 0)
                    y: corner.cornerY - corner.y - (corner.vertical > 0 ? height : 0)
                    color: corner.pressed ? editor.theme.warning : "white"
                }
            }
        }
    }

    LoupeView {
        readonly property var corner: editor.pulled
        visible: Boolean(corner)
        theme: editor.theme
        holder: editor.live
        zoom: editor.zoom
        finger: editor.finger
        targetAt: corner ? Qt.point(corner.cornerX, corner.cornerY) : Qt.point(0, 0)
        target: editor.zoom > 0 ? Qt.point((targetAt.x - editor.origin.x) / editor.zoom - 0.5, (targetAt.y - editor.origin.y) / editor.zoom - 0.5) : Qt.point(0, 0)
    }

    TouchButton {
        objectName: "toMuscle"
        anchors { left: parent.left; top: parent.top; margins: editor.theme.gap / 2; topMargin: editor.occupiedHeight + editor.theme.gap / 2 }
        visible: editor.region.offered && editor.held === 0
        theme: editor.theme
        size: theme.body
        text: qsTr("Fit to muscle")
        onClicked: editor.region.toMuscle()
    }
}
