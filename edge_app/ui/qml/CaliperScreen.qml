import QtQuick
import QtQuick.Layouts
import EdgeApp

// A still image to measure on; beside or below it what was measured. Two taps place a caliper; its ends are moved by grips that
// lie beside them. While a finger is down, a loupe shows what it points at.
Rectangle {
    id: screen
    required property var measuring
    required property var exam // says whether something could not be saved
    required property Theme theme
    readonly property bool portrait: height > width
    readonly property bool adding: measuring.adding !== ""
    color: "black"

    MultiPointTouchArea { anchors.fill: parent } // blocks touches of what is below
    CaliperTexts { id: texts; theme: screen.theme }

    Item {
        id: view
        property point finger
        width: screen.portrait ? parent.width : parent.width - panel.width
        height: screen.portrait ? parent.height - panel.height : parent.height

        StillImage {
            id: image
            objectName: "still"
            readonly property real zoom: screen.measuring.frameWidth > 0
                ? Math.min(view.width / screen.measuring.frameWidth, view.height / screen.measuring.frameHeight) : 0
            taps: screen.measuring
            width: Math.round(screen.measuring.frameWidth * zoom)
            height: Math.round(screen.measuring.frameHeight * zoom)
            anchors.centerIn: parent

            MouseArea {
                id: touch
                anchors.fill: parent
                onPressed: mouse => view.finger = mapToItem(view, mouse.x, mouse.y)
                onPositionChanged: mouse => view.finger = mapToItem(view, mouse.x, mouse.y)
                onClicked: mouse => screen.measuring.tap(mouse.x / image.zoom - 0.5, mouse.y / image.zoom - 0.5)
            }

            CaliperLines {
                anchors.fill: parent
                rows: screen.measuring.rows
                selected: screen.measuring.selected
                numbered: screen.measuring.count > 1
                theme: screen.theme
                zoom: image.zoom
            }

            // The first of two taps.
            Rectangle {
                readonly property var point: screen.measuring.firstPoint
                objectName: "firstPoint"
                visible: point.length === 2
                width: 14 * screen.theme.unit
                height: width
                radius: width / 2
                x: visible ? (point[0] + 0.5) * image.zoom - width / 2 : 0
                y: visible ? (point[1] + 0.5) * image.zoom - height / 2 : 0
                color: "transparent"
                border { color: screen.theme.text; width: 2 * screen.theme.unit }
            }

            Item {
                id: chosen
                property int held: -1 // the end whose grip a finger is on
                readonly property var ends: screen.measuring.ends
                readonly property var grips: screen.measuring.grips(ends, image.zoom, 56 * screen.theme.unit, screen.theme.handle, image.width, image.height)
                visible: ends.length === 2 && grips.length === 2

                CaliperLine {
                    x: chosen.visible ? (chosen.ends[0][0] + 0.5) * image.zoom : 0
                    y: chosen.visible ? (chosen.ends[0][1] + 0.5) * image.zoom : 0
                    dx: chosen.visible ? (chosen.ends[1][0] - chosen.ends[0][0]) * image.zoom : 0
                    dy: chosen.visible ? (chosen.ends[1][1] - chosen.ends[0][1]) * image.zoom : 0
                    thick: 2 * theme.unit
                    theme: screen.theme
                }

                Repeater {
                    model: 2

                    Item {
                        id: end
                        required property int index
                        readonly property real pointX: chosen.visible ? (chosen.ends[index][0] + 0.5) * image.zoom : 0
                        readonly property real pointY: chosen.visible ? (chosen.ends[index][1] + 0.5) * image.zoom : 0
                        readonly property real gripX: chosen.visible ? chosen.grips[index][0] : 0
                        readonly property real gripY: chosen.visible ? chosen.grips[index][1] : 0

                        Rectangle {
                            x: end.pointX
                            y: end.pointY - height / 2
                            width: Math.hypot(end.gripX - end.pointX, end.gripY - end.pointY)
                            height: Math.max(1, screen.theme.unit)
                            transformOrigin: Item.Left
                            rotation: Math.atan2(end.gripY - end.pointY, end.gripX - end.pointX) * 180 / Math.PI
                            color: screen.theme.faint
                            antialiasing: true
                        }

                        Rectangle {
                            objectName: "grip" + end.index
                            width: screen.theme.handle
                            height: width
                            radius: width / 2
                            x: end.gripX - width / 2
                            y: end.gripY - height / 2
                            color: grip.pressed ? "#80e8eef2" : "#30e8eef2"
                            border { color: screen.theme.text; width: 2 * screen.theme.unit }

                            MouseArea {
                                id: grip
                                property point down
                                anchors.fill: parent
                                preventStealing: true
                                onPressed: mouse => {
                                    down = mapToItem(image, mouse.x, mouse.y)
                                    view.finger = mapToItem(view, mouse.x, mouse.y)
                                    chosen.held = end.index
                                    screen.measuring.grab(end.index)
                                }
                                onPositionChanged: mouse => {
                                    view.finger = mapToItem(view, mouse.x, mouse.y)
                                    const here = mapToItem(image, mouse.x, mouse.y)
                                    screen.measuring.drag((here.x - down.x) / image.zoom, (here.y - down.y) / image.zoom)
                                }
                                onPressedChanged: {
                                    if (pressed)
                                        return
                                    chosen.held = -1
                                    screen.measuring.release()
                                }
                            }
                        }
                    }
                }
            }
        }

        LoupeView {
            readonly property var end: chosen.visible && chosen.held >= 0 ? chosen.ends[chosen.held] : undefined
            visible: end !== undefined || screen.adding && touch.pressed
            theme: screen.theme
            holder: screen.measuring
            zoom: image.zoom
            finger: view.finger
            target: end !== undefined ? Qt.point(end[0], end[1])
                  : Qt.point((finger.x - image.x) / image.zoom - 0.5, (finger.y - image.y) / image.zoom - 0.5)
            targetAt: Qt.point(image.x + (target.x + 0.5) * image.zoom, image.y + (target.y + 0.5) * image.zoom)
        }

        ErrorBanner { exam: screen.exam; theme: screen.theme; title: qsTr("Not saved"); anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: screen.theme.gap } }
    }

    Rectangle {
        id: panel
        width: screen.portrait ? parent.width : 232 * screen.theme.unit
        height: screen.portrait ? 290 * screen.theme.unit : parent.height
        anchors { right: parent.right; bottom: parent.bottom }
        color: screen.theme.panel

        ColumnLayout {
            anchors { fill: parent; margins: screen.theme.gap }
            spacing: screen.theme.gap / 2

            RowLayout {
                Layout.fillWidth: true
                spacing: screen.theme.gap / 2

                TouchButton {
                    objectName: "measureBack"
                    theme: screen.theme
                    size: 30 * theme.unit
                    enabled: !screen.exam.isBusy
                    text: "‹"
                    onClicked: screen.measuring.close()
                }

                Text {
                    objectName: "measureHint"
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    maximumLineCount: 4
                    elide: Text.ElideRight
                    font { pixelSize: screen.adding || screen.measuring.count === 0 ? screen.theme.body : screen.theme.large; bold: !screen.adding }
                    color: screen.adding ? screen.theme.warning : screen.theme.text
                    textFormat: Text.PlainText
                    text: screen.adding ? (screen.measuring.firstPoint.length === 0 ? qsTr("Tap the first point") : qsTr("Tap the second point"))
                        : qsTr("Measure")
                }
            }

            Text {
                objectName: "noScale"
                visible: !screen.measuring.isScaled
                Layout.fillWidth: true
                wrapMode: Text.Wrap
                font.pixelSize: screen.theme.body
                color: screen.theme.warning
                textFormat: Text.PlainText
                text: qsTr("The scale of this image is unknown, so nothing can be measured on it. Set the scale on the live image first, then take the image again.")
            }

            GridLayout {
                visible: screen.measuring.isScaled
                Layout.fillWidth: true
                columns: screen.portrait ? 2 : 1
                rowSpacing: screen.theme.gap / 3
                columnSpacing: screen.theme.gap / 2

                Repeater {
                    model: screen.measuring.count

                    TouchButton {
                        required property int index
                        readonly property var row: screen.measuring.rows[index]
                        objectName: "measured" + index
                        Layout.fillWidth: true
                        Layout.preferredWidth: 100
                        Layout.preferredHeight: theme.handle
                        theme: screen.theme
                        size: theme.body
                        chosen: screen.measuring.selected === index
                        text: row ? (screen.measuring.count > 1 ? qsTr("%1: %2").arg(index + 1).arg(texts.measured(row)) : texts.measured(row)) : ""
                        detail: row ? texts.kind(row) : ""
                        onClicked: screen.measuring.select(index)
                    }
                }
            }

            Item { Layout.fillHeight: true }

            GridLayout {
                Layout.fillWidth: true
                columns: screen.portrait ? 4 : 2
                rowSpacing: screen.theme.gap / 2
                columnSpacing: screen.theme.gap / 2

                component Choice: TouchButton {
                    Layout.fillWidth: true
                    Layout.preferredWidth: 100
                    theme: screen.theme
                    size: theme.body
                }

                Choice {
                    objectName: "addThickness"
                    enabled: screen.measuring.mayAddThickness && !screen.exam.isBusy
                    chosen: screen.measuring.adding === "muscle thickness"
                    text: qsTr("Thickness", "measure it")
                    onClicked: screen.measuring.add("muscle thickness")
                }

                Choice {
                    objectName: "addDistance"
                    enabled: screen.measuring.mayAddDistance && !screen.exam.isBusy
                    chosen: screen.measuring.adding === "distance"
                    text: qsTr("Distance", "measure it")
                    onClicked: screen.measuring.add("distance")
                }

                Choice {
                    objectName: "removeCaliper"
                    enabled: screen.measuring.selected >= 0 && !screen.exam.isBusy
                    text: qsTr("Remove")
                    onClicked: screen.measuring.remove()
                }

                Choice {
                    objectName: "measureDone"
                    primary: true
                    enabled: screen.measuring.isScaled && !screen.adding && !screen.exam.isBusy
                    text: screen.exam.isBusy ? qsTr("Saving…") : qsTr("Done")
                    onClicked: screen.measuring.done()
                }
            }
        }
    }
}
